import type { Presses } from './presses.js';

/** One button of any connected controller, read once per frame while a controller is connected and a button is asked for. */
export class GamepadPress {
  readonly #presses: Presses;
  readonly #isReachable: () => boolean;
  readonly #signal: AbortSignal;
  readonly #view: Window;
  #button: number | null = null;
  #frame = 0;
  #isDown = false;

  constructor(presses: Presses, isReachable: () => boolean, signal: AbortSignal, view: Window) {
    this.#presses = presses;
    this.#isReachable = isReachable;
    this.#signal = signal;
    this.#view = view;
    view.addEventListener('gamepadconnected', this.#poll, { signal });
    signal.addEventListener('abort', this.#stop);
  }

  get button(): number | null {
    return this.#button;
  }

  set button(button: number | null) {
    if (button === this.#button) return;
    this.#lose();
    this.#button = button;
    this.#poll();
  }

  readonly #poll = (): void => {
    this.#view.cancelAnimationFrame(this.#frame);
    const pads = this.#button === null || this.#signal.aborted ? null : readGamepads(this.#view);
    if (!pads || pads.length === 0) {
      this.#lose();
      return;
    }
    const isDown = pads.some((pad) => pad.buttons[this.#button ?? -1]?.pressed);
    if (isDown !== this.#isDown) this.#turn(isDown);
    this.#frame = this.#view.requestAnimationFrame(this.#poll);
  };

  #turn(isDown: boolean): void {
    const now = this.#view.performance.now();
    this.#isDown = isDown;
    if (!isDown) this.#presses.release('gamepad', now);
    // No button opens a microphone that nothing visible shows, or in a window that the person has turned away from.
    else if (this.#view.document.hasFocus() && this.#isReachable()) this.#presses.press('gamepad', now);
  }

  readonly #stop = (): void => {
    this.#view.cancelAnimationFrame(this.#frame);
    this.#isDown = false;
  };

  /** No controller to read any more: what was held is not held. */
  #lose(): void {
    if (this.#isDown) this.#presses.drop('gamepad-disconnected', 'gamepad');
    this.#stop();
  }
}

/** The controllers that can be read; none where the page may not read them. */
function readGamepads({ navigator }: Window): Gamepad[] {
  try {
    return navigator.getGamepads().flatMap((pad) => (pad?.connected ? [pad] : []));
  } catch {
    // A permissions policy forbids it: a control that can't be read is not pressed.
    return [];
  }
}
