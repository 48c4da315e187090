import { createStore, promisifyRequest, type UseStore } from 'idb-keyval';
import { parseInfo, type RecordingInfo } from './recording.js';
import { isFull, reopening } from './reopening.js';

/** The parts that are stored in chunks; of the sound, each stretch by itself. */
export type Part = 'events' | 'frames' | 'levels' | `sound-${number}`;
export type ChunkKey = readonly [id: string, part: Part, index: number];
export type Chunk = readonly [ChunkKey, unknown];

type Entry = readonly [IDBValidKey, unknown];

/** A recording that is in memory, or the newest of it. */
interface Held {
  recording: RecordingInfo;
  readonly chunks: Map<string, Chunk>;
}

/** So much is held in memory where the browser stores nothing, in bytes: a few minutes with sound. */
export const MAX_MEMORY_BYTES = 200_000_000;
/** Written at once of what is in memory. */
const MAX_BATCH_BYTES = 4_000_000;

/** A recording that was in the storage is no longer there. */
export class RecordingGone extends Error {
  constructor() {
    super('This recording is gone: it was deleted in another tab, or the storage of this page was cleared.');
  }
}

/**
 * Where recordings are stored: in IndexedDB, and in memory as long as this fails (a private window, a full disk), so that
 * nothing is lost while the page is open. A recording is stored under its id, its chunks under `[id, part, index]`: text sorts
 * before lists, so the recordings can be listed without their chunks.
 */
export class RecordingStore {
  readonly #store: UseStore;
  readonly #memory = new Map<string, Held>();
  /** The recordings that are, or were, in the storage. */
  readonly #stored = new Set<string>();
  #memoryBytes = 0;
  #readFailure: 'denied' | null = null;
  #writeFailure: 'full' | 'denied' | null = null;
  // One write after the other: what is older must never be written over what is newer.
  #writing: Promise<unknown> = Promise.resolve();

  constructor(store: UseStore = reopening(() => createStore('avatar-ptt-recordings', 'recordings'))) {
    this.#store = store;
  }

  /** Why recordings are in memory only; null while all is well. */
  get failure(): 'full' | 'denied' | null {
    return this.#writeFailure ?? this.#readFailure;
  }

  /** Whether a recording, or the newest of it, is gone with the page. */
  isInMemory(id: string): boolean {
    return this.#memory.has(id);
  }

