import type { Colour, Palette } from '../shell/palette.js';
import { GUTTER_PX, type Row } from './rows.js';
import type { Viewport } from './viewport.js';

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
