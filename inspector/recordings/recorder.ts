import type { SessionRecord, TurnState } from 'avatar-ptt/headless';
import type { Inspection } from '../model/inspection.js';
import { Pacer } from '../model/pacer.js';
import { CHUNK, cleanedChunks, HeardChunks, LineChunks } from './chunks.js';
import { cleanLine, lineOfEvent } from '../schema/event-lines.js';
import { FORMAT, FORMAT_VERSION, turnOf, type RecordingInfo, type RecordingHeader } from './recording.js';
import { Redactor } from '../redaction/redactor.js';
import { newId } from '../model/new-id.js';
import { RecordingGone, type Chunk, type RecordingStore } from './recording-store.js';
import { turnState } from '../schema/state-schema.js';

/** A crash loses what came after the last write: less than a second, also when writing takes a while. */
const FLUSH_MS = 500;

export interface RecorderOptions {
  readonly name: string;
  /** Ask the person first: the microphone is recorded also between turns. */
  readonly withSound: boolean;
  /** More was recorded, or the recording has ended. */
  readonly onChange: () => void;
  /** It has ended because another session begins, of which nothing has arrived yet. */
  readonly onNextSession: () => void;
  /** What was written has been deleted: recording restarted with all that is remembered. */
  readonly onRestarted?: () => void;
}

/**
 * Records a conversation: what is remembered of it already, and everything from now on, written twice a second. It ends
 * with `stop`, when the conversation is no longer looked at, when another session begins, or when there is no room left.
 */
export class Recorder {
  id = newId();
  readonly withSound: boolean;
  /** Whether it ended for want of room. */
  isOutOfRoom = false;
  readonly #inspection: Inspection;
  readonly #store: RecordingStore;
  readonly #options: RecorderOptions;
  readonly #redactor = new Redactor();
  readonly #createdAt = Date.now();
  #lines = new LineChunks();
  #heard = new HeardChunks();
  readonly #ending = new AbortController();
  // Records that are not lines yet: making it one takes time, and must not hold up the conversation.
  #queue: SessionRecord[] = [];
  #initial: TurnState | null = null;
  #firstSeq = 0;
  #lineBytes = 0;
  #turnIds = new Set<number>();
  #flushing: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #flushAt = 0;

  constructor(inspection: Inspection, store: RecordingStore, options: RecorderOptions) {
    this.#inspection = inspection;
    this.#store = store;
    this.#options = options;
    this.withSound = options.withSound;
    this.#addHistory();
    this.#listen();
    void this.#flush();
  }

  get isRecording(): boolean {
    return !this.#ending.signal.aborted;
  }

  /** What was recorded so far. */
  get info(): RecordingInfo {
    return {
      id: this.id,
      header: this.#header(),
      events: this.#lines.length,
      turns: this.#turnIds.size,
      lengthMs: this.#heard.span.lengthMs,
      bytes: this.#lineBytes + this.#heard.bytes,
    };
  }

  /** Ends the recording; resolves when all of it is written. */
  async stop(): Promise<void> {
    if (this.isRecording) {
      this.#ending.abort();
      clearTimeout(this.#timer);
      if (this.withSound) this.#inspection.control?.listenToSound(false);
      void this.#flush();
    }
    await this.#flushing;
  }

  #header(): RecordingHeader {
    const { source, marks } = this.#inspection;
    return {
      format: FORMAT,
      version: FORMAT_VERSION,
      name: this.#redactor.text(this.#options.name),
      createdAt: this.#createdAt,
      packageVersion: source.version ?? '',
      source: this.#redactor.text(source.label),
      timeOriginMs: source.originAt?.(this.#heard.span.firstAt) ?? source.timeOriginMs,
      firstSeq: this.#firstSeq,
      initial: this.#initial,
      marks: [...marks],
      sounds: this.#heard.places,
      answers: [],
    };
  }

  #addHistory(): void {
    const { history } = this.#inspection;
    const [first, ...rest] = history.records;
    const isWhole = history.initial !== null && history.records.dropped === 0;
    this.#begin(isWhole ? history.initial : (first?.state ?? history.initial));
    this.#queue = isWhole && first ? [first, ...rest] : rest;
    this.#heard.addHistory(history);
  }

