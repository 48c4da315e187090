import type { HeardSound } from 'avatar-ptt/headless';
import type { SoundPlace } from './recording.js';

/** A second of sound: of which stretch, which second of it, and its samples. */
export type SoundChunk = readonly [stretch: number, second: number, samples: Int16Array<ArrayBuffer>];

const GAP_MS = 1;

/** Cuts sound into seconds of 16-bit samples, microphone and avatar by turns; a gap begins another stretch. */
export class SoundChunks {
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

  /** The seconds that are new or have grown since the last time: all that `places` tells of is written then. */
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

function toInt16(sample = 0): number {
  return Math.round(Math.max(-1, Math.min(1, sample)) * 32_767);
}