  /** All recordings, the newest first; of one that is damaged, what can be known. */
  async list(): Promise<RecordingInfo[]> {
    await this.#queued(() => this.#save());
    const rows = await this.#entries(() => IDBKeyRange.bound('', [], false, true));
    const known = new Map<string, RecordingInfo>();
    for (const [key, value] of rows) {
      if (typeof key === 'string') known.set(key, parseInfo(value, key));
    }
    for (const id of known.keys()) this.#stored.add(id);
    for (const [id, { recording }] of this.#memory) known.set(id, recording);
    return [...known.values()].sort((a, b) => b.header.createdAt - a.header.createdAt);
  }

  /**
   * Writes chunks and what is known of their recording, all or nothing; into memory, up to `maxMemoryBytes` in all, when
   * the storage takes nothing. @throws RecordingGone when it was in the storage and is no longer; RangeError when memory
   * is full too.
   */
  async put(recording: RecordingInfo, chunks: readonly Chunk[] = [], maxMemoryBytes = MAX_MEMORY_BYTES): Promise<void> {
    await this.#queued(async () => {
      try {
        await this.#write(recording, chunks);
      } catch (error) {
        if (error instanceof RecordingGone) throw error;
        this.#fail(error);
        this.#hold(recording, chunks, maxMemoryBytes);
        return;
      }
      this.#forget(recording, chunks);
      await this.#save();
    });
  }

  /** Whether there is a recording of this id. */
  async has(id: string): Promise<boolean> {
    if (this.#memory.has(id)) return true;
    return (await this.#read<IDBValidKey | undefined>((store) => store.getKey(id), undefined)) !== undefined;
  }

  /** The chunks of a part by their numbers, in order. */
  async chunks(id: string, part: Part): Promise<ReadonlyMap<number, unknown>> {
    const all = new Map<number, unknown>();
    for (const [key, value] of await this.#entries(() => rangeOf(id, part))) all.set(numberIn(key), value);
    for (const [key, value] of this.#heldChunks(id, part)) all.set(key[2], value);
    return new Map([...all].sort(([a], [b]) => a - b));
  }

  /** The numbers of the chunks of a part, in order. */
  async chunkNumbers(id: string, part: Part): Promise<readonly number[]> {
    const keys = await this.#read((store) => store.getAllKeys(rangeOf(id, part)), []);
    const numbers = new Set([...keys.map(numberIn), ...this.#heldChunks(id, part).map(([key]) => key[2])]);
    return [...numbers].sort((a, b) => a - b);
  }

  /** One chunk; undefined when there is none. */
  async chunk(...key: ChunkKey): Promise<unknown> {
    const held = this.#memory.get(key[0])?.chunks.get(key.join());
    if (held) return held[1];
    return this.#read<unknown>((store) => store.get([...key]), undefined);
  }

  /** Deletes a recording with all its chunks, and writes what waited for room. */
  async remove(id: string): Promise<void> {
    await this.#queued(async () => {
      for (const [, value] of this.#memory.get(id)?.chunks.values() ?? []) this.#memoryBytes -= bytesOf(value);
      this.#memory.delete(id);
      this.#stored.delete(id);
      try {
        await this.#store('readwrite', (store) => {
          store.delete(id);
          store.delete(IDBKeyRange.bound([id], [id, []]));
          return committed(store);
        });
        this.#writeFailure = null;
      } catch (error) {
        this.#fail(error);
      }
      await this.#save();
    });
  }

  async #write(recording: RecordingInfo, chunks: readonly Chunk[]): Promise<void> {
    const { id } = recording;
    const isKnown = this.#stored.has(id);
    const isGone = await this.#store('readwrite', async (store) => {
      // What somebody has deleted must not come back in pieces.
      if (isKnown && (await promisifyRequest(store.getKey(id))) === undefined) return true;
      store.put(recording, id);
      for (const [key, value] of chunks) store.put(value, [...key]);
      await committed(store);
      return false;
    });
    this.#writeFailure = null;
    if (isGone) {
      this.#stored.delete(id);
      throw new RecordingGone();
    }
    this.#stored.add(id);
  }

  /** Writes what is in memory only, as far as there is room. */
  async #save(): Promise<void> {
    try {
      for (const held of this.#memory.values()) {
        while (this.#memory.has(held.recording.id)) {
          const batch = batchOf(held.chunks.values());
          await this.#write(held.recording, batch);
          this.#forget(held.recording, batch);
        }
      }
    } catch (error) {
      // What is left of a recording that is gone is written by itself the next time.
      if (!(error instanceof RecordingGone)) this.#fail(error);
    }
  }

  async #read<T>(request: (store: IDBObjectStore) => IDBRequest<T>, otherwise: T): Promise<T> {
    return this.#reading((store) => promisifyRequest(request(store)), otherwise);
  }

  /** Keys and values of one moment. */
  #entries(range: () => IDBKeyRange): Promise<readonly Entry[]> {
    return this.#reading(async (store) => {
      const requests = [promisifyRequest(store.getAllKeys(range())), promisifyRequest(store.getAll(range()))] as const;
      const [keys, values] = await Promise.all(requests);
      return keys.map((key, i): Entry => [key, values[i]]);
    }, []);
  }

  async #reading<T>(work: (store: IDBObjectStore) => Promise<T>, otherwise: T): Promise<T> {
    try {
      const found = await this.#store('readonly', work);
      this.#readFailure = null;
      return found;
    } catch {
      this.#readFailure = 'denied';
      return otherwise;
    }
  }

  #heldChunks(id: string, part: Part): Chunk[] {
    return [...(this.#memory.get(id)?.chunks.values() ?? [])].filter(([key]) => key[1] === part);
  }

  #hold(recording: RecordingInfo, chunks: readonly Chunk[], maxBytes: number): void {
    const held = this.#memory.get(recording.id)?.chunks ?? new Map<string, Chunk>();
    const moreBytes = chunks.reduce((sum, [, value]) => sum + bytesOf(value), 0);
    if (this.#memoryBytes + moreBytes > maxBytes) {
      throw new RangeError('There is no more room: delete recordings that you no longer need, and try again.');
    }
    for (const chunk of chunks) {
      const key = chunk[0].join();
      this.#memoryBytes += bytesOf(chunk[1]) - bytesOf(held.get(key)?.[1]);
      held.set(key, chunk);
    }
    this.#memory.set(recording.id, { recording, chunks: held });
  }

  /** These chunks are in the storage now. */
  #forget(recording: RecordingInfo, chunks: readonly Chunk[]): void {
    const held = this.#memory.get(recording.id);
    if (!held) return;
    held.recording = recording;
    for (const [chunkKey] of chunks) {
      const key = chunkKey.join();
      this.#memoryBytes -= bytesOf(held.chunks.get(key)?.[1]);
      held.chunks.delete(key);
    }
    if (held.chunks.size === 0) this.#memory.delete(recording.id);
  }

  #fail(error: unknown): void {
    this.#writeFailure = isFull(error) ? 'full' : 'denied';
  }

  #queued<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#writing.then(work, work);
    this.#writing = done.catch(() => undefined);
    return done;
  }
}

/** The size of a chunk, in bytes. */
export function bytesOf(chunk: unknown): number {
  if (typeof chunk === 'string') return chunk.length;
  return ArrayBuffer.isView(chunk) ? chunk.byteLength : 0;
}

function batchOf(chunks: Iterable<Chunk>): Chunk[] {
  const batch: Chunk[] = [];
  let bytes = 0;
  for (const chunk of chunks) {
    batch.push(chunk);
    bytes += bytesOf(chunk[1]);
    if (bytes >= MAX_BATCH_BYTES) break;
  }
  return batch;
}

function rangeOf(id: string, part: Part): IDBKeyRange {
  return IDBKeyRange.bound([id, part], [id, part, []]);
}

function numberIn(key: IDBValidKey): number {
  return Number((key as unknown[])[2]);
}

// An error of one request comes before the transaction knows its own, such as that there is no room.
function committed({ transaction }: IDBObjectStore): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => {
      resolve();
    };
    transaction.onabort = () => {
      reject(transaction.error ?? new DOMException('The storage gave up.', 'AbortError'));
    };
  });
}
