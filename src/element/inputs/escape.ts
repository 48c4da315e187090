import type { Presses } from './presses.js';

/** Escape discards what is being said: from inside the element, and from anywhere while a hand holds or has latched it. */
export function escapeCancels(
  host: EventTarget,
  isPressed: () => boolean,
  presses: Presses,
  signal: AbortSignal,
): void {
  const down = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented) return;
    if (isPressed() || event.composedPath().includes(host)) presses.cancel();
  };
  window.addEventListener('keydown', down, { signal });
}
