import type { BackendEvent } from '../../core/machine/turn-events.js';
import type { ProviderContext } from '../provider.js';
import { isDrained, isLost, type SpeechSound } from './speech-sound.js';

/** Whose answer it is; without a number for what no spoken turn asked for. */
export interface About {
  readonly turnId?: number;
}

interface Speech extends SpeechSound {
  heardAt: number | null;
  readonly about: About;
  isWanted: boolean;
  /** When the backend said that it is over, page ms, and how. */
  end: { readonly at: number; readonly raw: unknown } | null;
}

const WATCH_MS = 40;
/** On the scale of `AvatarOutput.level`. */
const AUDIBLE = 0.01;
/** A turn that is complete waits that long for its sound to drain; then only the sound goes on. */
const COMPLETE_MS = 300;
/** What comes of an answer, wanted or not, begins within this time. */
const ANSWER_MS = 10_000;
const KEPT_REFUSALS = 20;
/** What an answer that nobody wants is to: no turn has this number. */
const NOBODY: About = { turnId: 0 };

/**
 * The avatar's answers on a continuous stream: to which turn each belongs, whether it is still wanted, and when it was
 * really heard. A backend's word that it spoke is the start; the end is when its sound has drained, too. Where its word
 * for the end never comes, the end is a long silence, so that nobody waits for ever to speak.
 */
export class Answers {
  readonly #context: ProviderContext;
  #stream: MediaStream | null = null;
  #isPlaying = false;
  #about: About = {};
  #speech: Speech | null = null;
  #completion: { readonly about: About; readonly at: number; readonly raw: unknown } | null = null;
  /** What was completed last. */
  #settled: About | null = null;
  /** What was asked may still be answered until then, page ms. */
  #awaitedUntil = 0;
  /** Any other answer that begins until then is one that nobody wants, page ms. */
  #refusedUntil = 0;
  #refusedUpTo = 0;
  #refused: readonly number[] = [];
  #watch: ReturnType<typeof setInterval> | undefined;

  constructor(context: ProviderContext) {
    this.#context = context;
    context.signal.addEventListener('abort', () => {
      this.#forget();
    });
  }

  /** Whether the avatar says something that is wanted. */
  get isSpeaking(): boolean {
    return this.#speech?.isWanted === true;
  }

  /** Whether the avatar says, or is still to say, something that is wanted. */
  get isDue(): boolean {
    return this.isSpeaking || performance.now() < this.#awaitedUntil;
  }

  /** What an answer that begins now is to, if it names nothing. */
  get expected(): About {
    return this.#isRefusing() ? NOBODY : this.#about;
  }

