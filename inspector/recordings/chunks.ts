import type { HeardFrame, HeardSound, SoundLevel } from 'avatar-ptt/headless';
import type { History } from '../model/history.js';
import type { Redactor } from '../redaction/redactor.js';
import { cleanLine } from '../schema/event-lines.js';
import type { Chunk, Part, RecordingStore } from './recording-store.js';
import { ROW, TimeSpan, type SoundPlace } from './recording.js';

/** A chunk and its number. */
export type Numbered<T> = readonly [number, T];

/** A second of sound: of which stretch, which second of it, and its samples. */
export type SoundChunk = readonly [stretch: number, second: number, samples: Int16Array<ArrayBuffer>];

type Column = Float64Array | Float32Array;
type FiveNumbers = readonly [number, number, number, number, number];

/** Items in one chunk: large enough to be quick, small enough to be written again each second. */
export const CHUNK = 1000;
/** Times of sound are sums of fractions: what is less than this apart is not. */
const GAP_MS = 1;
/** Six numbers of 8 bytes. */
const ROW_BYTES = 48;
/** Two sides of 16 bits. */
const SAMPLE_BYTES = 4;

/** Lines of text in chunks. A chunk that is not full is returned again once it has grown. */
export class LineChunks {
  length = 0;
  #lines: string[] = [];
  #full: Numbered<string>[] = [];
  #isChanged = false;

