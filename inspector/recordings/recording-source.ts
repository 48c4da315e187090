import type { TurnMark } from 'avatar-ptt/analysis';
import { initialTurnState, transition, type TurnState } from 'avatar-ptt/headless';
import type { KeptAnswer, KeptSound, Receiver, Source } from '../model/source.js';
import { frameAt, levelAt, ROW, spanOf, type RecordedSound, type Recording } from './recording.js';

/** How fast a recording is replayed: at once, or so many times as fast as it was. */
export type Speed = 'at-once' | 1 | 4;

/** A way to go through a recording. */
export interface Player {
  /** From its beginning, ms. */
  readonly positionMs: number;
  readonly lengthMs: number;
  readonly isPlaying: boolean;
  readonly speed: Speed;
  /** On from the position, or from the beginning if it is at its end. */
  play(speed: Speed): void;
  pause(): void;
  seek(positionMs: number): void;
}

/** Two connections are further apart, and a busy page is late by less. */
const SAME_CLOCK_MS = 10_000;
// As it was written: as far above 0 as below.
const FULL_SCALE = 32_767;
const TICK_MS = 30;
const MAX_MS = 20;
const ITEMS_BETWEEN_LOOKS = 128;

/** A recording as something to look at: its events go through the real machine again, with the sound levels of then. */
export class RecordingSource implements Source, Player {
  readonly kind = 'recording';
  readonly label: string;
  readonly timeOriginMs: number;
  readonly version: string;
  readonly control = null;
  readonly marks: Iterable<readonly [number, TurnMark]>;
  readonly recording: Recording;
  readonly lengthMs: number;
  readonly missing?: string;
  readonly answers: readonly KeptAnswer[];
  readonly keepAnswers?: (answers: readonly KeptAnswer[]) => void;
  speed: Speed = 'at-once';
  isPlaying = false;
  readonly #startAt: number;
  #receiver: Receiver | null = null;
  #state: TurnState;
  #until: number;
  #events = 0;
  #frames = 0;
  #levels = 0;
  #tickedAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `keepAnswers` takes what is worked out from the sound, for the next time. */
  constructor(recording: Recording, keepAnswers?: (answers: readonly KeptAnswer[]) => void) {
    const { header } = recording;
    this.answers = header.answers;
    if (keepAnswers) this.keepAnswers = keepAnswers;
    const { firstAt, lengthMs } = spanOf(recording);
    this.recording = recording;
    if (recording.missing !== undefined) this.missing = recording.missing;
    this.label = header.name;
    this.timeOriginMs = header.timeOriginMs;
    this.version = header.packageVersion;
    this.marks = header.marks;
    this.lengthMs = lengthMs;
    // An empty recording has no first moment.
    this.#startAt = Number.isFinite(firstAt) ? firstAt : 0;
    this.#until = this.#startAt;
    this.#state = header.initial ?? initialTurnState();
  }

  get positionMs(): number {
    return this.#until - this.#startAt;
  }

  open(receiver: Receiver, signal: AbortSignal): void {
    this.#receiver = receiver;
    signal.addEventListener(
      'abort',
      () => {
        this.pause();
        this.#receiver = null;
      },
      { once: true },
    );
    this.#rewind();
    this.play('at-once');
  }

  async soundOf(at: number, fromMs: number, untilMs: number): Promise<KeptSound | null> {
    // Audio time begins anew with each connection, so the page's time tells which of them is meant.
    const sound = this.recording.sounds.find(
      (one) =>
        Math.abs(one.at + untilMs - one.startMs - at) <= SAME_CLOCK_MS && untilMs <= endOf(one) && fromMs < untilMs,
    );
    if (!sound?.piece) return null;
    const { startMs, sampleRate } = sound;
    const frameOf = (ms: number): number => Math.max(0, Math.round(((ms - startMs) * sampleRate) / 1000));
    const [from, until] = [frameOf(fromMs), frameOf(untilMs)];
    const samples = new Float32Array(until - from);
    for (let second = Math.floor(from / sampleRate); second * sampleRate < until; second++)
      copyMicrophone(await sound.piece(second), second * sampleRate - from, samples);
    return { startMs: startMs + (from * 1000) / sampleRate, sampleRate, samples };
  }

  play(speed: Speed): void {
    if (this.positionMs >= this.lengthMs) this.#rewind();
    this.speed = speed;
    this.isPlaying = true;
    this.#tickedAt = performance.now();
    this.#tick();
  }

  pause(): void {
    this.isPlaying = false;
    clearTimeout(this.#timer);
  }

  seek(positionMs: number): void {
    const target = this.#startAt + Math.max(0, Math.min(this.lengthMs, positionMs));
    if (target < this.#until) this.#rewind();
    this.#deliver(target, Infinity);
  }

  #rewind(): void {
    const { initial } = this.recording.header;
    this.#state = initial ?? initialTurnState();
    this.#events = this.#frames = this.#levels = 0;
    this.#until = this.#startAt;
    this.#receiver?.begin(initial);
  }

  #tick(): void {
    clearTimeout(this.#timer);
    const now = performance.now();
    const end = this.#startAt + this.lengthMs;
    if (this.speed === 'at-once') this.#deliver(end, now + MAX_MS);
    else this.#deliver(Math.min(end, this.#until + (now - this.#tickedAt) * this.speed), Infinity);
    this.#tickedAt = now;
    if (this.#until >= end) this.isPlaying = false;
    if (!this.isPlaying) return;
    this.#timer = setTimeout(
      () => {
        this.#tick();
      },
      this.speed === 'at-once' ? 0 : TICK_MS,
    );
  }

  /** Everything up to `target` in the order in which it came, unless it takes until `busyUntil`. */
  #deliver(target: number, busyUntil: number): void {
    for (let items = 1; this.#deliverNext(target); items++) {
      if (items % ITEMS_BETWEEN_LOOKS === 0 && performance.now() > busyUntil) return;
    }
    this.#until = target;
  }

  #deliverNext(target: number): boolean {
    const { events, frames, levels } = this.recording;
    const eventAt = events[this.#events]?.at ?? Infinity;
    const frameMs = frames[this.#frames * ROW] ?? Infinity;
    const levelMs = levels[this.#levels * ROW] ?? Infinity;
    const next = Math.min(eventAt, frameMs, levelMs);
    if (next > target) return false;
    this.#until = Math.max(this.#until, next);
    if (next === frameMs) this.#receiver?.frame(frameAt(frames, this.#frames++));
    else if (next === levelMs) this.#receiver?.level(levelAt(levels, this.#levels++));
    else this.#replayNext();
    return true;
  }

  #replayNext(): void {
    const event = this.recording.events[this.#events];
    if (!event) return;
    const [state, effects] = transition(this.#state, event);
    this.#state = state;
    const seq = this.recording.header.firstSeq + this.#events++;
    this.#receiver?.record({ seq, at: event.at, event, state, effects });
  }
}

function endOf({ startMs, length, sampleRate }: RecordedSound): number {
  return startMs + (length * 1000) / sampleRate;
}

/** The microphone's half of a piece, from that frame of `samples` on; what lies outside is left out. */
function copyMicrophone(piece: Int16Array, offset: number, samples: Float32Array): void {
  for (let i = Math.max(0, -offset); i < piece.length / 2 && offset + i < samples.length; i++)
    samples[offset + i] = (piece[i * 2] ?? 0) / FULL_SCALE;
}
