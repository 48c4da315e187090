import type { HeardFrame, HeardSound, SoundLevel } from 'avatar-ptt/headless';
import type { History } from '../model/history.js';
import { RowChunks } from './chunks.js';
import type { SoundPlace } from './recording.js';
import type { Chunk, Part } from './recording-store.js';
import { SoundChunks } from './sound-chunks.js';

const ROW_BYTES = 48;
const SAMPLE_BYTES = 4;

/** What is heard of a conversation, on its way to the shelf. */
export class HeardChunks {
  /** Page time of the first and the last that was heard, ms. */
  firstAt = Infinity;
  lastAt = -Infinity;
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

  /** All that is remembered already. */
  remember({ stretches, levels }: History): void {
    for (const { detector, at, startMs, endMs, probability, volume, length } of stretches) {
      const name = codeOf(detector);
      for (let i = 0; i < length; i++) this.#frames.push(...rowOf(i, at, startMs, endMs, probability, volume), name);
      at.subarray(0, length).forEach((moment) => {
        this.reach(moment);
      });
    }
    const { at, endMs, volume, noiseFloor, avatarLevel, gate, length } = levels;
    for (let i = 0; i < length; i++) {
      this.#levels.push(...rowOf(i, at, endMs, volume, noiseFloor, avatarLevel), gate[i] ?? 0);
    }
    at.subarray(0, length).forEach((moment) => {
      this.reach(moment);
    });
  }

  frame({ at, startMs, endMs, probability, volume, detector }: HeardFrame): void {
    this.reach(at);
    this.#frames.push(at, startMs, endMs, share(probability), share(volume), codeOf(detector));
  }

  level({ at, endMs, volume, noiseFloor, avatarLevel, isGateOpen }: SoundLevel): void {
    this.reach(at);
    this.#levels.push(at, endMs, share(volume), share(noiseFloor), share(avatarLevel), isGateOpen ? 1 : 0);
  }

  sound(sound: HeardSound): void {
    this.reach(sound.at);
    this.#sounds.push(sound);
  }

  /** Something happened then. */
  reach(at: number): void {
    this.firstAt = Math.min(this.firstAt, at);
    this.lastAt = Math.max(this.lastAt, at);
  }

  /** What is to be written, for the recording of that id. */
  take(id: string): Chunk[] {
    const rows = (part: Part, chunks: RowChunks): Chunk[] => chunks.take().map(([i, taken]) => [[id, part, i], taken]);
    return [
      ...rows('frames', this.#frames),
      ...rows('levels', this.#levels),
      ...this.#sounds.take().map(([stretch, i, taken]): Chunk => [[id, `sound-${stretch}`, i], taken]),
    ];
  }
}

function codeOf(detector: HeardFrame['detector']): number {
  return detector === 'silero-v5' ? 0 : 1;
}

type Column = Float64Array | Float32Array;
type Five = readonly [number, number, number, number, number];

function rowOf(i: number, a: Column, b: Column, c: Column, d: Column, e: Column): Five {
  return [a[i] ?? 0, b[i] ?? 0, c[i] ?? 0, d[i] ?? 0, e[i] ?? 0];
}

// A detector of somebody else's, or a rounding error.
function share(value: number): number {
  return Math.max(0, Math.min(1, value || 0));
}
