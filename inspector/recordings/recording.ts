import type { TurnMark } from 'avatar-ptt/analysis';
import type { HeardFrame, SoundLevel, TurnEvent, TurnState } from 'avatar-ptt/headless';
import type { KeptAnswer } from '../model/source.js';
import { Redactor } from '../redaction/redactor.js';
import {
  amount,
  badRecording,
  count,
  fields,
  listOf,
  moment,
  nullable,
  text,
  word,
  type Parser,
} from '../schema/parsing.js';
import { turnState } from '../schema/state-schema.js';

/** Sound without a gap; where it begins on the page's clock and on its own. */
export interface SoundPlace {
  /** Page time of the first sample, ms. */
  readonly at: number;
  /** Audio time of the first sample, ms. */
  readonly startMs: number;
  readonly sampleRate: number;
  /** Samples on each side. */
  readonly length: number;
}

/** A stretch of recorded sound; its samples are fetched when they are wanted. */
export interface RecordedSound extends SoundPlace {
  /** The samples in order, a second or so at a time: microphone and avatar by turns, 16 bits each. */
  pieces(): AsyncIterable<Int16Array<ArrayBuffer>>;
  /** One of these pieces, counted from 0; missing where sound can only be read from its beginning. */
  piece?(index: number): Promise<Int16Array<ArrayBuffer>>;
}

/** What a recording says about itself. */
export interface RecordingHeader {
  readonly format: typeof FORMAT;
  readonly version: typeof FORMAT_VERSION;
  /** For a person; they may change it. */
  readonly name: string;
  /** Unix time, ms. */
  readonly createdAt: number;
  /** Version of the package that recorded it; empty if unknown. */
  readonly packageVersion: string;
  /** What was recorded: `avatar-ptt#tutor`. */
  readonly source: string;
  /** Unix time of page time 0, ms. */
  readonly timeOriginMs: number;
  /** The `seq` of the first event. */
  readonly firstSeq: number;
  /** The state before the first event; null only without events. */
  readonly initial: TurnState | null;
  /** What the person said of turns. */
  readonly marks: readonly (readonly [number, TurnMark])[];
  readonly sounds: readonly SoundPlace[];
  /** What an analyzer said of pauses when it was asked afterwards. */
  readonly answers: readonly KeptAnswer[];
}

/**
 * A conversation that can be replayed. States are not part of it: `replay` of the events from `initial` gives them. Secrets
 * are removed, and everything has been checked.
 */
export interface Recording {
  readonly header: RecordingHeader;
  readonly events: readonly TurnEvent[];
  /** Rows of `at`, `startMs`, `endMs`, `probability`, `volume`, detector (0 Silero v5, 1 energy). */
  readonly frames: Float64Array<ArrayBuffer>;
  /** Rows of `at`, `endMs`, `volume`, `noiseFloor`, `avatarLevel`, gate (1 open). */
  readonly levels: Float64Array<ArrayBuffer>;
  /** As listed in the header. */
  readonly sounds: readonly RecordedSound[];
  /** What the storage has lost of it, for a person. */
  readonly missing?: string;
}

/** What the store knows of a recording without opening it. */
export interface RecordingInfo {
  readonly id: string;
  readonly header: RecordingHeader;
  readonly events: number;
  readonly turns: number;
  /** From the first to the last that is in it. */
  readonly lengthMs: number;
  readonly bytes: number;
}

export const FORMAT = 'avatar-ptt-recording';
export const FORMAT_VERSION = 2;
/** The first version had no `answers`; all else is the same. */
const FIRST_VERSION = 1;

/** Numbers in a row of `Recording.frames` and of `Recording.levels`. */
export const ROW = 6;
const MAX_MARKS = 100_000;
/** Gaps in the sound are rare: a device that is plugged in, another connection. */
const MAX_SOUNDS = 1000;
const MAX_SAMPLES = 2 ** 30;
/** An hour has some thousand pauses, and many settings may be tried on them. */
const MAX_ANSWERS = 100_000;
const mark = word<TurnMark>({ 'cut-me-off': true, 'too-slow': true });

const labelled: Parser<readonly [number, TurnMark]> = (value, path) => {
  if (!Array.isArray(value) || value.length !== 2) throw badRecording(`${path} is not a turn and its mark.`);
  return [count(value[0], `${path}[0]`), mark(value[1], `${path}[1]`)];
};
const answer = fields<KeptAnswer>({
  analyzer: text,
  stretch: count,
  turnStartMs: moment,
  askedMs: moment,
  completeness: share,
});
const soundPlace = fields<SoundPlace>({ at: moment, startMs: moment, sampleRate, length: samples });

