import type { TurnEvent } from 'avatar-ptt/headless';
import { Pacer } from '../model/pacer.js';
import { Redactor } from '../redaction/redactor.js';
import { cleanEvents, eventOfLine } from '../schema/event-lines.js';
import { badRecording } from '../schema/parsing.js';
import { assertReplayable, checkRows } from './recording-checks.js';
import { CHUNK } from './chunks.js';
import {
  parseHeader,
  ROW,
  type RecordingInfo,
  type RecordedSound,
  type Recording,
  type RecordingHeader,
  type SoundPlace,
} from './recording.js';
import { RecordingGone, type Part, type RecordingStore } from './recording-store.js';

/** What is stored of a part, and how many items are missing before the last of them. */
interface Found<T> {
  readonly items: T;
  readonly missing: number;
}

interface FoundEvents extends Found<TurnEvent[]> {
  /** Events that are missing before the first. */
  readonly before: number;
}

/** Seconds of a stretch that follow each other, by their numbers. */
interface Run {
  readonly from: number;
  to: number;
}

/** Less is missing where a stretch ends between two seconds. */
const MIN_MISSING_SECS = 1;

/**
 * A stored recording, checked like one from anywhere else. `missing` says what the storage has lost.
 * @throws AvatarPttError `bad-recording`; RecordingGone when it is there no longer.
 */
export async function loadRecording(store: RecordingStore, info: RecordingInfo): Promise<Recording> {
  if (!(await store.has(info.id))) throw new RecordingGone();
  const redactor = new Redactor();
  const header = parseHeader(info.header, redactor);
  const events = await storedEvents(store, info.id, header, redactor);
  const frames = await storedRows(store, info.id, 'frames');
  const levels = await storedRows(store, info.id, 'levels');
  const { sounds, missingSecs } = await storedSounds(store, info.id, header.sounds);
  const lost = [
    countOf(Math.max(events.missing, info.events - events.items.length), 'events'),
    countOf(frames.missing + levels.missing, 'rows of frames and levels'),
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

/** The sound of a recording as far as it is there: where a second is missing, another stretch begins. */
async function storedSounds(
  store: RecordingStore,
  id: string,
  places: readonly SoundPlace[],
): Promise<{ readonly sounds: RecordedSound[]; readonly missingSecs: number }> {
  const sounds: RecordedSound[] = [];
  let missingSecs = 0;
  for (const [stretch, place] of places.entries()) {
    const part: Part = `sound-${stretch}`;
    const seconds = await store.chunkNumbers(id, part);
    const last = seconds.at(-1);
    const lastLength = last === undefined ? 0 : lengthOf(await store.chunk(id, part, last));
    const found = runsOf(seconds).map((run) =>
      soundOf(store, id, part, place, run, run.to === last ? lastLength : null),
    );
    const length = found.reduce((sum, sound) => sum + sound.length, 0);
    missingSecs += Math.max(0, place.length - length) / place.sampleRate;
    sounds.push(...found.filter((sound) => sound.length > 0));
  }
  return { sounds, missingSecs: missingSecs < MIN_MISSING_SECS ? 0 : Math.round(missingSecs) };
}

async function storedEvents(
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

async function storedRows(store: RecordingStore, id: string, part: Part): Promise<Found<Float64Array<ArrayBuffer>>> {
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

function runsOf(seconds: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (const second of seconds) {
    const run = runs.at(-1);
    if (run?.to === second - 1) run.to = second;
    else runs.push({ from: second, to: second });
  }
  return runs;
}

function soundOf(
  store: RecordingStore,
  id: string,
  part: Part,
  { at, startMs, sampleRate }: SoundPlace,
  { from, to }: Run,
  lastLength: number | null,
): RecordedSound {
  const endLength = lastLength ?? sampleRate;
  const piece = async (second: number): Promise<Int16Array<ArrayBuffer>> => {
    const samples = (second === to ? endLength : sampleRate) * 2;
    const stored = await store.chunk(id, part, second);
    if (!(stored instanceof Int16Array)) throw badRecording('Some of the sound has been deleted meanwhile.');
    // What IndexedDB gives back lies in a buffer of its own; a second that has grown since is cut.
    if (stored.length >= samples) return stored.subarray(0, samples) as Int16Array<ArrayBuffer>;
    return Int16Array.from({ length: samples }, (_, i) => stored[i] ?? 0);
  };
  return {
    at: at + from * 1000,
    startMs: startMs + from * 1000,
    sampleRate,
    length: (to - from) * sampleRate + endLength,
    async *pieces() {
      for (let second = from; second <= to; second++) yield await piece(second);
    },
    piece: (index) => piece(from + index),
  };
}

function lengthOf(chunk: unknown): number {
  return chunk instanceof Int16Array ? Math.floor(chunk.length / 2) : 0;
}
