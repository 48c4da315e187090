import type { Presses } from './presses.js';

/** Escape discards what is being said: from inside the element, and from anywhere while a hand holds or has latched it. */
export function escapeCancels(
  host: Element,
  isPressed: () => boolean,
  presses: Presses,
  signal: AbortSignal,
  view: Window,
): void {
  const down = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented) return;
    if (isPressed() || event.composedPath().includes(host)) presses.cancel();
  };
  view.addEventListener('keydown', down, { signal });
}
