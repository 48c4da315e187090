import { AvatarPttError } from '../../core/error.js';
import { isKeyCode, nearestKeyCode } from './key-codes.js';
import { ownsKey } from './key-owner.js';
import { isReleaseOf, keyOf } from './key-press.js';
import type { Presses } from './presses.js';

/** A key by its place, with exactly these modifiers. */
export interface Hotkey {
  readonly code: string;
  readonly modifiers: readonly string[];
}

const MODIFIERS = ['Alt', 'Control', 'Meta', 'Shift'];

/** `Space` or `Alt+KeyT`; empty: none. @throws AvatarPttError `invalid-option` */
export function parseHotkey(text: string): Hotkey | null {
  if (text.trim() === '') return null;
  const parts = text.split('+').map((part) => part.trim());
  const code = parts.pop() ?? '';
  const modifiers = parts.map((part) => (part === 'Ctrl' ? 'Control' : part));
  const areModifiers = modifiers.every((name) => MODIFIERS.includes(name));
  if (areModifiers && isKeyCode(code)) return { code, modifiers };
  const meant = areModifiers ? [...modifiers, nearestKeyCode(code)] : [''];
  const allowed = 'a KeyboardEvent.code such as Space, KeyT or F8, with Alt+, Control+, Shift+ or Meta+ before it';
  throw new AvatarPttError(
    'invalid-option',
    `hotkey is "${text}"; allowed: ${allowed}, but not Escape or Tab.${meant.at(-1) && ` Did you mean ${meant.join('+')}?`}`,
  );
}

// Elements with a hotkey, the one that was used last first: where several share a key, it drives that one.
const claims: HotkeyPress[] = [];

/** The page-wide key of one element. */
export class HotkeyPress {
  hotkey: Hotkey | null = null;
  readonly #presses: Presses;
  readonly #isReachable: () => boolean;
  #held = '';

  constructor(presses: Presses, isReachable: () => boolean, signal: AbortSignal, view: Window) {
    this.#presses = presses;
    this.#isReachable = isReachable;
    claims.push(this);
    signal.addEventListener('abort', () => claims.splice(claims.indexOf(this), 1));
    view.addEventListener('keydown', this.#down, { signal });
    view.addEventListener('keyup', this.#up, { capture: true, signal });
  }

  /** The person uses this element now. */
  prefer(): void {
    if (claims[0] === this || !claims.includes(this)) return;
    claims.splice(claims.indexOf(this), 1);
    claims.unshift(this);
  }

  readonly #down = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || this.hotkey === null || belongsElsewhere(event, this.hotkey)) return;
    // No key opens a microphone that nothing visible shows.
    if (claims.find((claim) => claim.#matches(event) && claim.#isReachable()) !== this) return;
    event.preventDefault();
    if (event.repeat) return;
    this.#held = keyOf(event);
    this.#presses.press('hotkey', event.timeStamp);
  };

  readonly #up = (event: KeyboardEvent): void => {
    if (!this.#held || !isReleaseOf(this.#held, event)) return;
    this.#held = '';
    this.#presses.release('hotkey', event.timeStamp);
  };

  #matches(event: KeyboardEvent): boolean {
    const { hotkey } = this;
    if (hotkey?.code !== event.code) return false;
    // A modifier that is the key itself is down by then; Windows takes AltGr for Control and Alt.
    const isOwn = (name: string): boolean =>
      hotkey.code.startsWith(name) || (event.key === 'AltGraph' && /Alt|Control/.test(name));
    return MODIFIERS.every((name) => isOwn(name) || event.getModifierState(name) === hotkey.modifiers.includes(name));
  }
}

/** While typing, a key is text; a focused control keeps its own keys, unless a modifier makes it a shortcut. */
function belongsElsewhere(event: KeyboardEvent, { code, modifiers }: Hotkey): boolean {
  const [target] = event.composedPath();
  if (event.isComposing) return true;
  return ownsKey(
    target as Node | undefined,
    code,
    modifiers.some((name) => name !== 'Shift'),
  );
}
