import type { TurnEvent } from 'avatar-ptt/headless';
import { ROW, type RecordedSound, type Recording, type RecordingHeader } from './recording.js';
import { FRAME_BYTES, wavHeader } from './wav.js';

/** A file that is made piece by piece. */
export interface FilePart {
  readonly name: string;
  /** Roughly, for showing progress. */
  readonly bytes: number;
  /** Sound gains too little by it. */
  readonly isCompressed: boolean;
  pieces(): AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/** Work that takes a while, as seen by the person who waits for it. */
export interface Work {
  readonly signal: AbortSignal;
  /** How much is done, 0 to 1. */
  readonly progress: (share: number) => void;
}

const ROWS_AT_ONCE = 10_000;

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

/** Texts as UTF-8, some thousand of them at a time. */
export function* encoded(texts: Iterable<string>, atOnce = 1000): Generator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  let waiting: string[] = [];
  for (const text of texts) {
    waiting.push(text);
    if (waiting.length < atOnce) continue;
    yield encoder.encode(waiting.join(''));
    waiting = [];
  }
  yield encoder.encode(waiting.join(''));
}

/** The bytes of numbers, without a copy. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function headerPart(header: RecordingHeader): FilePart {
  const json = `${JSON.stringify(header, null, 2)}\n`;
  return { name: 'header.json', bytes: json.length, isCompressed: true, pieces: () => asAsync(encoded([json])) };
}

function eventsPart(events: readonly TurnEvent[]): FilePart {
  const lines = function* (): Generator<string> {
    for (const event of events) yield `${JSON.stringify(event)}\n`;
  };
  return {
    name: 'events.ndjson',
    bytes: events.length * 100,
    isCompressed: true,
    pieces: () => asAsync(encoded(lines())),
  };
}

function rowsPart(name: string, rows: Float64Array<ArrayBuffer>): FilePart {
  const slices = function* (): Generator<Uint8Array<ArrayBuffer>> {
    const step = ROWS_AT_ONCE * ROW;
    for (let at = 0; at < rows.length; at += step) yield bytesOf(rows.subarray(at, at + step));
  };
  return { name, bytes: rows.byteLength, isCompressed: true, pieces: () => asAsync(slices()) };
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
async function* asAsync<T>(pieces: Iterable<T>): AsyncGenerator<T> {
  yield* pieces;
}
