import { AvatarPttError } from '../../core/error.js';
import { isReleaseOf, keyOf } from './key-press.js';
import type { Presses } from './presses.js';

/** A key by its place, with exactly these modifiers. */
export interface Hotkey {
  readonly code: string;
  readonly modifiers: readonly string[];
}

const MODIFIERS = ['Alt', 'Control', 'Meta', 'Shift'];
const CODE = /^(Key[A-Z]|Digit\d|F\d\d?|(?!Escape|Tab)[A-Z][a-z]{2,}\w*)$/;
const ROLES = 'button,checkbox,combobox,grid,gridcell,link,listbox,menuitem,option,radio,searchbox,slider,spinbutton';
const TEXT = 'input,textarea,select,[role=textbox],[role=searchbox],[role=combobox],[role=spinbutton]';
const CONTROL = `a[href],area[href],button,summary,audio,video,iframe,${[
  ...ROLES.split(','),
  'switch',
  'tab',
  'treeitem',
]
  .map((role) => `[role=${role}]`)
  .join()}`;

/** `Space` or `Alt+KeyT`; empty: none. @throws AvatarPttError `invalid-option` */
export function parseHotkey(text: string): Hotkey | null {
  if (text.trim() === '') return null;
  const parts = text.split('+').map((part) => part.trim());
  const code = parts.pop() ?? '';
  const modifiers = parts.map((part) => (part === 'Ctrl' ? 'Control' : part));
  if (CODE.test(code) && modifiers.every((name) => MODIFIERS.includes(name))) return { code, modifiers };
  const allowed = 'a KeyboardEvent.code such as Space, KeyT or F8, with Alt+, Control+, Shift+ or Meta+ before it';
  throw new AvatarPttError('invalid-option', `hotkey is "${text}"; allowed: ${allowed}, but not Escape or Tab.`);
}

// Elements with a hotkey, the one that was used last first: where several share a key, it drives that one.
const claims: HotkeyPress[] = [];

/** The page-wide key of one element. */
export class HotkeyPress {
  hotkey: Hotkey | null = null;
  readonly #presses: Presses;
  #held = '';

  constructor(presses: Presses, signal: AbortSignal) {
    this.#presses = presses;
    claims.push(this);
    signal.addEventListener('abort', () => claims.splice(claims.indexOf(this), 1));
    window.addEventListener('keydown', this.#down, { signal });
    window.addEventListener('keyup', this.#up, { capture: true, signal });
  }

  /** The person uses this element now. */
  prefer(): void {
    if (claims[0] === this || !claims.includes(this)) return;
    claims.splice(claims.indexOf(this), 1);
    claims.unshift(this);
  }

  readonly #down = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || claims.find((claim) => claim.#matches(event)) !== this) return;
    if (belongsElsewhere(event, this.hotkey?.modifiers.some((name) => name !== 'Shift') ?? false)) return;
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
    return MODIFIERS.every((name) => event.getModifierState(name) === hotkey.modifiers.includes(name));
  }
}

/** While typing, a key is text; a focused control keeps its keys, unless a modifier makes it a shortcut. */
function belongsElsewhere(event: KeyboardEvent, isShortcut: boolean): boolean {
  const [target] = event.composedPath();
  if (event.isComposing || document.designMode === 'on') return true;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches(TEXT) || (!isShortcut && target.matches(CONTROL));
}
