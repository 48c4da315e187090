import type { Inspection } from '../model/inspection.js';
import { readPalette, type Palette } from '../shell/palette.js';
import type { PanelHost } from '../shell/panels.js';
import { paintTimeline } from './paint-timeline.js';
import { GUTTER_PX, rowsOf } from './scene.js';
import { lengthText, clockText } from '../model/time-text.js';
import { soundedText } from './pause-text.js';
import type { Timeline } from './timeline.js';
import type { UserTurn } from './user-turns.js';
import { firstWhere } from '../model/sorted.js';

/** Paints canvas and readout of a timeline, and only when there is something new to see. */
export class TimelinePainter {
  readonly #inspection: Inspection;
  readonly #timeline: Timeline;
  readonly #host: PanelHost;
  #painted: readonly unknown[] = [];
  #palette: Palette;
  #colours = '';
  #cursor: number | null = null;

  constructor(inspection: Inspection, timeline: Timeline, host: PanelHost) {
    this.#inspection = inspection;
    this.#timeline = timeline;
    this.#host = host;
    this.#palette = readPalette(host.root);
  }

  paint(): void {
    const canvas = this.#host.root.querySelector<HTMLCanvasElement>('.tl-canvas');
    // Without a layout, as in unit tests of a page, there is nothing to paint on.
    if (!canvas?.clientWidth) return;
    const hasChanged = this.#hasChanged(canvas);
    if (hasChanged) this.#paint(canvas);
    // The line moves with every pointer, so it is no part of the canvas.
    if (!hasChanged && this.#timeline.cursor === this.#cursor) return;
    this.#cursor = this.#timeline.cursor;
    this.#placeCursor(canvas);
    this.#read();
  }

  // Of what was heard since the last time, only what would move a pixel is news.
  #hasChanged(canvas: HTMLCanvasElement): boolean {
    const { history, selection } = this.#inspection;
    const { viewport, extent, fold, whatIf } = this.#timeline;
    const width = canvas.clientWidth;
    const msPerPx = (viewport.toAt - viewport.fromAt) / Math.max(1, width);
    const newest = extent && Math.floor(extent.toAt / msPerPx);
    const scale = this.#host.window.devicePixelRatio;
    const colours = this.#coloursOf(canvas);
    const seen = [canvas, colours, viewport, width, scale, selection, whatIf, fold.count, history.captures];
    const before = this.#painted;
    this.#painted = [...seen, newest];
    return this.#painted.some((one, i) => one !== before[i]);
  }

  #paint(canvas: HTMLCanvasElement): void {
    const context = canvas.getContext('2d');
    const width = canvas.clientWidth;
    if (!context || width <= GUTTER_PX) return;
    const { whatIf, hasPauses } = this.#timeline;
    const rows = rowsOf({ pauses: hasPauses, 'what-if': (whatIf?.turns.length ?? 0) > 0 });
    const scale = this.#host.window.devicePixelRatio;
    fitCanvas(canvas, width, rows.height, scale);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.font = '11px system-ui, sans-serif';
    context.textBaseline = 'middle';
    const { viewport } = this.#timeline;
    const scene = { context, palette: this.#palette, viewport, width: width - GUTTER_PX };
    paintTimeline(scene, rows, this.#inspection, this.#timeline);
  }

  // Reading the palette is dear, and it changes with these alone.
  #coloursOf(canvas: HTMLCanvasElement): string {
    const { window, root } = this.#host;
    const isForced = window.matchMedia('(forced-colors: active)').matches;
    const colours = `${window.getComputedStyle(canvas).color} ${isForced}`;
    if (colours === this.#colours) return colours;
    const palette = readPalette(root);
    // Where the person chose the colours, all of these are that of text; what lies below and behind it needs others.
    this.#palette = isForced ? { ...palette, surface: 'Canvas', border: 'GrayText' } : palette;
    this.#colours = colours;
    return colours;
  }

  #placeCursor(canvas: HTMLCanvasElement): void {
    const line = this.#host.root.querySelector<HTMLElement>('.tl-cursor');
    if (!line) return;
    const { cursor } = this.#timeline;
    const x = GUTTER_PX + (cursor ?? 0) * (canvas.clientWidth - GUTTER_PX);
    line.hidden = cursor === null;
    line.style.setProperty('transform', `translateX(${x}px)`);
  }

  #read(): void {
    const { extent, cursor, viewport } = this.#timeline;
    const { root } = this.#host;
    if (!extent) return;
    const at = cursor === null ? extent.toAt : this.#timeline.atOf(cursor);
    const reading = readingAt(this.#inspection, this.#timeline, at);
    for (const field of root.querySelectorAll<HTMLElement>('[data-reading]')) {
      // The template names each field of a reading.
      setText(field, reading[field.dataset['reading'] as keyof Reading]);
    }
    setText(root.querySelector('.tl-span'), `${lengthText(viewport.toAt - viewport.fromAt)} shown`);
    const stage = root.querySelector('.tl-stage');
    stage?.setAttribute('aria-valuemax', String(Math.round(extent.toAt - extent.fromAt)));
    stage?.setAttribute('aria-valuenow', String(Math.round(at - extent.fromAt)));
    stage?.setAttribute('aria-valuetext', readingText(reading));
  }
}

