import { soundForAnalyzer, type AnswerPause, type AskedPause, type PauseAnswer } from 'avatar-ptt/analysis';
import { turnAnalyzerFactory, type SessionRecord, type TurnAnalyzer } from 'avatar-ptt/headless';
import type { Inspection } from '../model/inspection.js';
import type { RecordStore } from '../model/record-store.js';
import type { KeptAnswer, KeptSound } from '../model/source.js';

/** Where an answer comes from, or why there is none. */
export type AnswerOrigin = 'conversation' | 'kept-sound' | 'pending' | 'no-sound' | 'no-analyzer' | 'failed';

interface Known {
  readonly origin: AnswerOrigin;
  /** How complete the turn sounded, 0 to 1; null: not known. */
  readonly completeness: number | null;
  /** How long the answer took, ms. */
  readonly tookMs: number;
}

interface Question extends AskedPause {
  readonly analyzer: string;
  /** Index in `History.stretches`. */
  readonly stretch: number;
}

/** A question as the conversation asked it, and when: page time, ms. */
interface HeardQuestion extends Omit<Question, 'pauseMs'> {
  readonly at: number;
}

/** An analyzer is given no more than this, ms. */
const MAX_SOUND_MS = 8000;
/** An hour has some thousand pauses; more are asked only by settings that are tried one after the other. */
const MAX_ANSWERS = 20_000;
/** What was learned is shown so often, ms: each time all turns are judged again. */
const TELL_EVERY_MS = 500;
/** Two connections are further apart, and a busy page is late by less. */
const SAME_CLOCK_MS = 10_000;
/** Times are sums of frame lengths, which carry rounding. */
const SAME_MS = 1;

/**
 * What an analyzer says of the pauses of this conversation: as it did then, or else worked out from the sound that was kept, one
 * pause after the other in the background. Whoever judges asks, and what is not known yet is asked for by that.
 */
export class PauseAnswers {
  /** Grows when answers have come. */
  version = 0;
  readonly #inspection: Inspection;
  readonly #known = new Map<string, Known>();
  /** Worked out from sound, by the same names, so that nothing is kept twice. */
  readonly #worked = new Map<string, KeptAnswer>();
  readonly #wanted: Question[] = [];
  readonly #analyzers = new Map<string, Promise<TurnAnalyzer>>();
  /** How far the conversation's own records are read. */
  #records: RecordStore | null = null;
  #read = 0;
  #asked: HeardQuestion | null = null;
  #isWorking = false;
  #done = 0;
  #toldAt = 0;

  constructor(inspection: Inspection) {
    this.#inspection = inspection;
    for (const answer of inspection.source.answers ?? []) this.#keep(answer);
    inspection.signal.addEventListener('abort', () => void this.#close(), { once: true });
  }

  /** Share of what is wanted that is worked out, 0 to 1; 1: nothing is waited for. */
  get progress(): number {
    return this.#wanted.length === 0 ? 1 : this.#done / (this.#done + this.#wanted.length);
  }

  /** What an analyzer says of the pauses of one stretch, for `judge`. */
  answering(analyzer: string, stretch: number): AnswerPause {
    this.#readConversation();
    return (pause) => this.#answer({ ...pause, analyzer, stretch });
  }

  /** The same of one pause, with where it is known from. */
  of(analyzer: string, stretch: number, pause: AskedPause): Known {
    this.#readConversation();
    return this.#find({ ...pause, analyzer, stretch });
  }

  #answer(question: Question): PauseAnswer {
    const { completeness, tookMs } = this.#find(question);
    return { completeness, answeredMs: question.askedMs + tookMs };
  }

  #find(question: Question): Known {
    const known = this.#known.get(nameOf(question));
    if (known) return known;
    // Without sound, what was said of the same moment in a turn that began elsewhere is the best there is.
    if (!this.#inspection.source.soundOf) return this.#known.get(heardName(question)) ?? unknown('no-sound');
    if (!turnAnalyzerFactory(question.analyzer)) return unknown('no-analyzer');
    const pending = unknown('pending');
    this.#know(nameOf(question), pending);
    this.#want(question);
    return pending;
  }

  #want(question: Question): void {
    this.#wanted.push(question);
    if (!this.#isWorking) void this.#work();
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    const { signal } = this.#inspection;
    for (let next = this.#wanted[0]; next && !signal.aborted; next = this.#wanted[0]) {
      const known = await this.#ask(next, signal);
      this.#wanted.shift();
      this.#done++;
      this.#know(nameOf(next), known);
      if (known.completeness !== null) {
        const { analyzer, stretch, turnStartMs, askedMs } = next;
        this.#keep({ analyzer, stretch, turnStartMs, askedMs, completeness: known.completeness });
      }
      this.#tell();
    }
    this.#isWorking = false;
    this.#done = 0;
  }

