/** Time that passes only when it is told to: timers and `performance.now` of the page, until `restore`. */
export class VirtualTime {
  now = 0;
  #timers: { readonly id: number; readonly at: number; readonly call: () => void }[] = [];
  #nextId = 1_000_000;
  readonly #real = { setTimeout, clearTimeout, now: performance.now.bind(performance) };

  constructor() {
    const set = (call: () => void, ms = 0): number => {
      const id = this.#nextId++;
      this.#timers.push({ id, at: this.now + Math.max(0, ms), call });
      return id;
    };
    const clear = (id?: number): void => {
      this.#timers = this.#timers.filter((timer) => timer.id !== id);
    };
    Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
    performance.now = () => this.now;
  }

  /** Runs what is due, in order of time, until nothing waits any more. */
  async pass(): Promise<void> {
    await microtasks();
    while (this.#timers.length > 0) {
      const next = this.#timers.reduce((first, timer) => (timer.at < first.at ? timer : first));
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.now = next.at;
      next.call();
      await microtasks();
    }
  }

  restore(): void {
    const { now, ...timers } = this.#real;
    Object.assign(globalThis, timers);
    performance.now = now;
  }
}

async function microtasks(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}
