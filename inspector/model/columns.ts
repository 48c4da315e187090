import type { FrameColumns } from 'avatar-ptt/analysis';
import type { HeardFrame, SoundLevel } from 'avatar-ptt/headless';
import { firstWhere } from './sorted.js';

/** Room for half a minute of frames, so that short stretches stay small. */
const FIRST_FRAMES = 1024;
/** Two hours of Silero's 32 ms frames, three quarters of an hour more than the longest recording we have seen. */
const MAX_FRAMES = 225_000;

/**
 * Detector frames on one audio clock, from one detector, in columns. A reconnect or another detector begins another
 * stretch. Beyond two hours the older half is dropped and counted.
 */
export class Stretch implements FrameColumns {
  readonly detector: HeardFrame['detector'];
  startMs = new Float64Array(FIRST_FRAMES);
  endMs = new Float64Array(FIRST_FRAMES);
  probability = new Float64Array(FIRST_FRAMES);
  volume = new Float64Array(FIRST_FRAMES);
  /** Page time of each frame's end, ms. */
  at = new Float64Array(FIRST_FRAMES);
  length = 0;
  dropped = 0;

  constructor(detector: HeardFrame['detector']) {
    this.detector = detector;
  }

  /**
   * Whether the frame goes on where the stretch ends, or after a pause of the same clock. Times are sums of fractions, so one
   * that begins within the last millisecond is no step back.
   */
  accepts(frame: HeardFrame): boolean {
    return frame.detector === this.detector && (this.length === 0 || frame.startMs >= this.lastEndMs - 1);
  }

  get lastEndMs(): number {
    return this.endMs[this.length - 1] ?? 0;
  }

  push(frame: HeardFrame): void {
    if (this.length === MAX_FRAMES) this.#dropOlderHalf();
    if (this.length === this.startMs.length) this.#grow();
    const i = this.length++;
    this.startMs[i] = frame.startMs;
    this.endMs[i] = frame.endMs;
    this.probability[i] = frame.probability;
    this.volume[i] = frame.volume;
    this.at[i] = frame.at;
  }

  /** Page time of an audio time, ms: by the frame nearest to it, since the two clocks drift apart slowly. */
  pageOf(audioMs: number): number {
    if (this.length === 0) return audioMs;
    const i = Math.min(this.length - 1, this.indexAt(audioMs));
    return (this.at[i] ?? 0) + audioMs - (this.endMs[i] ?? 0);
  }

  /** Index of the first frame that ends after `audioMs`. */
  indexAt(audioMs: number): number {
    return firstWhere(this.length, (i) => (this.endMs[i] ?? 0) > audioMs);
  }

  #grow(): void {
    this.startMs = doubled(this.startMs);
    this.endMs = doubled(this.endMs);
    this.probability = doubled(this.probability);
    this.volume = doubled(this.volume);
    this.at = doubled(this.at);
  }

  #dropOlderHalf(): void {
    const half = this.length >> 1;
    dropFirst(half, this.startMs, this.endMs, this.probability, this.volume, this.at);
    this.length -= half;
    this.dropped += half;
  }
}

/** Four hours of 20 ms levels. */
const MAX_LEVELS = 720_000;
/** Room for 80 s of levels. */
const FIRST_LEVELS = 4096;

/** How loud it was, in columns by page time; the older half of more than four hours is dropped. */
export class LevelTrack {
  at = new Float64Array(FIRST_LEVELS);
  /** Audio time, ms. */
  endMs = new Float64Array(FIRST_LEVELS);
  // What is only drawn, and comes 50 times a second, needs no more digits than these.
  volume = new Float32Array(FIRST_LEVELS);
  noiseFloor = new Float32Array(FIRST_LEVELS);
  avatarLevel = new Float32Array(FIRST_LEVELS);
  /** 1 while the gate lets sound through. */
  gate = new Uint8Array(FIRST_LEVELS);
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

type Column = Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** The same numbers, with room for as many again: what is added one by one is copied once on average. */
function doubled<C extends Column>(column: C): C {
  // The constructor of a column makes columns of its own type.
  const next = new (column.constructor as new (length: number) => C)(column.length * 2);
  next.set(column);
  return next;
}

/** Moves the numbers from `count` on to the front of each column, over those before them. */
function dropFirst(count: number, ...columns: readonly Column[]): void {
  for (const column of columns) column.copyWithin(0, count);
}
