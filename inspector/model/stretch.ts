import type { FrameColumns } from 'avatar-ptt/analysis';
import type { HeardFrame } from 'avatar-ptt/headless';

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
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.endMs[middle] ?? 0) > audioMs) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #grow(): void {
    const capacity = this.startMs.length * 2;
    this.startMs = grown(this.startMs, capacity);
    this.endMs = grown(this.endMs, capacity);
    this.probability = grown(this.probability, capacity);
    this.volume = grown(this.volume, capacity);
    this.at = grown(this.at, capacity);
  }

  #dropOlderHalf(): void {
    const half = this.length >> 1;
    for (const column of [this.startMs, this.endMs, this.probability, this.volume, this.at]) column.copyWithin(0, half);
    this.length -= half;
    this.dropped += half;
  }
}

function grown(column: Float64Array<ArrayBuffer>, capacity: number): Float64Array<ArrayBuffer> {
  const next = new Float64Array(capacity);
  next.set(column);
  return next;
}
