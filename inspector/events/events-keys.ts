import type { EventsModel } from './events-model.js';

/** What keys do beyond choosing a row. */
export interface KeyActions {
  copy(): void;
  isolate(): void;
  close(): void;
  focusSearch(): void;
}

/** Where letters are typed, and are no commands. */
const FIELDS = 'input, select, textarea';

/** Does what a key stands for; returns whether it stands for anything here. `page` is how many rows fit. */
export function handleKey(event: KeyboardEvent, model: EventsModel, page: number, actions: KeyActions): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  // Through the shadow root, where the event itself names only the inspector. Every target of a key is an element.
  const target = event.composedPath()[0] as Element;
  if (target.matches('.ev-grid') && move(event.key, model, page)) return true;
  if (event.key === 'Escape' && model.isOpen) {
    actions.close();
    return true;
  }
  return !target.matches(FIELDS) && command(event.key, model, actions);
}

function move(key: string, model: EventsModel, page: number): boolean {
  const newest = model.list.length - 1;
  const at = model.position();
  // Without a chosen row, the first step is to the newest.
  const from = (step: number): number => (at < 0 ? newest : at + step);
  const position = {
    ArrowDown: from(1),
    ArrowUp: from(-1),
    PageDown: from(page),
    PageUp: from(-page),
    Home: 0,
    End: newest,
  }[key];
  if (position !== undefined) {
    model.choose(position);
    // Whoever goes to the end wants to see what comes next.
    if (key === 'End' && !model.isPaused) model.followNewest();
    return true;
  }
  if (key !== 'Enter') return false;
  if (at < 0) model.choose(newest);
  model.isOpen = model.selected !== null;
  return true;
}

function command(key: string, model: EventsModel, actions: KeyActions): boolean {
  if (key === '/') actions.focusSearch();
  else if (key === 'c' && model.selected) actions.copy();
  else if (key === 'i' && model.selected) actions.isolate();
  else return false;
  return true;
}
