import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { clickPress } from './click-press.js';
import type { GamepadPress } from './gamepad-press.js';
import { HotkeyPress, type Hotkey } from './hotkey.js';
import { keyPress } from './key-press.js';
import { pageLeave } from './page-leave.js';
import { pointerPress } from './pointer-press.js';
import type { Presses } from './presses.js';

type Host = ReactiveControllerHost & HTMLElement & { readonly renderRoot: HTMLElement | DocumentFragment };

/** What the inputs need to know of the element beyond its presses. */
export interface InputContext {
  /** The control can be seen and used. */
  isReachable(): boolean;
  /** The page goes away. */
  leave(): void;
  /** The person uses this element. */
  used(): void;
}

/** Everything that presses: opened with the element, closed with it. */
export class Inputs implements ReactiveController {
  readonly #host: Host;
  readonly #presses: Presses;
  readonly #context: InputContext;
  #abort: AbortController | null = null;
  #hotkey: HotkeyPress | null = null;
  #gamepad: GamepadPress | null = null;
  #connectGamepad: (() => void) | null = null;
  #GamepadPress: typeof GamepadPress | null = null;
  #wanted: { hotkey: Hotkey | null; button: number | null } = { hotkey: null, button: null };

  constructor(host: Host, presses: Presses, context: InputContext) {
    this.#host = host;
    this.#presses = presses;
    this.#context = context;
    host.addController(this);
  }

  /** The page-wide key. */
  set hotkey(hotkey: Hotkey | null) {
    this.#wanted.hotkey = hotkey;
    if (this.#hotkey) this.#hotkey.hotkey = hotkey;
  }

  /** The button of a controller. */
  set gamepadButton(button: number | null) {
    this.#wanted.button = button;
    if (this.#gamepad) this.#gamepad.button = button;
  }

  /** What reads controllers comes with the conversation: before it there is nothing to press for. */
  equip(Gamepad: typeof GamepadPress): void {
    this.#GamepadPress = Gamepad;
    this.#connectGamepad?.();
  }

  hostConnected(): void {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const root = this.#host.renderRoot;
    const context = this.#context;
    const isReachable = (): boolean => context.isReachable();
    // The element may stand in another window than its script: a frame, or one that was opened.
    const view = this.#host.ownerDocument.defaultView ?? window;
    const presses = inTimeOf(view, this.#presses);
    pointerPress(root, presses, signal, view);
    keyPress(root, presses, signal, view);
    clickPress(root, presses, signal);
    pageLeave(presses, () => context.leave(), signal, view);
    this.#hotkey = new HotkeyPress(presses, isReachable, signal, view);
    for (const type of ['pointerdown', 'focusin']) root.addEventListener(type, this.#use, { signal });
    this.#hotkey.hotkey = this.#wanted.hotkey;
    this.#connectGamepad = () => {
      if (!this.#GamepadPress) return;
      this.#gamepad = new this.#GamepadPress(presses, isReachable, signal, view);
      this.#gamepad.button = this.#wanted.button;
    };
    this.#connectGamepad();
  }

  hostDisconnected(): void {
    // Without the element no release can reach us.
    this.#presses.drop('removed');
    this.#abort?.abort();
    this.#hotkey = this.#gamepad = this.#connectGamepad = null;
  }

  readonly #use = (): void => {
    this.#hotkey?.prefer();
    this.#context.used();
  };
}

/** Each window counts its time from its own start. */
function inTimeOf(view: Window, presses: Presses): Presses {
  if (view === window) return presses;
  const lateMs = view.performance.timeOrigin - performance.timeOrigin;
  return {
    press: (source, at) => presses.press(source, at + lateMs),
    release: (source, at) => presses.release(source, at + lateMs),
    drop: (reason, source) => presses.drop(reason, source),
    cancel: () => presses.cancel(),
  };
}