  /** What words belong to; null when they are of an answer that nobody wants. `named` is what the backend says itself. */
  aboutOf(named?: About): About | null {
    if (named) return this.#wants(named) ? named : null;
    if (this.#speech) return this.#speech.isWanted ? this.#speech.about : null;
    return this.#wants(this.expected) ? this.#about : null;
  }

  /** The avatar's sound from now on; null when it is gone. */
  play(stream: MediaStream | null): void {
    this.#stream = stream;
    this.#isPlaying = false;
    this.#resume();
  }

  /** From now on, an answer is one to this. Returns whether another was expected until now. */
  expect(about: About): boolean {
    const { turnId } = about;
    if (turnId !== undefined && turnId === this.#about.turnId) return false;
    // The end of what nobody wants may have got lost, and holds up nothing.
    if (!this.isSpeaking) this.#forget();
    // Interrupted while its turn was still spoken: what was said after that is answered.
    if (turnId !== undefined) this.#refusedUpTo = Math.min(this.#refusedUpTo, turnId - 1);
    this.#about = about;
    if (this.#isSettled(about)) this.#settled = null;
    this.#awaitedUntil = performance.now() + ANSWER_MS;
    this.#refusedUntil = 0;
    this.#resume();
    return true;
  }

  /** This turn is taken back: its answer is not wanted. One to another turn, awaited or being said, still is. */
  refuse(turnId: number): void {
    this.#refused = [...this.#refused, turnId].slice(-KEPT_REFUSALS);
    this.#refusedUntil = performance.now() + ANSWER_MS;
    if (turnId === this.#about.turnId) this.#expectNothing();
  }

  /** What is said to have no answer may be what nobody wants one to: a turn that was taken back is often an empty one. */
  settleRefused(): boolean {
    const isOutstanding = performance.now() < this.#refusedUntil;
    this.#refusedUntil = 0;
    return isOutstanding;
  }

  /** Nothing that was asked until now is to be answered. What is said now the session has faded out already. */
  interrupt(): void {
    this.#isPlaying = false;
    const speech = this.#speech;
    const { turnId } = this.#about;
    this.#refusedUpTo = Math.max(this.#refusedUpTo, turnId ?? 0, speech?.about.turnId ?? 0);
    if (speech?.about.turnId !== turnId || !speech) this.#refusedUntil = performance.now() + ANSWER_MS;
    this.#expectNothing();
    if (speech?.end) this.#forget();
    else if (speech) speech.isWanted = false;
  }

  /** Whoever answered is gone: nothing that was asked is answered, and what another one says is wanted. */
  abandon(): void {
    this.#expectNothing();
    this.#refusedUntil = 0;
    this.#isPlaying = false;
    this.#forget();
  }

  /** What was asked is answered, or never will be. */
  markAnswered({ turnId }: About): void {
    if (turnId === this.#about.turnId) this.#awaitedUntil = 0;
  }

  /** The avatar begins to speak. Returns false when nobody wants that: then it should be interrupted. */
  started(raw: unknown, named?: About): boolean {
    if (this.#speech?.end) this.#finish(this.#speech);
    const about = named ?? this.expected;
    const isWanted = this.#wants(about);
    const isExtra = this.#isSettled(about) && !this.isDue;
    this.#speech = { about, startedAt: performance.now(), isWanted, isExtra, heardAt: null, end: null };
    if (isWanted) {
      this.#resume();
      this.#watch ??= setInterval(this.#listen, WATCH_MS);
      this.#emit({ type: 'avatar-speech-started', ...about }, raw);
    } else {
      this.#context.output.stop(0);
      this.#isPlaying = false;
      this.#show(raw);
    }
    return isWanted;
  }

  /** The backend has said all of it; `isComplete` when nothing more of the turn can come. */
  ended(raw: unknown, isComplete: boolean, named?: About): void {
    const speech = this.#speech;
    const isStray = !speech || speech.end !== null || (named !== undefined && named.turnId !== speech.about.turnId);
    if (isStray || !speech.isWanted) {
      this.#show(raw);
      if (!isStray) this.#forget();
      return;
    }
    const at = performance.now();
    speech.end = { at, raw };
    if (isComplete) this.#completion = { about: speech.about, at, raw };
    this.#listen();
  }

  /** Nothing more of the answer comes; what is still heard is waited for. Unless `isSure`, a pause shows that it is so. */
  completed(raw: unknown, named?: About, isSure = true): void {
    const about = this.aboutOf(named);
    const speech = this.#speech;
    if (about && isOf(speech, about)) {
      const at = performance.now();
      this.#completion = { about, at, raw };
      if (isSure) speech.end ??= { at, raw: undefined };
      this.#listen();
    } else if (about) {
      this.#complete(about, raw);
    } else {
      this.#show(raw);
      if (isSure && !this.isSpeaking) this.#forget();
    }
  }

  readonly #listen = (): void => {
    const speech = this.#speech;
    if (!speech?.isWanted) return;
    const now = performance.now();
    this.#hear(speech, now);
    if (isLost(speech, now, this.#completion !== null)) speech.end ??= { at: now, raw: undefined };
    if (!speech.end) return;
    if (isDrained(speech, speech.end.at, now)) this.#finish(speech);
    const completion = this.#completion;
    if (!completion || now - Math.max(completion.at, speech.end.at) < COMPLETE_MS) return;
    this.#completion = null;
    this.#complete(completion.about, completion.raw);
  };

  #hear(speech: Speech, now: number): void {
    if (this.#context.output.level() <= AUDIBLE) return;
    if (speech.heardAt === null) this.#emit({ type: 'avatar-audible', ...speech.about });
    speech.heardAt = now;
  }

  #finish({ about, isWanted, end }: Speech): void {
    const completion = this.#completion;
    this.#forget();
    if (!isWanted) return;
    this.#emit({ type: 'avatar-speech-stopped', ...about }, end?.raw);
    // There may be more to it, or the word that there is not.
    if (about.turnId === this.#about.turnId && !this.#isSettled(about))
      this.#awaitedUntil = performance.now() + ANSWER_MS;
    if (completion) this.#complete(completion.about, completion.raw);
  }

  // What no turn asked for completes none, and none is complete twice.
  #complete(about: About, raw: unknown): void {
    const isOld = this.#isSettled(about);
    this.markAnswered(about);
    this.#settled = about;
    if (about.turnId === undefined || isOld) this.#show(raw);
    else this.#emit({ type: 'turn-completed', turnId: about.turnId }, raw);
  }

  #wants({ turnId }: About): boolean {
    if (turnId === undefined) return !this.#isRefusing();
    return turnId > this.#refusedUpTo && !this.#refused.includes(turnId);
  }

  #isRefusing(): boolean {
    const now = performance.now();
    return now < this.#refusedUntil && now >= this.#awaitedUntil;
  }

  #isSettled({ turnId }: About): boolean {
    return this.#settled !== null && this.#settled.turnId === turnId;
  }

  #expectNothing(): void {
    this.#about = {};
    this.#settled = null;
    this.#awaitedUntil = 0;
  }

  #resume(): void {
    if (this.#isPlaying || !this.#stream) return;
    this.#isPlaying = true;
    // A browser that wants a gesture first has told the session, which offers one.
    this.#context.output.playStream(this.#stream).catch(() => undefined);
  }

  #forget(): void {
    clearInterval(this.#watch);
    this.#watch = undefined;
    this.#speech = null;
    this.#completion = null;
  }

  #show(raw: unknown): void {
    this.#emit({ type: 'wire-message', direction: 'in' }, raw);
  }

  #emit(event: BackendEvent, raw?: unknown): void {
    this.#context.emit(event, raw);
  }
}

function isOf(speech: Speech | null, { turnId }: About): speech is Speech {
  return speech?.isWanted === true && speech.about.turnId === turnId;
}
