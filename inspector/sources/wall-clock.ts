/** Less than that is a clock that is being set right. */
const MIN_JUMP_MS = 1000;

/** Which Unix time page time 0 had, as it changes: page time may stand still while the system sleeps. */
export class WallClock {
  readonly #origins: { readonly fromAt: number; readonly originMs: number }[] = [];
  #lookedAt = -Infinity;

  constructor() {
    this.look();
  }

  /** To be called whenever something comes: what is later than the last look was after the sleep. */
  look(): void {
    const at = performance.now();
    const originMs = Date.now() - at;
    const known = this.#origins.at(-1)?.originMs ?? Infinity;
    if (Math.abs(originMs - known) >= MIN_JUMP_MS) this.#origins.push({ fromAt: this.#lookedAt, originMs });
    this.#lookedAt = at;
  }

  /** Unix time of page time 0, ms, as it was at a page time. */
  originAt(at: number): number {
    const known = this.#origins.findLast(({ fromAt }) => at > fromAt) ?? this.#origins[0];
    return known?.originMs ?? performance.timeOrigin;
  }
}
