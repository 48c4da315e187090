interface Leaving {
  readonly turnId: number;
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  endMs: number;
}

/**
 * Waits until the sound of a closed turn has left. Whatever happens to the turn or to the next one, nobody waits forever:
 * a stop that waits here holds up every later message to the backend.
 */
export class Drain {
  #leaving: Leaving | null = null;

  /** The gate of a turn was told to close. Said twice of a turn, it is one wait; another turn ends the wait before it. */
  expect(turnId: number): void {
    if (this.#leaving?.turnId === turnId) return;
    this.#leaving?.resolve();
    let resolve = (): void => undefined;
    const promise = new Promise<void>((done) => (resolve = done));
    this.#leaving = { turnId, promise, resolve, endMs: Infinity };
  }

  /** The gate opens for a turn: what had not left of another one never will. */
  opened(turnId: number): void {
    if (this.#leaving?.turnId !== turnId) this.giveUp();
  }

  /** Where the turn ends, audio time in ms. */
  closed(turnId: number, endMs: number): void {
    if (this.#leaving?.turnId === turnId) this.#leaving.endMs = endMs;
  }

  /** Everything of the turn has left. */
  left(turnId: number): void {
    if (this.#leaving?.turnId === turnId) this.#leaving.resolve();
  }

  /** Nothing leaves any more: the sound stands still. */
  giveUp(): void {
    this.#leaving?.resolve();
  }

  /** Resolves with the audio time of the turn's end, ms; Infinity where nobody knows it. */
  async drained(turnId: number): Promise<number> {
    const leaving = this.#leaving;
    if (leaving?.turnId !== turnId) return Infinity;
    await leaving.promise;
    return leaving.endMs;
  }
}
