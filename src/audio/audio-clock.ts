/**
 * Page time to audio frames, and back. The frame that belongs to a moment is found by watching how far the context's
 * clock is ahead of the page's: just after an audio callback it is furthest, and a late look sees less. So the largest of
 * the recent differences is the truth, whatever the page was busy with: it has no jitter.
 *
 * What remains is the way from the device to the graph, constant while a device is open: in 40 openings in Chromium it
 * made the frame 3 to 18 ms too early. Where that can be measured (`measureLead`), it is taken off; elsewhere the cut is
 * early by that much, the safe side. It is never late. A context that stood still is followed, though nobody knows whether
 * the sound of that time is lost or waits in the buffer: where it waits, cuts are early by as much from then on.
 */
export class AudioClock {
  readonly #sampleRate: number;
  #looks: readonly Look[] = [];
  #latencyMs: number | null = null;

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate;
  }

  /** A look at both clocks: the frame that the context has reached, and the page's time in ms. */
  observe(frame: number, pageMs: number): void {
    const look = { pageMs, leadMs: (frame * 1000) / this.#sampleRate - pageMs };
    this.#looks = [...this.#looks.filter((other) => pageMs - other.pageMs < REMEMBERED_MS), look];
  }

  /** The sound stood still: where it goes on, nothing that was seen before holds. */
  forget(): void {
    this.#looks = [];
  }

  /** The measured difference between the frames that hold a sound and the page's time when it was heard, in ms. */
  calibrate(leadMs: number | null): void {
    this.#latencyMs = leadMs === null ? null : leadMs - this.#leadMs();
  }

  /** The frame from which on everything was heard after `pageMs`: at the moment, or up to one callback before it. */
  frameAfter(pageMs: number): number {
    const latencyMs = this.#latencyMs === null ? LEAST_LATENCY_MS : this.#latencyMs - MARGIN_MS;
    return Math.floor(((pageMs + this.#leadMs() + latencyMs) * this.#sampleRate) / 1000);
  }

  /** The frame before which everything was heard until `pageMs`: at the moment, or up to one callback after it. */
  frameUntil(pageMs: number): number {
    return this.frameAfter(pageMs + CALLBACK_MS);
  }

  /** When the sound of a frame was heard, page time in ms: as near as can be known, without a safe side. */
  pageOf(frame: number): number {
    return (frame * 1000) / this.#sampleRate - this.#leadMs() - (this.#latencyMs ?? LEAST_LATENCY_MS);
  }

  #leadMs(): number {
    return this.#looks.length > 0 ? Math.max(...this.#looks.map(({ leadMs }) => leadMs)) : 0;
  }
}

interface Look {
  readonly pageMs: number;
  readonly leadMs: number;
}

// So that some looks are from before a page was busy, and a stumbling audio device, whose clock stays behind for good, is
// soon forgotten.
const REMEMBERED_MS = 500;
// The least that was seen without a measurement, less one for safety.
const LEAST_LATENCY_MS = 2;
// Both clocks are read to about a millisecond.
const MARGIN_MS = 3;
const CALLBACK_MS = 10;
