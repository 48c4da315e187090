import { talkButtonOf, type Presses } from './presses.js';

/** Space and enter on the focused talk button. */
export function keyPress(root: EventTarget, presses: Presses, signal: AbortSignal): void {
  let held = '';
  const down = (event: KeyboardEvent): void => {
    if (!talkButtonOf(event) || !isPressKey(event)) return;
    // Or the browser scrolls, and clicks.
    event.preventDefault();
    if (event.repeat) return;
    held = keyOf(event);
    presses.press('keyboard', event.timeStamp);
  };
  const up = (event: KeyboardEvent): void => {
    if (!held || !isReleaseOf(held, event)) return;
    held = '';
    event.preventDefault();
    presses.release('keyboard', event.timeStamp);
  };
  const blur = (event: Event): void => {
    if (!held || !talkButtonOf(event)) return;
    held = '';
    presses.drop('blur', 'keyboard');
  };
  root.addEventListener('keydown', (event) => down(event as KeyboardEvent), { signal });
  root.addEventListener('focusout', blur, { signal });
  window.addEventListener('keyup', up, { capture: true, signal });
}

/** The key's place on the keyboard; virtual keyboards know only its name. */
export function keyOf({ code, key }: KeyboardEvent): string {
  return code || key;
}

/**
 * Whether this key-up lets go of `held`: whatever has the focus and whichever modifiers are down by now. macOS swallows
 * the key-up of every key while Command is down, so with Command everything goes up.
 */
export function isReleaseOf(held: string, event: KeyboardEvent): boolean {
  return keyOf(event) === held || event.key === 'Meta';
}

function isPressKey({ key, isComposing, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return (key === ' ' || key === 'Enter') && !isComposing && !altKey && !ctrlKey && !metaKey;
}
