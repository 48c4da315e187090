import { Pacer } from '../model/pacer.js';
import { CHUNK, cleanedChunks, LineChunks } from './chunks.js';
import type { Work } from './recording-parts.js';
import { parseHeader, ROW, TimeSpan, turnOf, type RecordingInfo, type RecordingHeader } from './recording.js';
import { newId } from '../model/new-id.js';
import { partFiles, readParts, type PartFiles, type PartsReader } from './read-parts.js';
import { bytesOf, MAX_MEMORY_BYTES, type Chunk, type Part, type RecordingStore } from './recording-store.js';

type Piece = readonly [part: Part, index: number, chunk: unknown];

/** What is being recorded needs room too, when there is only memory. */
const MAX_BYTES_IN_MEMORY = MAX_MEMORY_BYTES / 2;

/**
 * Imports a recording: one zip file, or the parts of one. Nothing of it is stored when it is refused or cancelled.
 * @throws AvatarPttError `bad-recording`, saying what is wrong; RangeError when there is no room for it; the signal's
 * reason when it was cancelled.
 */
export async function importRecording(
  files: readonly File[],
  store: RecordingStore,
  work: Work,
): Promise<RecordingInfo> {
  const parts = watched(await partFiles(files), work);
  return new Importer(await readParts(parts, work.signal)).storeIn(store, work.signal);
}

/** Stores a recording from outside, piece by piece. */
class Importer {
  readonly #id = newId();
  readonly #reader: PartsReader;
  readonly #turnIds = new Set<number>();
  #header: RecordingHeader;
  #events = 0;
  #bytes = 0;
  readonly #span = new TimeSpan();

  constructor(reader: PartsReader) {
    this.#reader = reader;
    this.#header = reader.header;
  }

  /** Stores it under a new id, all of it or nothing. */
  async storeIn(store: RecordingStore, signal: AbortSignal): Promise<RecordingInfo> {
    const pacer = new Pacer(signal);
    try {
      for await (const [part, i, chunk] of this.#pieces()) {
        this.#bytes += bytesOf(chunk);
        const stored: Chunk = [[this.#id, part, i], chunk];
        await store.put(this.#info, [stored], MAX_BYTES_IN_MEMORY);
        await pacer.yieldIfBusy();
      }
      for await (const chunk of cleanedChunks(
        store,
        this.#id,
        Math.ceil(this.#events / CHUNK),
        this.#reader.redactor,
      )) {
        await store.put(this.#info, [chunk], MAX_BYTES_IN_MEMORY);
      }
      this.#header = parseHeader(this.#header, this.#reader.redactor);
      await store.put(this.#info, [], MAX_BYTES_IN_MEMORY);
    } catch (error) {
      await store.remove(this.#id);
      throw error;
    }
    return this.#info;
  }

  get #info(): RecordingInfo {
    return {
      id: this.#id,
      header: this.#header,
      events: this.#events,
      turns: this.#turnIds.size,
      lengthMs: this.#span.lengthMs,
      bytes: this.#bytes,
    };
  }

  async *#pieces(): AsyncGenerator<Piece> {
    yield* this.#eventPieces();
    yield* this.#rowPieces('frames');
    yield* this.#rowPieces('levels');
    for (const [stretch, sound] of this.#reader.sounds.entries()) {
      let second = 0;
      for await (const piece of sound.pieces()) yield [`sound-${stretch}`, second++, piece];
      this.#span.includeSound(sound);
    }
  }

  async *#eventPieces(): AsyncGenerator<Piece> {
    const lines = new LineChunks();
    const taken = (): Piece[] => lines.take().map(([i, text]) => ['events', i, text]);
    for await (const event of this.#reader.events) {
      const turnId = turnOf(event);
      if (turnId !== null) this.#turnIds.add(turnId);
      this.#span.include(event.at);
      lines.push(JSON.stringify(event));
      if (++this.#events % CHUNK === 0) yield* taken();
    }
    yield* taken();
  }

  async *#rowPieces(part: 'frames' | 'levels'): AsyncGenerator<Piece> {
    let i = 0;
    for await (const rows of this.#reader[part]) {
      for (let at = 0; at < rows.length; at += ROW) this.#span.include(rows[at] ?? 0);
      yield [part, i++, rows];
    }
  }
}

/** The same parts, which report how much of all of them has been read, and let the page work in between. */
function watched(parts: PartFiles, { signal, progress }: Work): PartFiles {
  const all = [...parts.values()];
  const allBytes = all.reduce((sum, { bytes }) => sum + bytes, 1);
  const pacer = new Pacer(signal);
  let doneBytes = 0;
  return new Map(
    all.map((part) => [
      part.name,
      {
        ...part,
        async *read() {
          for await (const piece of part.read()) {
            await pacer.yieldIfBusy();
            doneBytes += piece.length;
            progress(Math.min(1, doneBytes / allBytes));
            yield piece;
          }
        },
      },
    ]),
  );
}