function fitCanvas(canvas: HTMLCanvasElement, width: number, height: number, scale: number): void {
  const [pixelsWide, pixelsHigh] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== pixelsWide) canvas.width = pixelsWide;
  if (canvas.height !== pixelsHigh) canvas.height = pixelsHigh;
  canvas.style.setProperty('height', `${height}px`);
}

function setText(element: Element | null, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}

/** What was so at one moment, in words; `–` where nothing is known. */
export interface Reading {
  readonly time: string;
  readonly turn: string;
  readonly phase: string;
  readonly speech: string;
  readonly volume: string;
  readonly pause: string;
  readonly gate: string;
  readonly avatar: string;
  readonly lock: string;
  readonly connection: string;
}

const UNKNOWN = '–';
/** A frame or level further away than this, ms, says nothing of the moment. */
const FARTHEST_MS = 100;

/** Reads all rows at a page time, ms. */
export function readingAt(inspection: Inspection, timeline: Timeline, at: number): Reading {
  const { tracks } = timeline.fold;
  const lock = tracks.lock.spanAt(at);
  const turn = timeline.turns.findLast(({ fromAt, toAt }) => fromAt <= at && at < (toAt ?? Infinity));
  return {
    time: clockText(at - (timeline.extent?.fromAt ?? 0)),
    turn: turn ? String(turn.timing.turnId) : 'none',
    phase: phaseAt(inspection, at),
    speech: speechAt(inspection, timeline, at),
    ...levelsAt(inspection, timeline, at),
    pause: pauseAt(timeline, turn, at),
    avatar: tracks.avatar.spanAt(at)?.kind ?? 'quiet',
    lock: lock ? `turn ${lock.turnId ?? '?'}` : 'free',
    connection: tracks.connection.spanAt(at)?.kind ?? 'disconnected',
  };
}

/** A reading as one sentence. */
export function readingText(reading: Reading): string {
  const { time, turn, phase, speech, volume, pause, gate, avatar, lock, connection } = reading;
  const own = `turn ${turn}, ${phase}, speech ${speech}, volume ${volume}, gate ${gate}`;
  const paused = pause === UNKNOWN ? '' : `, pause ${pause}`;
  return `${time}: ${own}${paused}, avatar ${avatar}, lock ${lock}, ${connection}`;
}

function pauseAt(timeline: Timeline, turn: UserTurn | undefined, at: number): string {
  const pause = turn?.pauses.find((one) => one.fromAt <= at && at < timeline.endOf(one));
  return pause ? soundedText(pause) : UNKNOWN;
}

function phaseAt({ history: { records } }: Inspection, at: number): string {
  const after = firstWhere(records.length, (i) => (records.at(i)?.at ?? 0) > at);
  return after > 0 ? (records.at(after - 1)?.state.phase ?? UNKNOWN) : UNKNOWN;
}

function speechAt({ history: { stretches } }: Inspection, timeline: Timeline, at: number): string {
  for (const stretch of stretches) {
    const i = firstWhere(stretch.length, (index) => (stretch.at[index] ?? 0) >= at);
    const probability = stretch.probability[i];
    if (i >= stretch.length || (stretch.at[i] ?? Infinity) - at > FARTHEST_MS || probability === undefined) continue;
    const needed = thresholdAt(timeline, at)?.confidence;
    return `${percent(probability)}${needed === undefined ? '' : ` (needs ${percent(needed)})`}`;
  }
  return UNKNOWN;
}

function levelsAt(
  { history: { levels } }: Inspection,
  timeline: Timeline,
  at: number,
): Pick<Reading, 'volume' | 'gate'> {
  const i = firstWhere(levels.length, (index) => (levels.at[index] ?? 0) >= at);
  const wanted = timeline.fold.tracks.gate.spanAt(at) ? 'open' : 'closed';
  if (i >= levels.length || (levels.at[i] ?? Infinity) - at > FARTHEST_MS) return { volume: UNKNOWN, gate: wanted };
  const isOpen = levels.gate[i] === 1;
  const volume = `${hundredths(levels.volume[i])} (floor ${hundredths(levels.noiseFloor[i])})`;
  const gate = isOpen === (wanted === 'open') ? wanted : `${isOpen ? 'open' : 'closed'}, wanted ${wanted}`;
  return { volume, gate };
}

function thresholdAt({ fold: { thresholds } }: Timeline, at: number): { readonly confidence: number } | undefined {
  return thresholds[Math.max(0, firstWhere(thresholds.length, (i) => (thresholds[i]?.at ?? 0) > at) - 1)];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function hundredths(value = 0): string {
  return value.toFixed(2);
}
