import type { BackendEvent } from '../core/turn-events.js';
import type { ProviderContext } from './provider.js';

/** Whose answer it is; without a number for what no spoken turn asked for. */
export interface About {
  readonly turnId?: number;
}

interface Speech {
  readonly about: About;
  /** Page ms. */
  readonly startedAt: number;
  isWanted: boolean;
  /** Page time of the newest sound above silence, ms; null before the first. */
  heardAt: number | null;
  /** When the backend said that it is over, page ms, and how. */
  end: { readonly at: number; readonly raw: unknown } | null;
}

const WATCH_MS = 40;
/** On the scale of `AvatarOutput.level`. */
const AUDIBLE = 0.01;
/** Silence that long after the backend's word is the end. */
const QUIET_MS = 150;
/** Sound that goes on that long after it was still buffered: it may have pauses, and only a longer silence is the end. */
const BUFFERED_MS = 400;
const PAUSE_MS = 700;
/** Sound may be that much later than the message about it. */
const LATE_MS = 300;
/** A turn that is complete waits that long for its sound to drain; then only the sound goes on. */
const COMPLETE_MS = 300;
/** An avatar that is never silent, or never heard, must not speak for ever. */
const DRAIN_MS = 30_000;
/** Speech that is silent for that long without the backend's word for its end: that word is lost. */
const LOST_MS = 5000;
/** What comes of an answer that nobody wants any more comes within this time. */
const REFUSED_MS = 10_000;

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
  /** Page ms. */
  #refusedUntil = 0;
  #refusedUpTo = 0;
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

  /** What an answer would be to now. */
  get expected(): About {
    return this.#about;
  }

  /** What words belong to; null when they are of an answer that nobody wants. `named` is what the backend says itself. */
  aboutOf(named?: About): About | null {
    if (named) return this.#wants(named) ? named : null;
    if (this.#speech) return this.#speech.isWanted ? this.#speech.about : null;
    return this.#wants() ? this.#about : null;
  }

  /** The avatar's sound from now on; null when it is gone. */
  play(stream: MediaStream | null): void {
    this.#stream = stream;
    this.#isPlaying = false;
    this.#resume();
  }

  /** From now on, an answer is one to this. */
  expect(about: About): void {
    this.#about = about;
    this.#refusedUntil = 0;
    this.#resume();
  }

  /** The answer to this turn that is still to come is not wanted. */
  refuse(turnId = this.#about.turnId ?? 0): void {
    this.#refusedUpTo = Math.max(this.#refusedUpTo, turnId);
    this.#refusedUntil = performance.now() + REFUSED_MS;
  }

  /** Neither is what is said now, which the session has faded out already. */
  interrupt(): void {
    this.#isPlaying = false;
    const speech = this.#speech;
    if (speech) this.#refusedUpTo = Math.max(this.#refusedUpTo, speech.about.turnId ?? 0);
    else this.refuse();
    if (speech?.end) this.#forget();
    else if (speech) speech.isWanted = false;
  }

  /** The avatar begins to speak. Returns false when nobody wants that: then it should be interrupted. */
  started(raw: unknown, named?: About): boolean {
    if (this.#speech?.end) this.#finish(this.#speech);
    const isWanted = this.#wants(named);
    const about = named ?? this.#about;
    this.#speech = { about, startedAt: performance.now(), isWanted, heardAt: null, end: null };
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

  /** Nothing more of the answer comes; what is still heard is waited for. */
  completed(raw: unknown, named?: About): void {
    const about = this.aboutOf(named);
    if (about && this.#speech) {
      const at = performance.now();
      this.#completion = { about, at, raw };
      this.#speech.end ??= { at, raw: undefined };
      this.#listen();
    } else if (about) {
      this.#complete(about, raw);
    } else {
      this.#show(raw);
      if (!this.isSpeaking) this.#forget();
    }
  }

  readonly #listen = (): void => {
    const speech = this.#speech;
    if (!speech?.isWanted) return;
    const now = performance.now();
    this.#hear(speech, now);
    if (isLost(speech, now)) speech.end ??= { at: now, raw: undefined };
    if (speech.end && isDrained(speech.heardAt, speech.end.at, now)) this.#finish(speech);
    const completion = this.#completion;
    if (!completion || now - completion.at < COMPLETE_MS) return;
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
    if (completion) this.#complete(completion.about, completion.raw);
  }

  // What no turn asked for completes none.
  #complete(about: About, raw: unknown): void {
    if (about.turnId === undefined) this.#show(raw);
    else this.#emit({ type: 'turn-completed', turnId: about.turnId }, raw);
  }

  #wants(named?: About): boolean {
    if (named?.turnId !== undefined) return named.turnId > this.#refusedUpTo;
    return performance.now() >= this.#refusedUntil;
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

// What was never heard is perhaps said all the same, to a page that may not play it.
function isLost({ heardAt, startedAt }: Speech, now: number): boolean {
  return heardAt === null ? now - startedAt >= DRAIN_MS : now - heardAt >= LOST_MS;
}

function isDrained(heardAt: number | null, endedAt: number, now: number): boolean {
  if (now - endedAt >= DRAIN_MS) return true;
  if (heardAt === null) return now - endedAt >= LATE_MS;
  return now - heardAt >= (heardAt - endedAt > BUFFERED_MS ? PAUSE_MS : QUIET_MS);
}
