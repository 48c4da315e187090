import { clockText } from '../model/time-text.js';
import { AXIS_PX, GUTTER_PX, type Rows } from './rows.js';
import { xOf, type Scene } from './scene.js';

const STEPS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000];
const HOUR_MS = 3_600_000;
const LONG_STEPS_MS = [2, 5, 10, 15, 30, 60, 120, 240, 480].map((minutes) => minutes * 60_000);
const MIN_TICK_PX = 76;

/** Milliseconds between two ticks, so that their labels don't touch. */
export function tickStepMs(spanMs: number, width: number): number {
  const least = (spanMs / Math.max(1, width)) * MIN_TICK_PX;
  return [...STEPS_MS, ...LONG_STEPS_MS].find((step) => step >= least) ?? 12 * HOUR_MS;
}

/** Times along the top, counted from `originAt` (page time, ms), and the names of the rows at the left. */
export function paintAxis(scene: Scene, { rows, height }: Rows, originAt: number): void {
  const { context, palette, viewport, width } = scene;
  const step = tickStepMs(viewport.toAt - viewport.fromAt, width);
  const first = Math.ceil((viewport.fromAt - originAt) / step) * step + originAt;
  context.strokeStyle = palette.border;
  context.fillStyle = palette.muted;
  context.lineWidth = 1;
  context.beginPath();
  for (let at = first; at <= viewport.toAt; at += step) {
    const x = Math.round(xOf(scene, at)) + 0.5;
    context.moveTo(x, AXIS_PX - 6);
    context.lineTo(x, height);
    const text = clockText(at - originAt);
    context.fillText(step >= 1000 ? text.slice(0, -4) : text, x + 4, AXIS_PX / 2);
  }
  context.stroke();
  for (const row of rows.values()) context.fillText(row.label, 8, row.top + row.height / 2);
  context.fillRect(GUTTER_PX - 1, AXIS_PX, 1, height - AXIS_PX);
}
