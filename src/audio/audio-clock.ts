/**
 * Page time to audio frames, and back. The frame that belongs to a moment is found by watching how far the context's
 * clock is ahead of the page's: just after an audio callback it is furthest, and a late look sees less. So the largest of
 * the recent differences is the truth, whatever the page was busy with: it has no jitter. A context that stood still has
 * lost its place, though: what was seen before would put every moment into the future.
 *
 * What remains is the way from the device to the graph, constant while a device is open: in 40 openings in Chromium it
 * made the frame 3 to 18 ms too early. It could be measured in one browser only, by comparing the sound itself, and nobody
 * hears the difference. So cuts are early by that much: a turn that begins early loses no word, and one that ends early has
 * its tail.
 */
export class AudioClock {
  readonly #sampleRate: number;
  #looks: readonly Look[] = [];
  #leadMs = 0;
  /** The largest since the device was connected. */
  #firstLeadMs = -Infinity;
  #oldestFrame = 0;

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate;
  }

  /** A look at both clocks: the frame that the context has reached, and the page's time in ms. Only while it runs. */
  observe(frame: number, pageMs: number): void {
    const look = { frame, pageMs, leadMs: (frame * 1000) / this.#sampleRate - pageMs };
    const last = this.#looks.at(-1);
    // Not every standstill is told.
    if (last && last.leadMs - look.leadMs > STANDSTILL_MS) this.standStill(last.frame);
    this.#looks = [...this.#looks.filter((other) => pageMs - other.pageMs < REMEMBERED_MS), look];
    this.#leadMs = Math.max(...this.#looks.map(({ leadMs }) => leadMs));
    this.#firstLeadMs = Math.max(this.#firstLeadMs, this.#leadMs);
  }

  /** A device is connected: nothing waits between it and the graph. */
  begin(): void {
    this.#firstLeadMs = -Infinity;
  }

  /**
   * How much time the context has lost since then, ms. The device went on meanwhile, so about as much sound waits before the
   * graph. 0 until enough looks agree.
   */
  get behindMs(): number {
    const [first, last] = [this.#looks[0], this.#looks.at(-1)];
    const isSteady = first && last && last.pageMs - first.pageMs >= STEADY_MS;
    return isSteady ? Math.max(0, this.#firstLeadMs - this.#leadMs) : 0;
  }

  /** The context stopped at this frame: nothing that was seen before holds, and nothing before it is near. */
  standStill(frame: number): void {
    this.#oldestFrame = Math.max(this.#oldestFrame, Math.floor(frame));
    this.#looks = [];
  }

  /**
   * The frame from which on everything was heard after `pageMs`: at the moment, or up to one callback before it. Never one
   * from before the context stood still.
   */
  frameAfter(pageMs: number): number {
    const frame = Math.floor(((pageMs + this.#leadMs + MIN_LATENCY_MS) * this.#sampleRate) / 1000);
    return Math.max(frame, this.#oldestFrame);
  }

  /** The frame before which everything was heard until `pageMs`: at the moment, or up to one callback after it. */
  frameUntil(pageMs: number): number {
    return this.frameAfter(pageMs + CALLBACK_MS);
  }

  /** When the sound of a frame was heard, page time in ms: as near as can be known, without a safe side. */
  pageOf(frame: number): number {
    return (frame * 1000) / this.#sampleRate - this.#leadMs - MIN_LATENCY_MS;
  }
}

interface Look {
  readonly frame: number;
  readonly pageMs: number;
  readonly leadMs: number;
}

// So that some looks are from before a page was busy, and a stumbling audio device, whose clock stays behind for good, is
// soon forgotten.
const REMEMBERED_MS = 500;
// Some looks, also in silence, when they come five times a second.
const STEADY_MS = 300;
// Longer than the callback of any device, by which a look may be late.
const STANDSTILL_MS = 150;
// The least that was seen, less one for safety.
const MIN_LATENCY_MS = 2;
const CALLBACK_MS = 10;
