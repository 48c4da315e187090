/** Those who are told of something, in the order in which they came. */
export class Listeners<Listener> {
  readonly #listeners = new Set<Listener>();

  /** Tells `listener` from now on, until the signal aborts or the returned function is called. */
  add(listener: Listener, signal?: AbortSignal): () => void {
    const stop = (): void => {
      this.#listeners.delete(listener);
    };
    if (!signal?.aborted) this.#listeners.add(listener);
    signal?.addEventListener('abort', stop, { once: true });
    return stop;
  }

  some(test: (listener: Listener) => boolean): boolean {
    for (const listener of this.#listeners) if (test(listener)) return true;
    return false;
  }

  tell(call: (listener: Listener) => void): void {
    for (const listener of [...this.#listeners]) {
      try {
        call(listener);
      } catch (error) {
        // A listener's mistake is the page's, and must neither be swallowed nor stop the session.
        reportError(error);
      }
    }
  }

  clear(): void {
    this.#listeners.clear();
  }
}