  async #ask(question: Question, signal: AbortSignal): Promise<Known> {
    try {
      const sound = await this.#soundOf(question);
      if (!sound) return unknown('no-sound');
      const analyzer = await this.#analyzer(question.analyzer);
      const samples = await soundForAnalyzer(sound.samples, sound.sampleRate);
      const completeness = await analyzer.judge({ ...question, samples }, signal);
      const isAnswer = completeness >= 0 && completeness <= 1;
      return isAnswer ? { origin: 'kept-sound', completeness, tookMs: 0 } : unknown('failed');
    } catch {
      // Why is told where it is in force; here it is one pause of many.
      return unknown('failed');
    }
  }

  async #soundOf({ stretch, turnStartMs, askedMs }: Question): Promise<KeptSound | null> {
    const { source, history } = this.#inspection;
    const at = history.stretches[stretch]?.pageOf(askedMs);
    if (at === undefined) return null;
    const sound = await source.soundOf?.(at, Math.max(turnStartMs, askedMs - MAX_SOUND_MS), askedMs);
    return sound ?? null;
  }

  // Loaded once for all pauses; it is let go of with the conversation.
  #analyzer(name: string): Promise<TurnAnalyzer> {
    const known = this.#analyzers.get(name);
    if (known) return known;
    const { signal } = this.#inspection;
    const load = async (): Promise<TurnAnalyzer> => {
      const factory = turnAnalyzerFactory(name);
      if (!factory) throw new Error(`No turn analyzer is registered as "${name}".`);
      return factory({ signal, onProgress: () => undefined });
    };
    const loading = load();
    this.#analyzers.set(name, loading);
    return loading;
  }

  #tell(): void {
    const now = performance.now();
    if (this.#wanted.length > 0 && now - this.#toldAt < TELL_EVERY_MS) return;
    this.#toldAt = now;
    this.version++;
    this.#inspection.learned();
    // Whoever leaves early loses half a second of work.
    if (this.#worked.size > 0) this.#inspection.source.keepAnswers?.([...this.#worked.values()]);
  }

  // An answer that the conversation had is about that moment, whatever the settings around it.
  #readConversation(): void {
    const { records } = this.#inspection.history;
    if (records !== this.#records) this.#read = 0;
    this.#records = records;
    for (let i = Math.max(0, this.#read - records.dropped); i < records.length; i++) {
      const record = records.at(i);
      if (record) this.#readRecord(record);
    }
    this.#read = records.total;
  }

  #readRecord({ event, state }: SessionRecord): void {
    if (event.type === 'pause-asked') {
      const { analyzer } = state.options.customTurnDetection;
      const { askedMs, at } = event;
      const turnStartMs = state.turn?.startAudioMs ?? askedMs;
      this.#asked = { askedMs, at, analyzer, turnStartMs, stretch: this.#stretchAt(at, askedMs) };
    } else if (event.type === 'pause-answered' && this.#asked?.askedMs === event.askedMs) {
      const { completeness, at } = event;
      const tookMs = Math.max(0, at - this.#asked.at);
      if (completeness === null) return;
      for (const name of [nameOf(this.#asked), heardName(this.#asked)])
        this.#know(name, { origin: 'conversation', completeness, tookMs });
    }
  }

  // Audio time begins anew with each connection, so the page's time tells which of them is meant.
  #stretchAt(at: number, audioMs: number): number {
    return this.#inspection.history.stretches.findLastIndex(
      (stretch) => Math.abs(stretch.pageOf(audioMs) - at) <= SAME_CLOCK_MS,
    );
  }

  #keep(answer: KeptAnswer): void {
    if (this.#worked.size < MAX_ANSWERS) this.#worked.set(nameOf(answer), answer);
    this.#know(nameOf(answer), { origin: 'kept-sound', completeness: answer.completeness, tookMs: 0 });
  }

  #know(name: string, known: Known): void {
    this.#known.set(name, known);
    const [oldest] = this.#known.keys();
    if (oldest !== undefined && this.#known.size > MAX_ANSWERS) this.#known.delete(oldest);
  }

  async #close(): Promise<void> {
    for (const loading of this.#analyzers.values()) {
      const analyzer = await loading.catch(() => null);
      analyzer?.close?.();
    }
  }
}

function unknown(origin: AnswerOrigin): Known {
  return { origin, completeness: null, tookMs: 0 };
}

/** What makes two questions the same. */
function nameOf({ analyzer, stretch, turnStartMs, askedMs }: Omit<Question, 'pauseMs'>): string {
  // What lies further back than an analyzer listens makes no other question of it.
  const fromMs = Math.max(turnStartMs, askedMs - MAX_SOUND_MS);
  return `${analyzer} ${stretch} ${rounded(fromMs)} ${rounded(askedMs)}`;
}

/** Without the beginning of the turn, which the conversation knew. */
function heardName({ analyzer, stretch, askedMs }: Pick<Question, 'analyzer' | 'stretch' | 'askedMs'>): string {
  return `${analyzer} ${stretch} ${rounded(askedMs)}`;
}

function rounded(ms: number): number {
  return Math.round(ms / SAME_MS);
}
