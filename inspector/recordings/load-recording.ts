import type { TurnEvent } from 'avatar-ptt/headless';
import { Pacer } from '../model/pacer.js';
import { assertReplayable } from './assert-replayable.js';
import { CHUNK } from './chunks.js';
import { cleanEvents, eventOfLine } from '../schema/event-lines.js';
import { parseHeader } from './header-schema.js';
import { ROW, type Recording, type RecordingHeader } from './recording.js';
import { Redactor } from '../redaction/redactor.js';
import { checkRows } from './rows.js';
import type { KeptRecording } from './kept-recording.js';
import { RecordingGone, type Part, type RecordingStore } from './recording-store.js';
import { storedSounds } from './stored-sounds.js';

/** What of a part is there, and how much of it is missing before the last that is. */
interface Found<T> {
  readonly items: T;
  readonly missing: number;
}

interface FoundEvents extends Found<TurnEvent[]> {
  /** Events that are missing before the first. */
  readonly before: number;
}

/**
 * A recording off the shelf, checked like one from anywhere else. What is missing of it is told in `missing`.
 * @throws AvatarPttError `bad-recording`; RecordingGone when it is there no longer.
 */
export async function loadRecording(store: RecordingStore, kept: KeptRecording): Promise<Recording> {
  if (!(await store.has(kept.id))) throw new RecordingGone();
  const redactor = new Redactor();
  const header = parseHeader(kept.header, redactor);
  const events = await eventsOnShelf(store, kept.id, header, redactor);
  const frames = await rowsOnShelf(store, kept.id, 'frames');
  const levels = await rowsOnShelf(store, kept.id, 'levels');
  const { sounds, missingSecs } = await storedSounds(store, kept.id, header.sounds);
  const lost = [
    countOf(Math.max(events.missing, kept.events - events.items.length), 'events'),
    countOf(frames.missing + levels.missing, 'rows of what was heard'),
    countOf(missingSecs, 's of sound'),
  ].filter((text) => text !== '');
  return {
    header: {
      ...parseHeader(header, redactor),
      firstSeq: header.firstSeq + events.before,
      sounds: sounds.map(({ at, startMs, sampleRate, length }) => ({ at, startMs, sampleRate, length })),
    },
    events: events.items,
    frames: checkRows(frames.items, 'frames'),
    levels: checkRows(levels.items, 'levels'),
    sounds,
    ...(lost.length > 0 && {
      missing: `The storage has lost some of this recording: ${lost.join(', ')}. Here is the rest; export it to keep it.`,
    }),
  };
}

async function eventsOnShelf(
  store: RecordingStore,
  id: string,
  header: RecordingHeader,
  redactor: Redactor,
): Promise<FoundEvents> {
  const pacer = new Pacer();
  const chunks = await store.chunks(id, 'events');
  const events: TurnEvent[] = [];
  let next = 0;
  let beforeGap: number | undefined;
  for (const [i, chunk] of chunks) {
    if (i !== next) beforeGap ??= events.length;
    next = i + 1;
    for (const line of String(chunk).split('\n')) {
      if (line !== '') events.push(eventOfLine(line, events.length + 1, redactor));
      await pacer.yieldIfBusy();
    }
  }
  const [first = 0] = chunks.keys();
  try {
    await assertReplayable(events, header);
  } catch (error) {
    // After a gap there may be what can't follow: then what is before it counts.
    if (beforeGap === undefined) throw error;
    events.length = beforeGap;
  }
  return { items: await cleanEvents(events, redactor, pacer), before: first * CHUNK, missing: missingIn(chunks) };
}

async function rowsOnShelf(store: RecordingStore, id: string, part: Part): Promise<Found<Float64Array<ArrayBuffer>>> {
  const chunks = await store.chunks(id, part);
  return { items: joined([...chunks.values()]), missing: missingIn(chunks) };
}

function missingIn(chunks: ReadonlyMap<number, unknown>): number {
  const last = [...chunks.keys()].at(-1) ?? -1;
  return (last + 1 - chunks.size) * CHUNK;
}

function joined(chunks: readonly unknown[]): Float64Array<ArrayBuffer> {
  const rows = chunks.filter((chunk) => chunk instanceof Float64Array && chunk.length % ROW === 0) as Float64Array[];
  const all = new Float64Array(rows.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of rows) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function countOf(count: number, what: string): string {
  return count > 0 ? `${count} ${what}` : '';
}
