import type { SoundLevel } from 'avatar-ptt/headless';

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
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.at[middle] ?? 0) > at) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #grow(): void {
    const capacity = this.at.length * 2;
    this.at = copyInto(new Float64Array(capacity), this.at);
    this.endMs = copyInto(new Float64Array(capacity), this.endMs);
    this.volume = copyInto(new Float32Array(capacity), this.volume);
    this.noiseFloor = copyInto(new Float32Array(capacity), this.noiseFloor);
    this.avatarLevel = copyInto(new Float32Array(capacity), this.avatarLevel);
    this.gate = copyInto(new Uint8Array(capacity), this.gate);
  }

  #dropOlderHalf(): void {
    const half = this.length >> 1;
    for (const column of [this.at, this.endMs, this.volume, this.noiseFloor, this.avatarLevel, this.gate])
      column.copyWithin(0, half);
    this.length -= half;
  }
}

function copyInto<T extends Float64Array | Float32Array | Uint8Array>(next: T, column: T): T {
  next.set(column);
  return next;
}
