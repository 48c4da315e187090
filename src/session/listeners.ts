/** Those who are told of something, in the order in which they came. */
export class Listeners<Listener> {
  #entries: readonly { readonly listener: Listener }[] = [];

  /** Tells `listener` from now on, until the signal aborts or the returned function is called. */
  add(listener: Listener, signal?: AbortSignal): () => void {
    // Who came twice is told twice, and each goes by itself.
    const entry = { listener };
    const stop = (): void => {
      this.#entries = this.#entries.filter((other) => other !== entry);
      signal?.removeEventListener('abort', stop);
    };
    if (signal?.aborted) return stop;
    this.#entries = [...this.#entries, entry];
    signal?.addEventListener('abort', stop);
    return stop;
  }

  some(test: (listener: Listener) => boolean): boolean {
    return this.#entries.some(({ listener }) => test(listener));
  }

  tell(call: (listener: Listener) => void): void {
    for (const { listener } of this.#entries) {
      try {
        call(listener);
      } catch (error) {
        // A listener's mistake is the page's, and must neither be swallowed nor stop the session.
        reportError(error);
      }
    }
  }

  clear(): void {
    this.#entries = [];
  }
}
