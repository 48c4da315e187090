import type { History } from '../model/history.js';
import type { Colour } from '../shell/palette.js';
import { GUTTER_PX, type Row, xOf, type Scene } from './scene.js';
import type { Threshold } from './timeline-fold.js';
import { firstWhere } from '../model/sorted.js';
import type { Viewport } from './timeline.js';

const PEAK_ALPHA = 0.35;

/** How likely it was speech, of all stretches. */
export function paintSpeech(scene: Scene, row: Row, { stretches }: History, thresholds: readonly Threshold[]): void {
  const columns = new Columns(Math.ceil(scene.width));
  for (const stretch of stretches) columns.add(stretch, stretch.probability, scene.viewport);
  paintArea(scene, row, columns, 'accent');
  paintThreshold(scene, row, thresholds, 'confidence');
}

/** How loud it was, over the noise of the room. */
export function paintLevel(scene: Scene, row: Row, { levels }: History, thresholds: readonly Threshold[]): void {
  const volume = new Columns(Math.ceil(scene.width));
  const floor = new Columns(Math.ceil(scene.width));
  volume.add(levels, levels.volume, scene.viewport);
  floor.add(levels, levels.noiseFloor, scene.viewport);
  paintArea(scene, row, volume, 'kind-audio');
  paintStroke(scene, row, floor, 'text');
  paintThreshold(scene, row, thresholds, 'minVolume');
}

/** Where the gate itself said that it lets sound through. */
export function paintTrueGate(scene: Scene, { top, height }: Row, { levels }: History): void {
  const { context, palette } = scene;
  const gate = new Columns(Math.ceil(scene.width));
  gate.add(levels, levels.gate, scene.viewport);
  context.fillStyle = palette.live;
  context.beginPath();
  gate.high.forEach((isOpen, x) => {
    if (isOpen > 0) context.rect(GUTTER_PX + x, top + 3, 1, height - 6);
  });
  context.fill();
}

// Peaks are faint and what is never fallen below is full, so that a column of many values shows both.
function paintArea(scene: Scene, row: Row, { low, high }: Columns, colour: Colour): void {
  const { context, palette } = scene;
  context.fillStyle = palette[colour];
  context.globalAlpha = PEAK_ALPHA;
  fillColumns(context, row, high);
  context.globalAlpha = 1;
  fillColumns(context, row, low);
}

// One outline: rectangles side by side would show their seams.
function fillColumns(context: CanvasRenderingContext2D, { top, height }: Row, values: Float32Array): void {
  const bottom = top + height;
  context.beginPath();
  context.moveTo(GUTTER_PX, bottom);
  values.forEach((value, column) => {
    const x = GUTTER_PX + column;
    // What is not known is infinite on either side.
    const y = Number.isFinite(value) ? bottom - Math.min(1, Math.max(0, value)) * height : bottom;
    context.lineTo(x, y);
    context.lineTo(x + 1, y);
  });
  context.lineTo(GUTTER_PX + values.length, bottom);
  context.fill();
}

function paintStroke(scene: Scene, { top, height }: Row, { high }: Columns, colour: Colour): void {
  const { context, palette } = scene;
  context.strokeStyle = palette[colour];
  context.lineWidth = 1;
  context.beginPath();
  let isDown = false;
  high.forEach((value, x) => {
    const y = top + height * (1 - Math.min(1, Math.max(0, value)));
    if (Number.isFinite(value)) context[isDown ? 'lineTo' : 'moveTo'](GUTTER_PX + x, y);
    isDown = Number.isFinite(value);
  });
  context.stroke();
}

function paintThreshold(
  scene: Scene,
  { top, height }: Row,
  thresholds: readonly Threshold[],
  name: 'confidence' | 'minVolume',
): void {
  const { context, palette, viewport, width } = scene;
  context.strokeStyle = palette.warn;
  context.setLineDash([4, 3]);
  context.beginPath();
  thresholds.forEach((threshold, i) => {
    const toAt = thresholds[i + 1]?.at ?? viewport.toAt;
    if (toAt < viewport.fromAt || threshold.at > viewport.toAt) return;
    const y = top + height * (1 - threshold[name]);
    context.moveTo(Math.max(GUTTER_PX, xOf(scene, threshold.at)), y);
    context.lineTo(Math.min(GUTTER_PX + width, xOf(scene, toAt)), y);
  });
  context.stroke();
  context.setLineDash([]);
}

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
