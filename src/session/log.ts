import { AvatarPttError } from '../core/error.js';
import type { SessionLog, SessionRecord } from './session-types.js';

/** The newest records, at most `limit` of them; what was dropped is counted. */
export class RecordRing implements SessionLog {
  readonly #limit: number;
  readonly #records: SessionRecord[] = [];
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
    if (this.#records.length < this.#limit) {
      this.#records.push(record);
      return;
    }
    this.#records[this.#first] = record;
    this.#first = (this.#first + 1) % this.#limit;
    this.#dropped++;
  }

  *[Symbol.iterator](): Iterator<SessionRecord> {
    for (let i = 0; i < this.#records.length; i++) {
      const record = this.#records[(this.#first + i) % this.#records.length];
      if (record) yield record;
    }
  }
}
