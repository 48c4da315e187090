import { GUTTER_PX } from './scene.js';
import type { Timeline } from './timeline.js';

/** A pointer that moved less than this has clicked, px. */
const CLICK_PX = 5;
/** Zoom for one px of the wheel. */
const WHEEL_ZOOM = 0.004;
const LINE_PX = 16;

/** Pointers, touches and the wheel on the timeline. */
export class TimelinePointer {
  readonly #timeline: Timeline;
  readonly #pointers = new Map<number, { x: number; readonly downX: number }>();
  #isClick = false;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  down(event: PointerEvent): void {
    if (event.button !== 0) return;
    const { clientX: x } = event;
    this.#isClick = this.#pointers.size === 0;
    this.#pointers.set(event.pointerId, { x, downX: x });
    stageOf(event).setPointerCapture(event.pointerId);
  }

  move(event: PointerEvent): void {
    const pointer = this.#pointers.get(event.pointerId);
    this.#timeline.cursor = shareOf(event, event.clientX);
    if (!pointer) return;
    if (Math.abs(event.clientX - pointer.downX) > CLICK_PX) this.#isClick = false;
    if (this.#isClick) return;
    const before = this.#spread();
    const byPx = event.clientX - pointer.x;
    pointer.x = event.clientX;
    if (this.#pointers.size === 1) this.#timeline.pan(-byPx / widthOf(event));
    else this.#pinch(event, before);
  }

  up(event: PointerEvent): void {
    if (!this.#pointers.delete(event.pointerId) || !this.#isClick || event.type !== 'pointerup') return;
    this.#timeline.selectAt(this.#timeline.atOf(shareOf(event, event.clientX)));
  }

  leave(): void {
    if (this.#pointers.size === 0) this.#timeline.cursor = null;
  }

  /** Whether the wheel was meant for the timeline: sideways, or with Ctrl, as a pinch on a touchpad comes too. */
  wheel(event: WheelEvent): boolean {
    const unit = event.deltaMode === event.DOM_DELTA_PIXEL ? 1 : LINE_PX;
    const sideways = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
    if (event.ctrlKey || event.metaKey) {
      this.#timeline.zoom(Math.exp(event.deltaY * unit * WHEEL_ZOOM), shareOf(event, event.clientX));
      return true;
    }
    if (Math.abs(sideways) <= Math.abs(event.shiftKey ? 0 : event.deltaY)) return false;
    this.#timeline.pan((sideways * unit) / widthOf(event));
    return true;
  }

  #pinch(event: PointerEvent, before: Spread): void {
    const now = this.#spread();
    const least = CLICK_PX;
    const factor = Math.max(least, before.px) / Math.max(least, now.px);
    this.#timeline.zoom(factor, shareOf(event, now.middleX));
    this.#timeline.pan((before.middleX - now.middleX) / widthOf(event));
  }

  #spread(): Spread {
    const xs = Array.from(this.#pointers.values(), ({ x }) => x);
    const [least, most] = [Math.min(...xs), Math.max(...xs)];
    return { px: most - least, middleX: (least + most) / 2 };
  }
}

interface Spread {
  readonly px: number;
  readonly middleX: number;
}

function shareOf(event: MouseEvent, clientX: number): number {
  const share = (clientX - stageOf(event).getBoundingClientRect().left - GUTTER_PX) / widthOf(event);
  return Math.min(1, Math.max(0, share));
}

function widthOf(event: MouseEvent): number {
  return Math.max(1, stageOf(event).clientWidth - GUTTER_PX);
}

// All of these listeners sit on the stage.
function stageOf(event: MouseEvent): HTMLElement {
  return event.currentTarget as HTMLElement;
}

const PAN_SHARE = 0.1;
const FAST = 5;
const ZOOM = 1.5;
/** Of the width: about one pixel. */
const CURSOR_SHARE = 0.001;
const FAST_CURSOR = 20;

type Act = (timeline: Timeline, event: KeyboardEvent) => void;

const ACTS: Readonly<Record<string, Act>> = {
  ArrowLeft: (timeline, event) => move(timeline, event, -1),
  ArrowRight: (timeline, event) => move(timeline, event, 1),
  ArrowUp: (timeline) => timeline.selectNext(-1),
  ArrowDown: (timeline) => timeline.selectNext(1),
  '+': (timeline) => timeline.zoom(1 / ZOOM),
  '=': (timeline) => timeline.zoom(1 / ZOOM),
  '-': (timeline) => timeline.zoom(ZOOM),
  '0': (timeline) => timeline.fitAll(),
  Enter: (timeline) => timeline.selectAt(timeline.atOf(timeline.cursor ?? 1)),
  Escape: (timeline) => (timeline.cursor = null),
};

/** Does what a key means on the timeline; whether it meant anything. */
export function moveByKey(timeline: Timeline, event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey) return false;
  const act = ACTS[event.key];
  act?.(timeline, event);
  return act !== undefined;
}

// With Alt the cursor goes through what is shown; without, what is shown goes by under it.
function move(timeline: Timeline, { altKey, shiftKey }: KeyboardEvent, direction: 1 | -1): void {
  timeline.cursor ??= 0.5;
  if (!altKey) {
    timeline.pan(direction * PAN_SHARE * (shiftKey ? FAST : 1));
    return;
  }
  const to = timeline.cursor + direction * CURSOR_SHARE * (shiftKey ? FAST_CURSOR : 1);
  timeline.cursor = Math.min(1, Math.max(0, to));
}
