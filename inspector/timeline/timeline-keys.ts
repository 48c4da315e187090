import type { Timeline } from './timeline.js';

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
