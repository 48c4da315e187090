/**
 * Page time to audio frames. A sample that the page could have heard at a moment is found by watching how far the
 * context's clock is ahead of the page's: just after an audio callback it is furthest, and a late look sees less. So the
 * largest of the recent differences is the truth, whatever the page was busy with: it has no jitter.
 *
 * What remains is the way from the device to the graph, constant while a device is open. In Chromium it made the frame
 * 3.9 to 14 ms too early in 20 openings (one device buffer of 10 ms, and a constant); the constant is taken off, so a cut
 * is early by at most about one audio callback, and never late. Devices with more latency are earlier, the safe side.
 */
export class AudioClock {
  readonly #sampleRate: number;
  readonly #leads: number[] = [];
  #next = 0;

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate;
  }

  /** A look at both clocks: the frame that the context has reached, and the page's time in ms. */
  observe(frame: number, pageMs: number): void {
    this.#leads[this.#next] = this.#toMs(frame) - pageMs;
    this.#next = (this.#next + 1) % LOOKS;
  }

  /** The frame from which on everything was heard after `pageMs`: at the moment, or up to one callback before it. */
  frameAfter(pageMs: number): number {
    return Math.floor(((pageMs + Math.max(...this.#leads) + CONSTANT_MS) * this.#sampleRate) / 1000);
  }

  /** The frame before which everything was heard until `pageMs`: at the moment, or up to one callback after it. */
  frameUntil(pageMs: number): number {
    return this.frameAfter(pageMs + CALLBACK_MS);
  }

  #toMs(frame: number): number {
    return (frame * 1000) / this.#sampleRate;
  }
}

const CONSTANT_MS = 3.5;
const CALLBACK_MS = 10;

// One look each 20 ms batch: five seconds, long enough for a busy page, short enough to follow two drifting clocks.
const LOOKS = 250;
