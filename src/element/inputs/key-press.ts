import { talkButtonOf, type Presses } from './presses.js';

/** Space and enter on the focused talk button: each for itself, and until the last is up. */
export function keyPress(root: EventTarget, presses: Presses, signal: AbortSignal, view: Window): void {
  const held = new Set<string>();
  const down = (event: KeyboardEvent): void => {
    // On any button of ours, or one key that is held goes on from what it pressed to what took its place.
    if (event.repeat && isPressKey(event) && isButton(event)) event.preventDefault();
    if (!talkButtonOf(event) || !isPressKey(event)) return;
    // Or the browser scrolls, and clicks.
    event.preventDefault();
    if (event.repeat) return;
    held.add(keyOf(event));
    if (held.size === 1) presses.press('keyboard', event.timeStamp);
  };
  const up = (event: KeyboardEvent): void => {
    const released = [...held].filter((key) => isReleaseOf(key, event));
    if (released.length === 0) return;
    for (const key of released) held.delete(key);
    if (held.size === 0) presses.release('keyboard', event.timeStamp);
  };
  const blur = (event: Event): void => {
    if (held.size === 0 || !talkButtonOf(event)) return;
    held.clear();
    // The focus also leaves what is being removed, which ends it for that reason.
    queueMicrotask(() => signal.aborted || presses.drop('blur', 'keyboard'));
  };
  // Under a mouse that holds the button, the browser makes a click of a space that was pressed elsewhere.
  const unclick = (event: Event): void => {
    if (talkButtonOf(event)) event.preventDefault();
  };
  root.addEventListener('keydown', (event) => down(event as KeyboardEvent), { signal });
  root.addEventListener('keyup', unclick, { signal });
  root.addEventListener('focusout', blur, { signal });
  view.addEventListener('keyup', up, { capture: true, signal });
}

/** The key's place on the keyboard; virtual keyboards know only its name. */
export function keyOf({ code, key }: KeyboardEvent): string {
  return code || key;
}

/**
 * Whether this key-up releases `held`: whatever has the focus and whichever modifiers are down by now. macOS swallows
 * the key-up of every key while Command is down, so with Command everything goes up.
 */
export function isReleaseOf(held: string, event: KeyboardEvent): boolean {
  return keyOf(event) === held || event.key === 'Meta';
}

function isButton({ target }: Event): boolean {
  return (target as Partial<Element> | null)?.closest?.('button, summary') != null;
}

function isPressKey({ key, isComposing, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return (key === ' ' || key === 'Enter') && !isComposing && !altKey && !ctrlKey && !metaKey;
}
