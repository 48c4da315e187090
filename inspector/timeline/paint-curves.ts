import type { History } from '../model/history.js';
import type { Colour } from '../shell/palette.js';
import { Columns } from './columns.js';
import { GUTTER_PX, type Row } from './rows.js';
import { xOf, type Scene } from './scene.js';
import type { Threshold } from './timeline-fold.js';

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
