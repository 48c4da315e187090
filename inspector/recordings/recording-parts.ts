import type { TurnEvent } from 'avatar-ptt/headless';
import { bytesOf, encoded, type FilePart } from './file-part.js';
import { ROW, type RecordedSound, type Recording, type RecordingHeader } from './recording.js';
import { FRAME_BYTES, wavHeader } from './wav.js';
import { withoutTexts } from './without-texts.js';

/** What leaves with a recording. */
export interface ExportOptions {
  readonly withSound: boolean;
  /** What was said, as text; without, only its length. */
  readonly withTexts: boolean;
}

const ROWS_AT_ONCE = 10_000;

/** A recording as it leaves: what was not wanted is left out. */
export function exported(recording: Recording, { withSound, withTexts }: ExportOptions): Recording {
  const told = withTexts ? recording : withoutTexts(recording);
  return withSound ? told : { ...told, header: { ...told.header, sounds: [] }, sounds: [] };
}

/** The files that a recording consists of, as docs/recording-format.md describes them, by name. */
export function partsOf({ header, events, frames, levels, sounds }: Recording): FilePart[] {
  return [
    eventsPart(events),
    rowsPart('frames.bin', frames),
    headerPart(header),
    rowsPart('levels.bin', levels),
    ...sounds.map(soundPart),
  ];
}

function headerPart(header: RecordingHeader): FilePart {
  const json = `${JSON.stringify(header, null, 2)}\n`;
  return { name: 'header.json', bytes: json.length, isCompressed: true, pieces: () => soon(encoded([json])) };
}

function eventsPart(events: readonly TurnEvent[]): FilePart {
  const lines = function* (): Generator<string> {
    for (const event of events) yield `${JSON.stringify(event)}\n`;
  };
  return {
    name: 'events.ndjson',
    bytes: events.length * 100,
    isCompressed: true,
    pieces: () => soon(encoded(lines())),
  };
}

function rowsPart(name: string, rows: Float64Array<ArrayBuffer>): FilePart {
  const slices = function* (): Generator<Uint8Array<ArrayBuffer>> {
    const step = ROWS_AT_ONCE * ROW;
    for (let at = 0; at < rows.length; at += step) yield bytesOf(rows.subarray(at, at + step));
  };
  return { name, bytes: rows.byteLength, isCompressed: true, pieces: () => soon(slices()) };
}

function soundPart(sound: RecordedSound, i: number): FilePart {
  return {
    name: `sound-${i + 1}.wav`,
    bytes: sound.length * FRAME_BYTES,
    isCompressed: false,
    async *pieces() {
      yield wavHeader(sound.sampleRate, sound.length);
      for await (const piece of sound.pieces()) yield bytesOf(piece);
    },
  };
}

// eslint-disable-next-line @typescript-eslint/require-await
async function* soon<T>(pieces: Iterable<T>): AsyncGenerator<T> {
  yield* pieces;
}
