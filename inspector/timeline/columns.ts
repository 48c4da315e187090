import { firstWhere } from '../model/sorted.js';
import type { Viewport } from './viewport.js';

/** A value is taken to hold for at most this long before it was measured, ms: longer is a gap. */
const MAX_VALUE_MS = 100;

/** Values at the ends of their stretches; page time, ms, in order. */
export interface Samples {
  readonly length: number;
  readonly at: ArrayLike<number>;
}

/**
 * What a curve is drawn from: the lowest and the highest value in each pixel column. However many values fall into one
 * column, no peak and no drop is lost; a column without any has a `low` above its `high`.
 */
export class Columns {
  readonly low: Float32Array;
  readonly high: Float32Array;

  constructor(width: number) {
    this.low = new Float32Array(width).fill(Infinity);
    this.high = new Float32Array(width).fill(-Infinity);
  }

  /** Adds values as they lie in the viewport. */
  add({ at, length }: Samples, values: ArrayLike<number>, { fromAt, toAt }: Viewport): void {
    const first = firstWhere(length, (i) => momentOf(at, i) > fromAt);
    const msPerPx = (toAt - fromAt) / this.low.length;
    if (msPerPx > MAX_VALUE_MS) {
      this.#addMany({ at, length }, values, first, fromAt, msPerPx);
      return;
    }
    let before = momentOf(at, first - 1);
    for (let i = first; i < length; i++) {
      const end = momentOf(at, i);
      const start = Math.max(before, end - MAX_VALUE_MS);
      if (start >= toAt) return;
      before = end;
      this.#widen((start - fromAt) / msPerPx, (end - fromAt) / msPerPx, values[i] ?? NaN);
    }
  }

  // Shorter than a pixel, each value lies in one column: an hour of them is gone through with no more than comparisons.
  #addMany({ at, length }: Samples, values: ArrayLike<number>, first: number, fromAt: number, msPerPx: number): void {
    const { low, high } = this;
    let i = first;
    for (let x = 0; x < low.length; x++) {
      const until = fromAt + (x + 1) * msPerPx;
      let least = low[x] ?? NaN;
      let most = high[x] ?? NaN;
      for (; i < length && (at[i] ?? NaN) <= until; i++) {
        const value = values[i] ?? NaN;
        if (value < least) least = value;
        if (value > most) most = value;
      }
      low[x] = least;
      high[x] = most;
    }
  }

  #widen(fromX: number, toX: number, value: number): void {
    const { low, high } = this;
    const first = Math.max(0, Math.floor(fromX));
    const last = Math.min(low.length, Math.max(first + 1, Math.ceil(toX)));
    for (let x = first; x < last; x++) {
      if (value < (low[x] ?? NaN)) low[x] = value;
      if (value > (high[x] ?? NaN)) high[x] = value;
    }
  }
}

function momentOf(at: ArrayLike<number>, i: number): number {
  return at[i] ?? -Infinity;
}
