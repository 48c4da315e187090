import type { SessionRecord, TurnState } from 'avatar-ptt/headless';
import { CHUNK_LENGTH } from '../model/record-store.js';
import type { RowTexts } from './row-filter.js';
import { searchedText, sizeOf } from './row-text.js';
import { type Kind, kindOf, lastPart, MAX_EFFECTS } from './row.js';

/** The rows of records that follow each other in one chunk. */
export interface Places {
  /** A number for each row, ascending: `placeOf` its record in the chunk and its part. */
  readonly all: readonly number[];
  readonly counts: Readonly<Record<Kind, number>>;
}

/** Numbers for the parts of one record: its event and its effects. */
const PARTS = MAX_EFFECTS + 1;

/**
 * What was worked out of the records of one conversation: every filter, and every painting, asks for the same again. Only of
 * whole chunks, which change no more; weak, so that it goes with the chunk.
 */
export class RowCache {
  readonly #places = new WeakMap<readonly SessionRecord[], Places>();
  readonly #texts = new WeakMap<readonly SessionRecord[], RowTexts>();
  readonly #sizes = new WeakMap<object, number>();

  /** The rows of a chunk's records from one position to before another. */
  placesIn(records: readonly SessionRecord[], from: number, to: number): Places {
    return remembered(this.#places, records, from, to, () => placesFrom(records, from, to));
  }

  /** Their texts; the first of the records comes after the state `before`. */
  textsIn(records: readonly SessionRecord[], from: number, to: number, before: TurnState | null): RowTexts {
    return remembered(this.#texts, records, from, to, () => textsOf(records.slice(from, to), before));
  }

  /** As the function `sizeOf`, measured once: to write a large message as JSON takes long. */
  sizeOf(record: SessionRecord, part: number): number {
    const subject = record.effects[part - 1] ?? record.event;
    const size = this.#sizes.get(subject) ?? sizeOf(record, part);
    this.#sizes.set(subject, size);
    return size;
  }
}

/** Where a row is in its chunk, as one number. */
export function placeOf(record: number, part: number): number {
  return record * PARTS + part;
}

/** The position of a row's record in its chunk. */
export function recordIn(place: number): number {
  return Math.floor(place / PARTS);
}

/** 0 for the event, n for its nth effect. */
export function partIn(place: number): number {
  return place % PARTS;
}

/** No rows of any kind. */
export function noCounts(): Record<Kind, number> {
  return { user: 0, audio: 0, sent: 0, received: 0, machine: 0 };
}

function remembered<T>(
  known: WeakMap<readonly SessionRecord[], T>,
  records: readonly SessionRecord[],
  from: number,
  to: number,
  make: () => T,
): T {
  if (to - from !== CHUNK_LENGTH) return make();
  const made = known.get(records) ?? make();
  known.set(records, made);
  return made;
}

function placesFrom(records: readonly SessionRecord[], from: number, to: number): Places {
  const all: number[] = [];
  const counts = noCounts();
  for (let i = from; i < to; i++) {
    const record = records[i];
    if (!record) break;
    for (let part = 0; part <= lastPart(record); part++) {
      all.push(placeOf(i, part));
      counts[kindOf(record, part)]++;
    }
  }
  return { all, counts };
}

function textsOf(records: readonly SessionRecord[], before: TurnState | null): RowTexts {
  const lines: string[] = [];
  const ends: number[] = [];
  let end = -1;
  let state = before;
  for (const record of records) {
    for (let part = 0; part <= lastPart(record); part++) {
      const line = searchedText({ record, part, before: state });
      lines.push(line);
      ends.push((end += line.length + 1));
    }
    state = record.state;
  }
  return { text: lines.join('\n'), ends };
}
