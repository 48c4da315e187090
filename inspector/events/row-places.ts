import type { SessionRecord } from 'avatar-ptt/headless';
import { CHUNK_LENGTH } from '../model/record-store.js';
import { kindOf, type Kind } from './row-kind.js';

/** Effects of one record that are listed; a record with more shows them all in its detail. */
const MAX_EFFECTS = 255;
const PARTS = MAX_EFFECTS + 1;

/** The rows of records that follow each other in one chunk. */
export interface Places {
  /** A number for each row, ascending: `placeOf` its record in the chunk and its part. */
  readonly all: readonly number[];
  readonly counts: Readonly<Record<Kind, number>>;
}

const known = new WeakMap<readonly SessionRecord[], Places>();

/** The rows of a chunk's records from one position to before another; remembered for whole chunks. */
export function placesIn(records: readonly SessionRecord[], from: number, to: number): Places {
  const isWhole = to - from === CHUNK_LENGTH;
  const places = (isWhole ? known.get(records) : undefined) ?? made(records, from, to);
  if (isWhole) known.set(records, places);
  return places;
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

/** Number of the last effect of a record that is listed. */
export function lastPart({ effects }: SessionRecord): number {
  return Math.min(effects.length, MAX_EFFECTS);
}

/** No rows of any kind. */
export function noCounts(): Record<Kind, number> {
  return { user: 0, audio: 0, sent: 0, received: 0, machine: 0 };
}

function made(records: readonly SessionRecord[], from: number, to: number): Places {
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
