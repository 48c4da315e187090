import type { SessionRecord } from 'avatar-ptt/headless';
import { firstWhere } from './sorted.js';

/** Records in a chunk: what is dropped and searched at once. Dropping one by one would move all the others each time. */
export const CHUNK_LENGTH = 1024;

/** The newest records of a session, in chunks; the oldest chunk is dropped when there are too many, and counted. */
export class RecordStore {
  readonly limit: number;
  readonly #chunks: SessionRecord[][] = [];
  #dropped = 0;
  #isHolding = false;
  #startAt: number | null = null;

  /** @param limit - Records that are kept at least; up to a chunk more before the oldest chunk goes. */
  constructor(limit = 100_000) {
    this.limit = limit;
  }

  /** Records kept. */
  get length(): number {
    const { length } = this.#chunks;
    return length === 0 ? 0 : (length - 1) * CHUNK_LENGTH + (this.#chunks[length - 1]?.length ?? 0);
  }

  /** Records that were here and are no more: always whole chunks. */
  get dropped(): number {
    return this.#dropped;
  }

  /** All records that ever came. */
  get total(): number {
    return this.#dropped + this.length;
  }

  /** Page time of the first record that ever came, ms; null before it. */
  get startAt(): number | null {
    return this.#startAt;
  }

  /** By position among those kept: 0 is the oldest, -1 the newest. */
  at(index: number): SessionRecord | undefined {
    const place = index < 0 ? index + this.length : index;
    return this.#chunks[Math.floor(place / CHUNK_LENGTH)]?.[place % CHUNK_LENGTH];
  }

  /** The records from `number * CHUNK_LENGTH` on, counted over all that ever came; undefined when they are gone. */
  chunk(number: number): readonly SessionRecord[] | undefined {
    return this.#chunks[number - this.#dropped / CHUNK_LENGTH];
  }

  /** Position of the record with that `seq` among those kept, or -1. */
  indexOf(seq: number): number {
    const index = firstWhere(this.length, (i) => (this.at(i)?.seq ?? 0) >= seq);
    return this.at(index)?.seq === seq ? index : -1;
  }

  /** Keeps twice as many while somebody looks at what would be dropped. */
  hold(isHolding: boolean): void {
    this.#isHolding = isHolding;
    this.#dropOldest();
  }

  push(record: SessionRecord): void {
    this.#startAt ??= record.at;
    const last = this.#chunks.at(-1);
    if (last && last.length < CHUNK_LENGTH) {
      last.push(record);
      return;
    }
    this.#chunks.push([record]);
    this.#dropOldest();
  }

  *[Symbol.iterator](): Iterator<SessionRecord> {
    // A copy of the list: the oldest may be dropped while somebody goes through them.
    for (const chunk of [...this.#chunks]) yield* chunk;
  }

  #dropOldest(): void {
    const limit = this.#isHolding ? this.limit * 2 : this.limit;
    while (this.length - CHUNK_LENGTH >= limit) {
      this.#chunks.shift();
      this.#dropped += CHUNK_LENGTH;
    }
  }
}
