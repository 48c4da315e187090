import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Presses } from './presses.js';

/** How often a held control is looked at, ms. */
const LOOK_MS = 100;

/** What the watch asks of the element. */
export interface Held {
  isPressed(): boolean;
  isReachable(): boolean;
}

/** A hold needs a control that can be seen and reached: while one is pressed, and only then, it is looked at. */
export class HoldWatch implements ReactiveController {
  readonly #held: Held;
  readonly #presses: Presses;
  #timer = 0;

  constructor(host: ReactiveControllerHost, held: Held, presses: Presses) {
    this.#held = held;
    this.#presses = presses;
    host.addController(this);
  }

  hostUpdated(): void {
    // What is found asks for the next update, and this one is not over.
    queueMicrotask(this.#look);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  readonly #look = (): void => {
    clearTimeout(this.#timer);
    if (!this.#held.isPressed()) return;
    if (!this.#held.isReachable()) this.#presses.drop('control-hidden');
    else this.#timer = window.setTimeout(this.#look, LOOK_MS);
  };
}
