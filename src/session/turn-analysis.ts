import type { SoundStretch } from '../audio/captured-sound.js';
import { toAvatarPttError } from '../core/error.js';
import type { AnalyzerInForce } from './session-types.js';
import { turnAnalyzerFactory, type PauseSound, type TurnAnalyzer, type TurnAnalyzerFactory } from './turn-analyzers.js';

/** The pause that an analyzer is asked about, audio time in ms. */
export type AskedPause = Omit<PauseSound, 'samples'>;

interface AnalysisHost {
  /** The microphone's sound between two moments of audio time, ms; null where nobody has it. */
  sound(fromMs: number, untilMs: number): Promise<SoundStretch | null>;
  answered(askedMs: number, completeness: number | null): void;
  changed(inForce: AnalyzerInForce): void;
}

/** What `PauseSound.samples` promises. */
const RATE_HZ = 16_000;
const MAX_SOUND_MS = 8000;

/** Holds the turn analyzer that is asked for. Whatever becomes of it, each pause has an answer or is left to silence. */
export class TurnAnalysis {
  readonly #host: AnalysisHost;
  #name = 'silence';
  #factory: TurnAnalyzerFactory | undefined;
  #analyzer: TurnAnalyzer | null = null;
  #loading: AbortController | null = null;
  #asking: AbortController | null = null;
  #inForce: AnalyzerInForce = { name: 'silence', reason: '', progress: 1 };

  constructor(host: AnalysisHost) {
    this.#host = host;
  }

  /** null while none is asked for. */
  get inForce(): AnalyzerInForce | null {
    return this.#name === 'silence' ? null : this.#inForce;
  }

  /** Loads the analyzer of that name and lets go of the one before; `silence` is none. */
  follow(name: string): void {
    const factory = turnAnalyzerFactory(name);
    if (name === this.#name && factory === this.#factory) return;
    this.#letGo();
    this.#name = name;
    this.#factory = factory;
    if (factory) void this.#load(factory);
    else this.#change('silence', name === 'silence' ? '' : `No turn analyzer is registered as "${name}".`);
  }

  async ask(pause: AskedPause): Promise<void> {
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    const completeness = await this.#judge(pause, asking.signal);
    if (asking.signal.aborted) return;
    this.#asking = null;
    this.#host.answered(pause.askedMs, completeness);
  }

  /** Nobody waits for an answer any more; `isTooLate`: silence has ended the turn without it. */
  endPause(isTooLate: boolean): void {
    if (!this.#asking) return;
    this.#asking.abort();
    this.#asking = null;
    if (isTooLate) this.#fail('did not answer in time.');
  }

  async #load(factory: TurnAnalyzerFactory): Promise<void> {
    const { signal } = (this.#loading = new AbortController());
    this.#fail('is loading.', 0);
    const onProgress = (share: number): void => {
      const progress = Math.min(1, Math.max(0, share || 0));
      if (!signal.aborted) this.#inForce = { ...this.#inForce, progress };
    };
    try {
      const analyzer = await factory({ onProgress, signal });
      if (signal.aborted) {
        analyzer.close?.();
        return;
      }
      this.#analyzer = analyzer;
      this.#change(this.#name, '');
    } catch (error) {
      if (!signal.aborted) this.#fail(`could not be loaded. ${messageOf(error)}`, 0);
    }
  }

  async #judge(pause: AskedPause, signal: AbortSignal): Promise<number | null> {
    const analyzer = this.#analyzer;
    if (!analyzer) return null;
    // Asked for anew after each wait.
    const isOver = (): boolean => signal.aborted;
    try {
      const samples = await this.#soundOf(pause);
      if (isOver()) return null;
      const completeness: unknown = await analyzer.judge({ ...pause, samples }, signal);
      if (isOver()) return null;
      if (typeof completeness === 'number' && completeness >= 0 && completeness <= 1) {
        this.#change(this.#name, '');
        return completeness;
      }
      this.#fail(`answered ${String(completeness)}, which is no number from 0 to 1.`);
    } catch (error) {
      if (!isOver()) this.#fail(`failed. ${messageOf(error)}`);
    }
    return null;
  }

  async #soundOf({ turnStartMs, askedMs }: AskedPause): Promise<Float32Array> {
    const sound = await this.#host.sound(Math.max(turnStartMs, askedMs - MAX_SOUND_MS), askedMs);
    if (!sound) throw new Error('The sound of the pause is gone.');
    const { resampled } = await import('../detector/resampler.js');
    return resampled(sound.samples, sound.sampleRate, RATE_HZ);
  }

  #letGo(): void {
    this.#loading?.abort();
    this.#asking?.abort();
    this.#asking = null;
    const analyzer = this.#analyzer;
    this.#analyzer = null;
    try {
      analyzer?.close?.();
    } catch (error) {
      // Somebody else's mistake, which must not end what comes after it.
      reportError(error);
    }
  }

  // It stays loaded and is asked again in the next pause, which may go better.
  #fail(what: string, progress = 1): void {
    this.#change('silence', `The turn analyzer "${this.#name}" ${what}`, progress);
  }

  #change(name: string, reason: string, progress = 1): void {
    const { name: before, reason: why } = this.#inForce;
    this.#inForce = { name, reason, progress };
    if (name !== before || reason !== why) this.#host.changed(this.#inForce);
  }
}

function messageOf(error: unknown): string {
  return toAvatarPttError(error, 'effect-failed').message;
}
