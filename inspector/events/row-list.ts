import type { SessionRecord, TurnState } from 'avatar-ptt/headless';
import { firstWhere } from '../model/sorted.js';
import { CHUNK_LENGTH, type RecordStore } from '../model/record-store.js';
import { noCounts, partIn, placeOf, recordIn, RowCache } from './row-cache.js';
import { isAskedFor, linesFound, type RowFilter } from './row-filter.js';
import { KINDS, type Kind, type Row } from './row.js';

/** Browsers end an element at 17 million pixels: so many rows of 44 px are safe. */
const MAX_ROWS = 300_000;

/** The rows of one chunk that pass the filter. */
interface Block {
  /** Which chunk of the store. */
  readonly chunk: number;
  /** Number of its first row, counted over all that were ever listed. */
  readonly first: number;
  /** Their places in the chunk. */
  readonly rows: number[];
  /** How many rows of each kind there are before the filter. */
  readonly counts: Record<Kind, number>;
}

/** The rows of a store under one filter. It follows the store in slices of time, so that no frame waits for it. */
export class RowList {
  readonly store: RecordStore;
  readonly filter: RowFilter;
  readonly cache: RowCache;
  readonly #initial: TurnState | null;
  #blocks: Block[] = [];
  /** The record that is looked at next, counted over all that ever came. */
  #next = 0;
  #until = Infinity;
  #dropped = 0;

  /**
   * @param initial - The state before the store's first record, if it is known.
   * @param cache - What other lists of the same store have worked out.
   */
  constructor(store: RecordStore, initial: TurnState | null, filter: RowFilter, cache = new RowCache()) {
    this.store = store;
    this.filter = filter;
    this.cache = cache;
    this.#initial = initial;
  }

  /** Rows in the list. */
  get length(): number {
    const last = this.#blocks.at(-1);
    return last ? last.first + last.rows.length - this.#dropped : 0;
  }

  /** Rows that were in the list and whose records are gone. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Records after which the list is held; Infinity while it follows. */
  get until(): number {
    return this.#until;
  }

  /** Whether all records that it may show have been looked at. */
  get isComplete(): boolean {
    return this.#next >= Math.min(this.store.total, this.#until);
  }

  /** Records that came since the list is held. */
  get waiting(): number {
    return Math.max(0, this.store.total - this.#until);
  }

  /** Rows by kind before the filter, as far as they have been looked at. */
  get counts(): Readonly<Record<Kind, number>> {
    const sum = noCounts();
    for (const { counts } of this.#blocks) for (const kind of KINDS) sum[kind] += counts[kind];
    return sum;
  }

  /** Shows no record from that one on, counted over all that ever came; Infinity follows again. */
  hold(until: number): void {
    this.#until = until;
  }

  /** Looks at new records until that moment (`performance.now()`), a chunk at least. */
  follow(deadlineMs: number): void {
    this.#forget();
    while (!this.isComplete) {
      this.#take();
      if (performance.now() >= deadlineMs) return;
    }
  }

  /** Makes the texts that a search will need, until that moment, a chunk at least. */
  prepare(deadlineMs: number): void {
    const { store } = this;
    for (let number = store.dropped / CHUNK_LENGTH; ; number++) {
      const records = store.chunk(number);
      if (records?.length !== CHUNK_LENGTH) return;
      this.cache.textsIn(records, 0, CHUNK_LENGTH, this.#stateBefore(number * CHUNK_LENGTH));
      if (performance.now() >= deadlineMs) return;
    }
  }

  /** By position in the list: 0 is the oldest. */
  row(index: number): Row | undefined {
    const number = index + this.#dropped;
    const block = this.#blocks[this.#lastBlock(({ first }) => first <= number)];
    const place = block?.rows[number - block.first];
    if (!block || place === undefined) return undefined;
    const inChunk = recordIn(place);
    const record = this.store.chunk(block.chunk)?.[inChunk];
    return record && { record, part: partIn(place), before: this.#stateBefore(block.chunk * CHUNK_LENGTH + inChunk) };
  }

  /**
   * Position of the first row that is, or comes after, a part of the record at `index` in the store. A filter may have
   * left that one out: look at what is there.
   */
  positionOf(index: number, part = 0): number {
    const number = this.store.dropped + index;
    const chunk = Math.floor(number / CHUNK_LENGTH);
    const place = placeOf(number % CHUNK_LENGTH, part);
    const block = this.#blocks[this.#lastBlock((other) => other.chunk <= chunk)];
    if (!block) return 0;
    const isThere = block.chunk === chunk;
    return block.first - this.#dropped + (isThere ? countBelow(block.rows, place) : block.rows.length);
  }

  #lastBlock(isBefore: (block: Block) => boolean): number {
    const isAfter = (block: Block | undefined): boolean => !block || !isBefore(block);
    return firstWhere(this.#blocks.length, (i) => isAfter(this.#blocks[i])) - 1;
  }

  #forget(): void {
    const oldest = this.store.dropped / CHUNK_LENGTH;
    this.#next = Math.max(this.#next, this.store.dropped);
    while (this.#blocks[0] && (this.#blocks[0].chunk < oldest || this.length > MAX_ROWS)) {
      this.#dropped += this.#blocks[0].rows.length;
      this.#blocks.shift();
    }
  }

  #take(): void {
    const chunk = Math.floor(this.#next / CHUNK_LENGTH);
    const records = this.store.chunk(chunk) ?? [];
    const from = this.#next % CHUNK_LENGTH;
    const to = Math.min(records.length, this.#until - chunk * CHUNK_LENGTH);
    const { rows, counts } = this.#block(chunk);
    const places = this.cache.placesIn(records, from, to);
    for (const kind of KINDS) counts[kind] += places.counts[kind];
    for (const place of this.#found(records, from, to, places.all)) {
      const record = records[recordIn(place)];
      if (record && isAskedFor(record, partIn(place), this.filter)) rows.push(place);
    }
    this.#next = chunk * CHUNK_LENGTH + to;
  }

  /** Those of the places whose texts are searched for. */
  #found(records: readonly SessionRecord[], from: number, to: number, places: readonly number[]): readonly number[] {
    const { text } = this.filter;
    if (text === null) return places;
    const texts = this.cache.textsIn(records, from, to, this.#stateBefore(this.#next));
    return linesFound(texts, text).map((line) => places[line] ?? -1);
  }

  #block(chunk: number): Block {
    const last = this.#blocks.at(-1);
    if (last?.chunk === chunk) return last;
    const block = { chunk, first: this.length + this.#dropped, rows: [], counts: noCounts() };
    this.#blocks.push(block);
    return block;
  }

  #stateBefore(number: number): TurnState | null {
    if (number === 0) return this.#initial;
    const index = number - 1 - this.store.dropped;
    return index < 0 ? null : (this.store.at(index)?.state ?? null);
  }
}

/** How many of the ascending numbers are smaller. */
function countBelow(numbers: readonly number[], limit: number): number {
  return firstWhere(numbers.length, (i) => (numbers[i] ?? Infinity) >= limit);
}
