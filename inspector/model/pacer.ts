/** Less than a frame of the display, ms: what is drawn meanwhile is late by one at most. */
const MAX_MS = 10;

/** Lets the page do its work: resolves at once while little time was taken, else in a new task. */
export class Pacer {
  readonly #signal: AbortSignal | undefined;
  #since = performance.now();

  /** @param signal - Makes `yieldIfBusy` reject with its reason once it is aborted. */
  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /** To be called after each piece of work. */
  async yieldIfBusy(): Promise<void> {
    if (performance.now() - this.#since > MAX_MS) {
      await new Promise<void>((resolve) => {
        // Unlike a timer's, a channel's message is not slowed down after some of them.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          port1.close();
          resolve();
        };
        port2.postMessage(null);
      });
      this.#since = performance.now();
    }
    this.#signal?.throwIfAborted();
  }
}
