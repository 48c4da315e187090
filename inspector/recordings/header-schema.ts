import type { TurnMark } from 'avatar-ptt/analysis';
import { badRecording, count, fields, listOf, moment, nullable, text, word, type Parser } from '../schema/parsing.js';
import { FORMAT, FORMAT_VERSION, type RecordingHeader, type SoundPlace } from './recording.js';
import type { Redactor } from '../redaction/redactor.js';
import { turnState } from '../schema/state-schema.js';

const MAX_MARKS = 100_000;
/** Gaps in the sound are rare: a device that is plugged in, another connection. */
const MAX_SOUNDS = 1000;
const MAX_SAMPLES = 2 ** 30;

const mark = word<TurnMark>({ 'cut-me-off': true, 'too-slow': true });

const labelled: Parser<readonly [number, TurnMark]> = (value, path) => {
  if (!Array.isArray(value) || value.length !== 2) throw badRecording(`${path} is not a turn and its mark.`);
  return [count(value[0], `${path}[0]`), mark(value[1], `${path}[1]`)];
};

const soundPlace = fields<SoundPlace>({ at: moment, startMs: moment, sampleRate, length: samples });

const header = fields<RecordingHeader>({
  format: (value) => {
    if (value === FORMAT) return FORMAT;
    throw badRecording('This is no recording of an avatar-ptt conversation.');
  },
  version: (value) => {
    if (value === FORMAT_VERSION) return FORMAT_VERSION;
    const named = typeof value === 'number' ? ` ${value}` : '';
    throw badRecording(`This recording is of version${named}; this inspector reads version ${FORMAT_VERSION}.`);
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
});

/** The head of a recording, without secrets. @throws AvatarPttError `bad-recording`, saying what is wrong. */
export function parseHeader(value: unknown, redactor: Redactor): RecordingHeader {
  return header(redactor.copy(value), '');
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

function samples(value: unknown, path: string): number {
  const length = count(value, path);
  if (length > MAX_SAMPLES) throw badRecording(`${path} is too long.`);
  return length;
}
