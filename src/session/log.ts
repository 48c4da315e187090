import { AvatarPttError } from '../core/error.js';
import type { SessionLog, SessionRecord } from './session-types.js';

interface Raw {
  readonly record: SessionRecord;
  readonly place: number;
  readonly chars: number;
}

/** A backend that sends mouth shapes sends ten times as much in messages as all records weigh. */
const MAX_CHARS = 4_000_000;

/**
 * The newest records, at most `limit` of them; what was dropped is counted. Of the messages that they came from, the newest
 * four million characters.
 */
export class RecordRing implements SessionLog {
  readonly #limit: number;
  readonly #records: SessionRecord[] = [];
  readonly #raws: Raw[] = [];
  #chars = 0;
  #first = 0;
  #dropped = 0;

  /** @throws AvatarPttError `invalid-option` when the limit is not a whole number from 1 to 1,000,000. */
  constructor(limit = 10_000) {
    if (!(Number.isInteger(limit) && limit >= 1 && limit <= 1_000_000)) {
      const shown = String(limit);
      throw new AvatarPttError('invalid-option', `logLimit is ${shown}; allowed: a whole number from 1 to 1000000.`);
    }
    this.#limit = limit;
  }

  get length(): number {
    return this.#records.length;
  }

  get dropped(): number {
    return this.#dropped;
  }

  push(record: SessionRecord): void {
    const isFull = this.#records.length >= this.#limit;
    const place = isFull ? this.#first : this.#records.length;
    if (isFull) {
      if (this.#raws[0]?.place === place) this.#forgetRaw();
      this.#first = (this.#first + 1) % this.#limit;
      this.#dropped++;
    }
    this.#records[place] = record;
    if (record.event.raw === undefined) return;
    const chars = lengthOf(record.event.raw);
    this.#raws.push({ record, place, chars });
    this.#chars += chars;
    while (this.#chars > MAX_CHARS) this.#forgetRaw();
  }

  #forgetRaw(): void {
    const oldest = this.#raws.shift();
    if (!oldest) return;
    const { record, place, chars } = oldest;
    this.#records[place] = { ...record, event: { ...record.event, raw: undefined } };
    this.#chars -= chars;
  }

  *[Symbol.iterator](): Iterator<SessionRecord> {
    for (let i = 0; i < this.#records.length; i++) {
      const record = this.#records[(this.#first + i) % this.#records.length];
      if (record) yield record;
    }
  }
}

// What can't be written down is nothing that came over a wire.
function lengthOf(raw: unknown): number {
  try {
    return JSON.stringify(raw).length;
  } catch {
    return 0;
  }
}