  #begin(initial: TurnState | null): void {
    this.#initial = initial && turnState(this.#redactor.copy(initial), 'initial');
  }

  #listen(): void {
    const { history, signal, control } = this.#inspection;
    const { signal: ending } = this.#ending;
    history.tap(
      {
        begin: (initial) => {
          this.#startOver(initial);
        },
        record: (record) => void this.#queue.push(record),
        frame: (frame) => {
          this.#heard.frame(frame);
        },
        level: (level) => {
          this.#heard.level(level);
          this.#flushIfDue();
        },
        ...(this.withSound && {
          sound: (sound) => {
            this.#heard.sound(sound);
            this.#flushIfDue();
          },
        }),
      },
      ending,
    );
    if (this.withSound) control?.listenToSound(true);
    signal.addEventListener('abort', () => void this.stop(), { once: true, signal: ending });
  }

  #startOver(initial: TurnState | null): void {
    if (this.#lines.length + this.#queue.length === 0) {
      this.#begin(initial);
      return;
    }
    void this.stop();
    this.#options.onNextSession();
  }

  // A hidden page's timers may come once a minute, while sound levels keep coming.
  #flushIfDue(): void {
    if (performance.now() < this.#flushAt) return;
    clearTimeout(this.#timer);
    void this.#flush();
  }

  #flush(): Promise<void> {
    this.#flushAt = Infinity;
    this.#flushing = this.#flushing.then(async () => {
      try {
        await this.#write().catch((error: unknown) => this.#restart(error));
      } catch {
        this.isOutOfRoom = true;
        this.#ending.abort();
      }
      if (this.isRecording) {
        this.#flushAt = performance.now() + FLUSH_MS;
        this.#timer = setTimeout(() => void this.#flush(), FLUSH_MS);
      }
      this.#options.onChange();
    });
    return this.#flushing;
  }

  async #write(): Promise<void> {
    const { known } = this.#redactor;
    await this.#makeLines();
    const cleaned = this.#redactor.known > known ? await this.#cleanAgain() : [];
    const chunks: Chunk[] = this.#lines.take().map(([i, lines]) => [[this.id, 'events', i], lines]);
    chunks.push(...cleaned, ...this.#heard.take(this.id));
    await this.#store.put(this.info, chunks);
  }

  // What was written has been deleted: what is remembered, and all that comes, becomes another recording.
  async #restart(error: unknown): Promise<void> {
    if (!(error instanceof RecordingGone)) throw error;
    this.id = newId();
    this.#firstSeq = this.#lineBytes = 0;
    this.#lines = new LineChunks();
    this.#heard = new HeardChunks();
    this.#turnIds = new Set();
    this.#addHistory();
    await this.#write();
    this.#options.onRestarted?.();
  }

  // A secret that stood in an error before a field named it is in lines that are written already.
  async #cleanAgain(): Promise<Chunk[]> {
    this.#lines.rewrite((line) => cleanLine(line, this.#redactor));
    this.#begin(this.#initial);
    const written = Math.floor(this.#lines.length / CHUNK);
    const cleaned: Chunk[] = [];
    for await (const chunk of cleanedChunks(this.#store, this.id, written, this.#redactor)) cleaned.push(chunk);
    return cleaned;
  }

  async #makeLines(): Promise<void> {
    const queue = this.#queue;
    this.#queue = [];
    const pacer = new Pacer();
    for (const { seq, event } of queue) {
      if (this.#firstSeq === 0) this.#firstSeq = seq;
      const turnId = turnOf(event);
      if (turnId !== null) this.#turnIds.add(turnId);
      const line = lineOfEvent(event, this.#redactor);
      this.#lines.push(line);
      this.#lineBytes += line.length + 1;
      this.#heard.span.include(event.at);
      await pacer.yieldIfBusy();
    }
  }
}
