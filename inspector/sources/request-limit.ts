import type { ToHost } from './channel-protocol.js';

/** How long one allowance lasts, ms. */
const WINDOW_MS = 100;
/** What one watcher may cost the page in a window, and all together; an ordinary request costs 1. */
const MAX_OF_ONE = 40;
const MAX_OF_ALL = 50;
/** Whoever begins to watch is sent all that was. */
const WATCH_COST = 30;
/** So many may wait; no inspectors have more. */
const MAX_DELAYED = 200;

/**
 * Passes on what watchers request, at once as long as it is little. Of more, the last of each kind waits for the next
 * window, so that nobody on the channel can keep the page busy.
 */
export class RequestLimit {
  readonly #handle: (request: ToHost) => void;
  readonly #costs = new Map<string, number>();
  #delayed = new Map<string, ToHost>();
  #endsAt = 0;
  #timer = 0;

  constructor(handle: (request: ToHost) => void) {
    this.#handle = handle;
  }

  take(request: ToHost): void {
    if (this.#timer === 0 && performance.now() >= this.#endsAt) this.#begin();
    const key = JSON.stringify([request.id, request.type]);
    const isWaiting = [...this.#delayed.values()].some(({ id }) => id === request.id);
    if (!isWaiting && this.#charge(request)) {
      this.#handle(request);
      return;
    }
    // The newest counts, in the place of the newest.
    this.#delayed.delete(key);
    if (this.#delayed.size < MAX_DELAYED) this.#delayed.set(key, request);
    this.#timer ||= window.setTimeout(() => this.#next(), this.#endsAt - performance.now());
  }

  /** Nothing of this watcher waits any more. */
  forget(watcher: string): void {
    for (const [key, { id }] of this.#delayed) if (id === watcher) this.#delayed.delete(key);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#delayed.clear();
  }

  #begin(): void {
    this.#costs.clear();
    this.#endsAt = performance.now() + WINDOW_MS;
  }

  #next(): void {
    const delayed = this.#delayed;
    this.#delayed = new Map();
    this.#timer = 0;
    this.#begin();
    for (const request of delayed.values()) this.take(request);
  }

  #charge({ type, id }: ToHost): boolean {
    const cost = type === 'watch' ? WATCH_COST : 1;
    const [own, all] = [id, ''].map((who) => (this.#costs.get(who) ?? 0) + cost) as [number, number];
    if (own > MAX_OF_ONE || all > MAX_OF_ALL) return false;
    this.#costs.set(id, own).set('', all);
    return true;
  }
}