  push(line: string): void {
    this.#lines.push(line);
    this.length++;
    this.#isChanged = true;
    if (this.#lines.length < CHUNK) return;
    this.#full.push([this.length / CHUNK - 1, linesOf(this.#lines)]);
    this.#lines = [];
    this.#isChanged = false;
  }

  /** Rewrites the lines that were not taken yet: a secret may be named only after them. Those that were are in the store. */
  rewrite(rewritten: (line: string) => string): void {
    this.#lines = this.#lines.map(rewritten);
    this.#full = this.#full.map(([i, lines]) => [i, linesOf(lines.trimEnd().split('\n').map(rewritten))]);
    this.#isChanged = this.#lines.length > 0;
  }

  /** The chunks that are new or have changed since the last time. */
  take(): Numbered<string>[] {
    const taken = this.#full;
    this.#full = [];
    if (this.#isChanged) taken.push([Math.floor(this.length / CHUNK), linesOf(this.#lines)]);
    this.#isChanged = false;
    return taken;
  }
}

/** Frames, levels and sound of a conversation, to be stored. */
export class HeardChunks {
  /** The time that the recording covers. */
  readonly span = new TimeSpan();
  readonly #frames = new RowChunks();
  readonly #levels = new RowChunks();
  readonly #sounds = new SoundChunks();

  get bytes(): number {
    const samples = this.places.reduce((sum, { length }) => sum + length, 0);
    return (this.#frames.length + this.#levels.length) * ROW_BYTES + samples * SAMPLE_BYTES;
  }

  get places(): readonly SoundPlace[] {
    return this.#sounds.places;
  }

  /** Adds all that is remembered already. */
  addHistory({ stretches, levels }: History): void {
    for (const { detector, at, startMs, endMs, probability, volume, length } of stretches) {
      const name = codeOf(detector);
      for (let i = 0; i < length; i++) this.#frames.push(...rowOf(i, at, startMs, endMs, probability, volume), name);
      at.subarray(0, length).forEach((moment) => {
        this.span.include(moment);
      });
    }
    const { at, endMs, volume, noiseFloor, avatarLevel, gate, length } = levels;
    for (let i = 0; i < length; i++) {
      this.#levels.push(...rowOf(i, at, endMs, volume, noiseFloor, avatarLevel), gate[i] ?? 0);
    }
    at.subarray(0, length).forEach((moment) => {
      this.span.include(moment);
    });
  }

  frame({ at, startMs, endMs, probability, volume, detector }: HeardFrame): void {
    this.span.include(at);
    this.#frames.push(at, startMs, endMs, share(probability), share(volume), codeOf(detector));
  }

  level({ at, endMs, volume, noiseFloor, avatarLevel, isGateOpen }: SoundLevel): void {
    this.span.include(at);
    this.#levels.push(at, endMs, share(volume), share(noiseFloor), share(avatarLevel), isGateOpen ? 1 : 0);
  }

  sound(sound: HeardSound): void {
    this.span.include(sound.at);
    this.#sounds.push(sound);
  }

  /** What is new, as chunks of the recording with that id. */
  take(id: string): Chunk[] {
    const rows = (part: Part, chunks: RowChunks): Chunk[] => chunks.take().map(([i, taken]) => [[id, part, i], taken]);
    return [
      ...rows('frames', this.#frames),
      ...rows('levels', this.#levels),
      ...this.#sounds.take().map(([stretch, i, taken]): Chunk => [[id, `sound-${stretch}`, i], taken]),
    ];
  }
}

/** Those of the first `count` stored chunks of events that hold a secret which was only named after them, without it. */
export async function* cleanedChunks(
  store: RecordingStore,
  id: string,
  count: number,
  redactor: Redactor,
): AsyncGenerator<Chunk> {
  for (let i = 0; i < count; i++) {
    const chunk = await store.chunk(id, 'events', i);
    // A whole chunk at a time: few hold a secret, and only those are parsed.
    if (typeof chunk !== 'string' || !redactor.holdsKnown(chunk)) continue;
    const lines = chunk.split('\n').map((line) => line && cleanLine(line, redactor));
    yield [[id, 'events', i], lines.join('\n')];
  }
}

/** Rows of six numbers in chunks, taken like lines. */
class RowChunks {
  length = 0;
  #rows = new Float64Array(CHUNK * ROW);
  #full: Numbered<Float64Array>[] = [];
  #isChanged = false;

  push(...row: readonly [number, number, number, number, number, number]): void {
    this.#rows.set(row, (this.length % CHUNK) * ROW);
    this.length++;
    this.#isChanged = true;
    if (this.length % CHUNK !== 0) return;
    this.#full.push([this.length / CHUNK - 1, this.#rows]);
    this.#rows = new Float64Array(CHUNK * ROW);
    this.#isChanged = false;
  }

  take(): Numbered<Float64Array>[] {
    const taken = this.#full;
    this.#full = [];
    const rest = this.length % CHUNK;
    if (this.#isChanged) taken.push([Math.floor(this.length / CHUNK), this.#rows.slice(0, rest * ROW)]);
    this.#isChanged = false;
    return taken;
  }
}

/** Cuts sound into seconds of 16-bit samples, microphone and avatar by turns; a gap begins another stretch. */
class SoundChunks {
  readonly #places: { -readonly [K in keyof SoundPlace]: SoundPlace[K] }[] = [];
  #full: SoundChunk[] = [];
  #second = new Int16Array(0);
  #seconds = 0;
  /** Samples on each side that the present second has. */
  #length = 0;
  #isChanged = false;

  /** Where each stretch begins, and how long it is. */
  get places(): readonly SoundPlace[] {
    return this.#places.map((place) => ({ ...place }));
  }

  push({ at, startMs, sampleRate, microphone, avatar }: HeardSound): void {
    const last = this.#places.at(-1);
    const expectedMs = last ? last.startMs + (last.length / last.sampleRate) * 1000 : NaN;
    const isNext = last?.sampleRate === sampleRate && Math.abs(expectedMs - startMs) < GAP_MS;
    const place = isNext ? last : this.#begin(at, startMs, sampleRate);
    for (let i = 0; i < microphone.length; i++) {
      this.#second[this.#length * 2] = toInt16(microphone[i]);
      this.#second[this.#length * 2 + 1] = toInt16(avatar[i]);
      if (++this.#length === sampleRate) this.#finishSecond();
    }
    place.length += microphone.length;
    this.#isChanged = true;
  }

  /** The seconds that are new or have grown since the last time: then all that `places` lists is written. */
  take(): SoundChunk[] {
    const taken = this.#full;
    this.#full = [];
    if (this.#isChanged && this.#length > 0) taken.push(this.#present());
    this.#isChanged = false;
    return taken;
  }

  #begin(at: number, startMs: number, sampleRate: number): { length: number } {
    this.#finishSecond();
    this.#seconds = 0;
    this.#second = new Int16Array(sampleRate * 2);
    const place = { at, startMs, sampleRate, length: 0 };
    this.#places.push(place);
    return place;
  }

  #finishSecond(): void {
    if (this.#length === 0) return;
    this.#full.push(this.#present());
    this.#seconds++;
    this.#length = 0;
  }

  #present(): SoundChunk {
    return [this.#places.length - 1, this.#seconds, this.#second.slice(0, this.#length * 2)];
  }
}

function linesOf(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

// As far above 0 as below, so that silence stays silence.
function toInt16(sample = 0): number {
  return Math.round(Math.max(-1, Math.min(1, sample)) * 32_767);
}

function codeOf(detector: HeardFrame['detector']): number {
  return detector === 'silero-v5' ? 0 : 1;
}

function rowOf(i: number, a: Column, b: Column, c: Column, d: Column, e: Column): FiveNumbers {
  return [a[i] ?? 0, b[i] ?? 0, c[i] ?? 0, d[i] ?? 0, e[i] ?? 0];
}

// A detector of somebody else's, or a rounding error.
function share(value: number): number {
  return Math.max(0, Math.min(1, value || 0));
}
