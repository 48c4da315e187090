import type { SessionRecord, TurnState } from 'avatar-ptt/headless';
import type { Inspection } from '../inspection.js';
import { Breath } from './breath.js';
import { CHUNK, LineChunks } from './chunks.js';
import { cleanLine, lineOfEvent } from './event-lines.js';
import { HeardChunks } from './heard-chunks.js';
import { FORMAT, FORMAT_VERSION, turnOf, type RecordingHeader } from './recording.js';
import { Redactor } from './redactor.js';
import type { Chunk, KeptRecording, Shelf } from './shelf.js';
import { turnState } from './state-schema.js';

const FLUSH_MS = 1000;

export interface RecorderOptions {
  readonly name: string;
  /** Ask the person first: the microphone is recorded also between turns. */
  readonly withSound: boolean;
  /** More was kept, or the recording has ended. */
  readonly onChange: () => void;
  /** It has ended because another session begins, of which nothing has come yet. */
  readonly onNextSession: () => void;
}

/**
 * Keeps a conversation on the shelf: what is remembered of it already, and everything from now on, written once a
 * second. It ends with `stop`, when the conversation is no longer looked at, when another session begins, or when there
 * is no room left.
 */
export class Recorder {
  readonly id = crypto.randomUUID();
  readonly withSound: boolean;
  /** Whether it ended for want of room. */
  isOutOfRoom = false;
  readonly #inspection: Inspection;
  readonly #shelf: Shelf;
  readonly #options: RecorderOptions;
  readonly #redactor = new Redactor();
  readonly #createdAt = Date.now();
  readonly #lines = new LineChunks();
  readonly #heard = new HeardChunks();
  readonly #ending = new AbortController();
  // What has come and is not a line yet: making it one takes time, and must not hold up the conversation.
  #queue: SessionRecord[] = [];
  #initial: TurnState | null = null;
  #firstSeq = 0;
  #lineBytes = 0;
  readonly #turnIds = new Set<number>();
  #flushing: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(inspection: Inspection, shelf: Shelf, options: RecorderOptions) {
    this.#inspection = inspection;
    this.#shelf = shelf;
    this.#options = options;
    this.withSound = options.withSound;
    this.#remember();
    this.#listen();
    void this.#flush();
  }

  get isRecording(): boolean {
    return !this.#ending.signal.aborted;
  }

  /** What there is of it so far. */
  get kept(): KeptRecording {
    return {
      id: this.id,
      header: this.#header(),
      events: this.#lines.length,
      turns: this.#turnIds.size,
      lengthMs: Math.max(0, this.#heard.lastAt - this.#heard.firstAt),
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
      timeOriginMs: source.timeOriginMs,
      firstSeq: this.#firstSeq,
      initial: this.#initial,
      marks: [...marks],
      sounds: this.#heard.places,
    };
  }

  #remember(): void {
    const { history } = this.#inspection;
    const [first, ...rest] = history.records;
    const isWhole = history.initial !== null && history.records.dropped === 0;
    this.#begin(isWhole ? history.initial : (first?.state ?? history.initial));
    this.#queue = isWhole && first ? [first, ...rest] : rest;
    this.#heard.remember(history);
  }

  #begin(initial: TurnState | null): void {
    this.#initial = initial && turnState(this.#redactor.copy(initial), 'initial');
  }

  #listen(): void {
    const { history, signal, control } = this.#inspection;
    const { signal: ending } = this.#ending;
    const heard = this.#heard;
    history.tap(
      {
        begin: (initial) => {
          this.#startOver(initial);
        },
        record: (record) => void this.#queue.push(record),
        frame: (frame) => {
          heard.frame(frame);
        },
        level: (level) => {
          heard.level(level);
        },
        ...(this.withSound && {
          sound: (sound) => {
            heard.sound(sound);
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

  #flush(): Promise<void> {
    this.#flushing = this.#flushing.then(async () => {
      try {
        await this.#write();
      } catch {
        this.isOutOfRoom = true;
        this.#ending.abort();
      }
      if (this.isRecording) this.#timer = setTimeout(() => void this.#flush(), FLUSH_MS);
      this.#options.onChange();
    });
    return this.#flushing;
  }

  async #write(): Promise<void> {
    const { known } = this.#redactor;
    await this.#makeLines();
    const cleaned = this.#redactor.known > known ? await this.#cleanAgain() : [];
    const chunks: Chunk[] = this.#lines.take().map(([i, lines]) => [[this.id, 'events', i], lines]);
    chunks.push(...cleaned, ...this.#heard.take(this.id, !this.isRecording));
    await this.#shelf.put(this.kept, chunks);
  }

  // A secret that stood in an error before it came under its name is in lines that are written already.
  async #cleanAgain(): Promise<Chunk[]> {
    const anew = (line: string): string => cleanLine(line, this.#redactor);
    this.#lines.rewrite(anew);
    this.#begin(this.#initial);
    const cleaned: Chunk[] = [];
    for (let i = 0; i < Math.floor(this.#lines.length / CHUNK); i++) {
      const chunk = await this.#shelf.chunk(this.id, 'events', i);
      if (typeof chunk !== 'string' || !this.#redactor.holdsKnown(chunk)) continue;
      cleaned.push([
        [this.id, 'events', i],
        chunk
          .split('\n')
          .map((line) => line && anew(line))
          .join('\n'),
      ]);
    }
    return cleaned;
  }

  async #makeLines(): Promise<void> {
    const queue = this.#queue;
    this.#queue = [];
    const breath = new Breath();
    for (const { seq, event } of queue) {
      if (this.#firstSeq === 0) this.#firstSeq = seq;
      const turnId = turnOf(event);
      if (turnId !== null) this.#turnIds.add(turnId);
      const line = lineOfEvent(event, this.#redactor);
      this.#lines.push(line);
      this.#lineBytes += line.length + 1;
      this.#heard.reach(event.at);
      await breath.taken();
    }
  }
}
