import type { SoundLevel } from 'avatar-ptt/headless';
import { doubled, dropFirst } from './growing-column.js';
import { firstWhere } from './sorted.js';

/** Four hours of 20 ms levels. */
const MAX_LEVELS = 720_000;
const FIRST_CAPACITY = 4096;

/** How loud it was, in columns by page time; the older half of more than four hours is dropped. */
export class LevelTrack {
  at = new Float64Array(FIRST_CAPACITY);
  /** Audio time, ms. */
  endMs = new Float64Array(FIRST_CAPACITY);
  volume = new Float32Array(FIRST_CAPACITY);
  noiseFloor = new Float32Array(FIRST_CAPACITY);
  avatarLevel = new Float32Array(FIRST_CAPACITY);
  /** 1 while the gate lets sound through. */
  gate = new Uint8Array(FIRST_CAPACITY);
  length = 0;

  push(level: SoundLevel): void {
    if (this.length === MAX_LEVELS) this.#dropOlderHalf();
    if (this.length === this.at.length) this.#grow();
    const i = this.length++;
    this.at[i] = level.at;
    this.endMs[i] = level.endMs;
    this.volume[i] = level.volume;
    this.noiseFloor[i] = level.noiseFloor;
    this.avatarLevel[i] = level.avatarLevel;
    this.gate[i] = level.isGateOpen ? 1 : 0;
  }

  /** Index of the first level later than `at`. */
  indexAt(at: number): number {
    return firstWhere(this.length, (i) => (this.at[i] ?? 0) > at);
  }

  #grow(): void {
    this.at = doubled(this.at);
    this.endMs = doubled(this.endMs);
    this.volume = doubled(this.volume);
    this.noiseFloor = doubled(this.noiseFloor);
    this.avatarLevel = doubled(this.avatarLevel);
    this.gate = doubled(this.gate);
  }

  #dropOlderHalf(): void {
    const half = this.length >> 1;
    dropFirst(half, this.at, this.endMs, this.volume, this.noiseFloor, this.avatarLevel, this.gate);
    this.length -= half;
  }
}
