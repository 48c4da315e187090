import type { Presses } from './presses.js';

/** One button of any connected controller, read once per frame while a controller is connected and a button is asked for. */
export class GamepadPress {
  readonly #presses: Presses;
  readonly #signal: AbortSignal;
  #button: number | null = null;
  #frame = 0;
  #isDown = false;

  constructor(presses: Presses, signal: AbortSignal) {
    this.#presses = presses;
    this.#signal = signal;
    window.addEventListener('gamepadconnected', this.#poll, { signal });
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
    cancelAnimationFrame(this.#frame);
    const pads = this.#button === null || this.#signal.aborted ? null : readGamepads();
    if (!pads || pads.length === 0) {
      this.#lose();
      return;
    }
    const isDown = pads.some((pad) => pad.buttons[this.#button ?? -1]?.pressed);
    if (isDown && !this.#isDown) this.#presses.press('gamepad', performance.now());
    if (!isDown && this.#isDown) this.#presses.release('gamepad', performance.now());
    this.#isDown = isDown;
    this.#frame = requestAnimationFrame(this.#poll);
  };

  readonly #stop = (): void => {
    cancelAnimationFrame(this.#frame);
    this.#isDown = false;
  };

  /** No controller to read any more: what was held is not held. */
  #lose(): void {
    if (this.#isDown) this.#presses.drop('gamepad-disconnected', 'gamepad');
    this.#stop();
  }
}

/** The controllers that can be read; none where the page may not read them. */
function readGamepads(): Gamepad[] {
  try {
    return navigator.getGamepads().flatMap((pad) => (pad?.connected ? [pad] : []));
  } catch {
    // A permissions policy forbids it: a control that can't be read is not pressed.
    return [];
  }
}
