/** Takes bytes out of a stream, so many at a time. */
export class ByteReader {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #rest = new Uint8Array(0) as Uint8Array;

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.#pieces = stream[Symbol.asyncIterator]();
  }

  /** The next bytes, in a buffer of their own; fewer at the end. */
  async take(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const taken = new Uint8Array(length);
    let filled = 0;
    while (filled < length && (await this.#fill())) {
      const part = this.#next(length - filled);
      taken.set(part, filled);
      filled += part.length;
    }
    return filled < length ? taken.slice(0, filled) : taken;
  }

  /** Leaves out the next bytes, or all that are left. */
  async skip(length = Infinity): Promise<void> {
    for (let left = length; left > 0 && (await this.#fill());) left -= this.#next(left).length;
  }

  /** Nothing more is wanted. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }

  async #fill(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const next = await this.#pieces.next();
      if (next.done) return false;
      this.#rest = next.value;
    }
    return true;
  }

  #next(max: number): Uint8Array {
    const part = this.#rest.subarray(0, max);
    this.#rest = this.#rest.subarray(part.length);
    return part;
  }
}
