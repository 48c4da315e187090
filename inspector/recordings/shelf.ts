import { createStore, promisifyRequest, type UseStore } from 'idb-keyval';
import type { RecordingHeader } from './recording.js';

/** What the shelf knows of a recording without opening it. */
export interface KeptRecording {
  readonly id: string;
  readonly header: RecordingHeader;
  readonly events: number;
  readonly turns: number;
  /** From the first to the last that is in it. */
  readonly lengthMs: number;
  readonly bytes: number;
}

/** The parts that are kept in chunks; of the sound, each stretch by itself. */
export type Part = 'events' | 'frames' | 'levels' | `sound-${number}`;
export type ChunkKey = readonly [id: string, part: Part, index: number];
export type Chunk = readonly [ChunkKey, unknown];

/** Kept in memory where the browser keeps nothing, in bytes; a few minutes with sound. */
const MOST_MEMORY_BYTES = 200_000_000;

/**
 * Where recordings are kept: in IndexedDB, or in memory from the moment that this fails (a private window, a full
 * disk), so that nothing is lost as long as the page is open. A recording lies under its id, its chunks under
 * `[id, part, index]`: text sorts before lists, so the recordings can be listed without their chunks.
 */
export class Shelf {
  readonly #store: UseStore;
  readonly #memory = new Map<string, { recording: KeptRecording; chunks: Map<string, Chunk> }>();
  #memoryBytes = 0;
  #failure: 'full' | 'denied' | null = null;

  constructor(store: UseStore = createStore('avatar-ptt-recordings', 'recordings')) {
    this.#store = store;
  }

  /** Why recordings are in memory only; null while all is well. */
  get failure(): 'full' | 'denied' | null {
    return this.#failure;
  }

  /** Whether a recording, or the newest of it, is gone with the page. */
  isInMemory(id: string): boolean {
    return this.#memory.has(id);
  }

  /** All recordings, the newest first. */
  async list(): Promise<KeptRecording[]> {
    const kept = await this.#read((store) => store.getAll(IDBKeyRange.bound('', [], false, true)), []);
    const known = new Map((kept as KeptRecording[]).map((recording) => [recording.id, recording]));
    for (const [id, { recording }] of this.#memory) known.set(id, recording);
    return [...known.values()].sort((a, b) => b.header.createdAt - a.header.createdAt);
  }

  /** Writes chunks and what is known of their recording, all or nothing. @throws RangeError when memory is full too. */
  async put(recording: KeptRecording, chunks: readonly Chunk[] = []): Promise<void> {
    if (!this.#memory.has(recording.id) && this.#failure === null) {
      try {
        await this.#store('readwrite', (store) => {
          store.put(recording, recording.id);
          for (const [key, value] of chunks) store.put(value, [...key]);
          return promisifyRequest(store.transaction);
        });
        return;
      } catch (error) {
        this.#fail(error);
      }
    }
    this.#remember(recording, chunks);
  }

  /** The chunks of a part, in order. */
  async chunks(id: string, part: Part): Promise<unknown[]> {
    const range = IDBKeyRange.bound([id, part], [id, part, []]);
    const keys = await this.#read((store) => store.getAllKeys(range), []);
    const values = await this.#read((store) => store.getAll(range), []);
    const all = new Map(keys.map((key, i) => [(key as unknown as ChunkKey)[2], values[i] as unknown]));
    for (const [key, value] of this.#memory.get(id)?.chunks.values() ?? []) if (key[1] === part) all.set(key[2], value);
    return [...all].sort(([a], [b]) => a - b).map(([, value]) => value);
  }

  /** One chunk; undefined when there is none. */
  async chunk(...key: ChunkKey): Promise<unknown> {
    const remembered = this.#memory.get(key[0])?.chunks.get(key.join());
    if (remembered) return remembered[1];
    return this.#read<unknown>((store) => store.get([...key]), undefined);
  }

  /** Deletes a recording with all its chunks. What could not be written before is tried again from now on. */
  async remove(id: string): Promise<void> {
    for (const [, value] of this.#memory.get(id)?.chunks.values() ?? []) this.#memoryBytes -= bytesOf(value);
    this.#memory.delete(id);
    await this.#store('readwrite', (store) => {
      store.delete(id);
      store.delete(IDBKeyRange.bound([id], [id, []]));
      return promisifyRequest(store.transaction);
    }).then(
      () => (this.#failure = null),
      (error: unknown) => {
        this.#fail(error);
      },
    );
  }

  async #read<T>(request: (store: IDBObjectStore) => IDBRequest<T>, otherwise: T): Promise<T> {
    try {
      return await this.#store('readonly', (store) => promisifyRequest(request(store)));
    } catch (error) {
      this.#fail(error);
      return otherwise;
    }
  }

  #remember(recording: KeptRecording, chunks: readonly Chunk[]): void {
    const kept = this.#memory.get(recording.id)?.chunks ?? new Map<string, Chunk>();
    const moreBytes = chunks.reduce((sum, [, value]) => sum + bytesOf(value), 0);
    if (this.#memoryBytes + moreBytes > MOST_MEMORY_BYTES) throw new RangeError('No more room in memory.');
    for (const chunk of chunks) {
      const key = chunk[0].join();
      this.#memoryBytes += bytesOf(chunk[1]) - bytesOf(kept.get(key)?.[1]);
      kept.set(key, chunk);
    }
    this.#memory.set(recording.id, { recording, chunks: kept });
  }

  #fail(error: unknown): void {
    const isFull = error instanceof DOMException && error.name === 'QuotaExceededError';
    this.#failure ??= isFull ? 'full' : 'denied';
  }
}

/** The size of a chunk, in bytes. */
export function bytesOf(chunk: unknown): number {
  if (typeof chunk === 'string') return chunk.length;
  return ArrayBuffer.isView(chunk) ? chunk.byteLength : 0;
}
