import { afterMessages } from './after-messages.js';

// Signs of life are due every 200 ms. Two looks without one are 0.9 to 1.4 s.
const LOOK_MS = 450;
const MISSES = 2;
// A device that wakes up takes its time to begin: 3 s.
const FIRST_MISSES = 6;

/** Notices that messages which should come regularly stay away. */
export class PulseWatch {
  readonly #onStopped: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isWatching = false;
  #misses = 0;
  #hasBegun = false;

  constructor(onStopped: () => void) {
    this.#onStopped = onStopped;
  }

  start(): void {
    this.stop();
    this.#isWatching = true;
    this.#misses = 0;
    this.#lookLater();
  }

  stop(): void {
    this.#isWatching = false;
    clearTimeout(this.#timer);
  }

  /** Another one is watched from now on, and has given no sign yet. */
  renew(): void {
    this.#hasBegun = false;
  }

  /** A sign of life. */
  beat(): void {
    this.#misses = 0;
    this.#hasBegun = true;
  }

  readonly #look = (): void => {
    if (++this.#misses <= (this.#hasBegun ? MISSES : FIRST_MISSES)) {
      afterMessages(() => {
        if (this.#isWatching) this.#lookLater();
      });
      return;
    }
    this.stop();
    this.#onStopped();
  };

  #lookLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#look, LOOK_MS);
  }
}
