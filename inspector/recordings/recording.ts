import type { TurnMark } from 'avatar-ptt/analysis';
import type { HeardFrame, SoundLevel, TurnEvent, TurnState } from 'avatar-ptt/headless';

export const FORMAT = 'avatar-ptt-recording';
export const FORMAT_VERSION = 1;

/** Numbers in a row of `Recording.frames` and of `Recording.levels`. */
export const ROW = 6;

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
}

/** What a recording tells about itself. */
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
}

/**
 * A conversation to be lived again. States are not part of it: `replay` of the events from `initial` gives them. Secrets
 * are taken out, and everything has been checked.
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

/** The turn that begins to be captured with an event; null for all other events. */
export function turnOf(event: TurnEvent): number | null {
  return event.type === 'gate-opened' && event.turnId !== 0 ? event.turnId : null;
}

/** First and last moment of a recording, page ms; null when there is nothing in it. */
export function spanOf({ events, frames, levels, sounds }: Recording): readonly [number, number] | null {
  let first = Infinity;
  let last = -Infinity;
  const reach = (at: number | undefined): void => {
    if (at === undefined) return;
    first = Math.min(first, at);
    last = Math.max(last, at);
  };
  for (const { at } of events) reach(at);
  for (const rows of [frames, levels]) for (let i = 0; i < rows.length; i += ROW) reach(rows[i]);
  for (const { at, length, sampleRate } of sounds) {
    reach(at);
    reach(at + (length / sampleRate) * 1000);
  }
  return first <= last ? [first, last] : null;
}