const header = fields<RecordingHeader>({
  format: (value) => {
    if (value === FORMAT) return FORMAT;
    throw badRecording('This is no recording of an avatar-ptt conversation.');
  },
  version: (value) => {
    if (value === FORMAT_VERSION || value === FIRST_VERSION) return FORMAT_VERSION;
    const named = typeof value === 'number' ? ` ${value}` : '';
    throw badRecording(
      `This recording is of version${named}; this inspector reads versions ${FIRST_VERSION} and ${FORMAT_VERSION}.`,
    );
  },
  name: text,
  createdAt: unixTime,
  packageVersion: text,
  source: text,
  timeOriginMs: unixTime,
  firstSeq: count,
  initial: nullable(turnState),
  marks: listOf(labelled, MAX_MARKS),
  sounds: listOf(soundPlace, MAX_SOUNDS),
  answers: (value, path) => (value === undefined ? [] : listOf(answer, MAX_ANSWERS)(value, path)),
});

/** Replaces the header of a recording that has none that can be read. */
const NO_HEADER: RecordingHeader = {
  format: FORMAT,
  version: FORMAT_VERSION,
  name: 'Damaged recording',
  createdAt: 0,
  packageVersion: '',
  source: '',
  timeOriginMs: 0,
  firstSeq: 1,
  initial: null,
  marks: [],
  sounds: [],
  answers: [],
};

const infoFields = fields<Omit<RecordingInfo, 'id'>>({
  header: lenient((value) => parseHeader(value, new Redactor()), NO_HEADER),
  events: lenient(count, 0),
  turns: lenient(count, 0),
  lengthMs: lenient(amount, 0),
  bytes: lenient(amount, 0),
});

/** One row of `Recording.frames`. */
export function frameAt(rows: Float64Array, i: number): HeardFrame {
  const [at = 0, startMs = 0, endMs = 0, probability = 0, volume = 0, detector] = rows.subarray(i * ROW, i * ROW + ROW);
  return { at, startMs, endMs, probability, volume, detector: detector === 0 ? 'silero-v5' : 'energy' };
}

/** One row of `Recording.levels`. */
export function levelAt(rows: Float64Array, i: number): SoundLevel {
  const [at = 0, endMs = 0, volume = 0, noiseFloor = 0, avatarLevel = 0, gate] = rows.subarray(i * ROW, i * ROW + ROW);
  return { at, endMs, volume, noiseFloor, avatarLevel, isGateOpen: gate === 1 };
}

/** The time from the first to the last of some moments; page time, ms. */
export class TimeSpan {
  firstAt = Infinity;
  lastAt = -Infinity;

  /** 0 without any moment. */
  get lengthMs(): number {
    return Math.max(0, this.lastAt - this.firstAt);
  }

  include(at: number): void {
    this.firstAt = Math.min(this.firstAt, at);
    this.lastAt = Math.max(this.lastAt, at);
  }

  /** From the first sample to the end of the last. */
  includeSound({ at, length, sampleRate }: SoundPlace): void {
    this.include(at);
    this.include(at + (length / sampleRate) * 1000);
  }
}

/** The turn that begins to be captured with an event; null for all other events. */
export function turnOf(event: TurnEvent): number | null {
  return event.type === 'gate-opened' && event.turnId !== 0 ? event.turnId : null;
}

/** The time that a recording covers. */
export function spanOf({ events, frames, levels, sounds }: Recording): TimeSpan {
  const span = new TimeSpan();
  for (const { at } of events) span.include(at);
  for (const rows of [frames, levels]) for (let i = 0; i < rows.length; i += ROW) span.include(rows[i] ?? 0);
  for (const sound of sounds) span.includeSound(sound);
  return span;
}

/** The head of a recording, without secrets. @throws AvatarPttError `bad-recording`, saying what is wrong. */
export function parseHeader(value: unknown, redactor: Redactor): RecordingHeader {
  return header(redactor.copy(value), '');
}

/** What is stored under the id of a recording. One that is damaged can still be opened, exported and deleted. */
export function parseInfo(value: unknown, id: string): RecordingInfo {
  return { id, ...infoFields(Object(value), '') };
}

function unixTime(value: unknown, path: string): number {
  // As far as a Date goes.
  if (typeof value === 'number' && Math.abs(value) <= 8.64e15) return value;
  throw badRecording(`${path} is not a date.`);
}

function sampleRate(value: unknown, path: string): number {
  const hz = count(value, path);
  if (hz < 8000 || hz > 192_000) throw badRecording(`${path} is not a sample rate.`);
  return hz;
}

function share(value: unknown, path: string): number {
  const number = amount(value, path);
  if (number > 1) throw badRecording(`${path} is not from 0 to 1.`);
  return number;
}

function samples(value: unknown, path: string): number {
  const length = count(value, path);
  if (length > MAX_SAMPLES) throw badRecording(`${path} is too long.`);
  return length;
}

function lenient<T>(parser: Parser<T>, otherwise: T): Parser<T> {
  return (value, path) => {
    try {
      return parser(value, path);
    } catch {
      return otherwise;
    }
  };
}
