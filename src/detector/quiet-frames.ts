import type { SpeechFrame } from '../core/endpointing/endpointing.js';

/** A quarter of a second: as long as a sign of life may take, and eight messages saved out of nine. */
const MAX_WAITING = 8;

/**
 * Passes frames on, and lets those wait that nobody acts on, so that silence costs the page next to nothing. What waits is
 * passed on, in order, with the first frame that does not.
 */
export class QuietFrames {
  /** Frames of a probability below this wait; 0: none does. */
  below = 0;
  readonly #pass: (frames: readonly SpeechFrame[]) => void;
  #waiting: SpeechFrame[] = [];

  constructor(pass: (frames: readonly SpeechFrame[]) => void) {
    this.#pass = pass;
  }

  add(frames: readonly SpeechFrame[]): void {
    if (frames.length === 0) return;
    this.#waiting.push(...frames);
    const isQuiet = this.#waiting.length < MAX_WAITING && frames.every(({ probability }) => probability < this.below);
    if (isQuiet) return;
    const passed = this.#waiting;
    this.#waiting = [];
    this.#pass(passed);
  }
}
