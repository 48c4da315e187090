import type { ToHost } from './channel-protocol.js';

/** How long one allowance lasts, ms. */
const WINDOW_MS = 100;
/** What one watcher may cost the page in a window, and all together; an ordinary ask costs 1. */
const MAX_OF_ONE = 40;
const MAX_OF_ALL = 50;
/** Whoever begins to watch is told all that was. */
const WATCH_COST = 30;
/** So many may wait; more asks than that no inspectors have. */
const MAX_LATE = 200;

/**
 * Lets through at once what watchers ask, as long as it is little. Of more, the last of each kind waits for the next
 * window, so that nobody on the channel can keep the page busy.
 */
export class RequestLimit {
  readonly #answer: (ask: ToHost) => void;
  readonly #costs = new Map<string, number>();
  #late = new Map<string, ToHost>();
  #endsAt = 0;
  #timer = 0;

  constructor(answer: (ask: ToHost) => void) {
    this.#answer = answer;
  }

  take(ask: ToHost): void {
    if (this.#timer === 0 && performance.now() >= this.#endsAt) this.#begin();
    const key = JSON.stringify([ask.id, ask.type]);
    const isWaiting = [...this.#late.values()].some(({ id }) => id === ask.id);
    if (!isWaiting && this.#mayCost(ask)) {
      this.#answer(ask);
      return;
    }
    // The newest counts, in the place of the newest.
    this.#late.delete(key);
    if (this.#late.size < MAX_LATE) this.#late.set(key, ask);
    this.#timer ||= window.setTimeout(() => this.#next(), this.#endsAt - performance.now());
  }

  /** Nothing of this watcher waits any more. */
  forget(watcher: string): void {
    for (const [key, { id }] of this.#late) if (id === watcher) this.#late.delete(key);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#late.clear();
  }

  #begin(): void {
    this.#costs.clear();
    this.#endsAt = performance.now() + WINDOW_MS;
  }

  #next(): void {
    const late = this.#late;
    this.#late = new Map();
    this.#timer = 0;
    this.#begin();
    for (const ask of late.values()) this.take(ask);
  }

  #mayCost({ type, id }: ToHost): boolean {
    const cost = type === 'watch' ? WATCH_COST : 1;
    const [own, all] = [id, ''].map((who) => (this.#costs.get(who) ?? 0) + cost) as [number, number];
    if (own > MAX_OF_ONE || all > MAX_OF_ALL) return false;
    this.#costs.set(id, own).set('', all);
    return true;
  }
}
