import type { Colour, Palette } from '../shell/palette.js';
import type { Viewport } from './timeline.js';
import { clockText } from '../model/time-text.js';

/** What the painters paint on. Lengths are CSS pixels. */
export interface Scene {
  readonly context: CanvasRenderingContext2D;
  readonly palette: Palette;
  readonly viewport: Viewport;
  /** Width of the plot, right of the gutter. */
  readonly width: number;
}

/** How a bar looks. */
export interface Bar {
  readonly fromAt: number;
  readonly toAt: number;
  readonly colour: Colour;
  /** `outline` for what was only wanted, or came to nothing. */
  readonly look: 'solid' | 'faint' | 'outline';
  /** Written in the bar if there is room. */
  readonly text?: string;
  /** Written after the bar. */
  readonly ending?: string;
}

/** Width of an average character at 11 px. To measure each text would take longer than to paint it. */
const CHARACTER_PX = 6.2;
const TEXT_PADDING_PX = 5;
const FAINT = 0.3;

/** Where a page time lies, px from the left edge of the canvas. */
export function xOf({ viewport: { fromAt, toAt }, width }: Scene, at: number): number {
  return GUTTER_PX + ((at - fromAt) / (toAt - fromAt)) * width;
}

/** A bar in a row; what ends before the left edge or begins after the right one is not painted. */
export function paintBar(scene: Scene, { top, height }: Row, bar: Bar): void {
  const { context, palette, width } = scene;
  const left = Math.max(GUTTER_PX - 2, xOf(scene, bar.fromAt));
  const right = Math.min(GUTTER_PX + width + 2, Math.max(xOf(scene, bar.toAt), left + 1));
  if (!(right >= GUTTER_PX && left <= GUTTER_PX + width)) return;
  const colour = palette[bar.colour];
  context.fillStyle = colour;
  context.strokeStyle = colour;
  if (bar.look === 'outline') {
    context.lineWidth = 1;
    context.strokeRect(left + 0.5, top + 0.5, Math.max(0, right - left - 1), height - 1);
  } else {
    context.globalAlpha = bar.look === 'faint' ? FAINT : 1;
    context.fillRect(left, top, right - left, height);
    context.globalAlpha = 1;
  }
  const middle = top + height / 2;
  const isRoomy = (text: string): boolean => right - left > text.length * CHARACTER_PX + 2 * TEXT_PADDING_PX;
  if (bar.text && isRoomy(bar.text)) {
    context.fillStyle = bar.look === 'solid' ? palette.surface : palette.text;
    context.fillText(bar.text, Math.max(left, GUTTER_PX) + TEXT_PADDING_PX, middle);
  }
  if (bar.ending && right + bar.ending.length * CHARACTER_PX < GUTTER_PX + width) {
    context.fillStyle = colour;
    context.fillText(bar.ending, right + TEXT_PADDING_PX, middle);
  }
}

/** A dashed line through all rows. */
export function paintLine(scene: Scene, at: number, colour: Colour, height: number): void {
  const { context, palette } = scene;
  const x = Math.round(xOf(scene, at)) + 0.5;
  context.strokeStyle = palette[colour];
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.beginPath();
  context.moveTo(x, 0);
  context.lineTo(x, height);
  context.stroke();
  context.setLineDash([]);
}

/** The rows of the timeline, from top to bottom. */
export type RowName =
  | 'held'
  | 'gate'
  | 'speech'
  | 'level'
  | 'user'
  | 'pauses'
  | 'what-if'
  | 'avatar'
  | 'lock'
  | 'connection'
  | 'waits'
  | 'wire';

/** Where a row is painted, px from the top of the canvas. */
export interface Row {
  readonly label: string;
  readonly top: number;
  readonly height: number;
}

export interface Rows {
  readonly rows: ReadonlyMap<RowName, Row>;
  readonly height: number;
}

/** Room for the names of the rows, px. */
export const GUTTER_PX = 76;
/** Height of the time axis, px. */
const AXIS_PX = 22;
/** Room between two rows, px. */
export const GAP_PX = 6;

const ROWS: readonly (readonly [RowName, string, number])[] = [
  ['held', 'Button', 14],
  ['gate', 'Gate', 14],
  ['speech', 'Speech', 48],
  ['level', 'Level', 40],
  ['user', 'Your turn', 20],
  ['pauses', 'Pauses', 24],
  ['what-if', 'What if', 20],
  ['avatar', 'Avatar', 20],
  ['lock', 'Lock', 20],
  ['connection', 'Connection', 14],
  ['waits', 'Waiting', 14],
  ['wire', 'Messages', 20],
];

/** Rows that are there only when there is something to show. */
export type OptionalRows = Readonly<Record<Extract<RowName, 'pauses' | 'what-if'>, boolean>>;

/** The rows as they lie below the axis. */
export function rowsOf(isShown: OptionalRows): Rows {
  let top = AXIS_PX + GAP_PX;
  const rows = new Map<RowName, Row>();
  for (const [name, label, height] of ROWS) {
    if ((name === 'pauses' || name === 'what-if') && !isShown[name]) continue;
    rows.set(name, { label, top, height });
    top += height + GAP_PX;
  }
  return { rows, height: top };
}

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
