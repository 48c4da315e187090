import type { Presses } from './presses.js';

/** What Escape needs to know of the element. */
export interface Discardable {
  /** Something is being said that can still be discarded. */
  isCapturing(): boolean;
  /** A hand holds the control now, or has latched it. */
  isPressed(): boolean;
}

/**
 * Escape discards what is being said: from inside the element, and from anywhere while a hand holds or has latched it. That
 * Escape is ours alone until it is up again: a dialog of the page around the element stays open.
 */
export function escapeCancels(
  host: Element,
  turn: Discardable,
  presses: Presses,
  signal: AbortSignal,
  view: Window,
): void {
  let isOurs = false;
  const isForTurn = (event: KeyboardEvent): boolean => {
    const path = event.composedPath();
    // A menu of ours that is open closes first.
    if (!turn.isCapturing() || path.some((node) => (node as Partial<Element>).matches?.('.menu[open]'))) return false;
    return turn.isPressed() || path.includes(host);
  };
  const take = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing) return;
    if (event.type === 'keydown' && !event.repeat) {
      isOurs = isForTurn(event);
      if (isOurs) presses.cancel();
    }
    if (!isOurs) return;
    isOurs = event.type === 'keydown';
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  for (const type of ['keydown', 'keyup'] as const) view.addEventListener(type, take, { capture: true, signal });
}
