import type { FrameColumns } from 'avatar-ptt/analysis';
import type { HeardFrame } from 'avatar-ptt/headless';
import { doubled, dropFirst } from './growing-column.js';
import { firstWhere } from './sorted.js';

const FIRST_CAPACITY = 1024;
/** Two hours of Silero's 32 ms frames, three quarters of an hour more than the longest recording we have seen. */
const MAX_FRAMES = 225_000;

/**
 * Detector frames on one audio clock, from one detector, in columns. A reconnect or another detector begins another
 * stretch. Beyond two hours the older half is dropped and counted.
 */
export class Stretch implements FrameColumns {
  readonly detector: HeardFrame['detector'];
  startMs = new Float64Array(FIRST_CAPACITY);
  endMs = new Float64Array(FIRST_CAPACITY);
  probability = new Float64Array(FIRST_CAPACITY);
  volume = new Float64Array(FIRST_CAPACITY);
  /** Page time of each frame's end, ms. */
  at = new Float64Array(FIRST_CAPACITY);
  length = 0;
  dropped = 0;

  constructor(detector: HeardFrame['detector']) {
    this.detector = detector;
  }

  /** Whether the frame goes on where the stretch ends, or after a pause of the same clock. */
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
