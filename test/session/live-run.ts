import type { SpeechFrame } from '../../src/core/endpointing/endpointing.js';
import type { TurnTakingOptions } from '../../src/core/settings/options.js';
import type { ReplyTiming } from '../../src/core/analysis/simulated-session.js';
import type { Provider, ProviderContext, TurnEnd } from '../../src/providers/provider.js';
import type { Clock } from '../../src/session/clock.js';
import { ConversationSession } from '../../src/session/session.js';
import type { SessionRecord } from '../../src/session/session-types.js';
import { StandInAudio } from './stand-ins.js';

/** The boundaries of a turn, audio time in ms. */
export interface Boundaries {
  readonly startMs: number;
  readonly endMs: number | null;
  readonly reason: string | null;
}

type AskReplyTiming = (startMs: number, endMs: number) => ReplyTiming;

/** A real session on a stand-in microphone, clock and backend, which hears `frames` at the moment they end. */
export async function liveRun(
  frames: readonly SpeechFrame[],
  turnTaking: TurnTakingOptions,
  answering: AskReplyTiming,
): Promise<readonly SessionRecord[]> {
  const timeline = new Timeline(frames[0]?.startMs ?? 0);
  const records: SessionRecord[] = [];
  let audio!: SampleExactAudio;
  const provider = new TimedProvider(timeline, (endsAtStart) =>
    answering(audio.startMs, endsAtStart ? audio.startMs : audio.endMs),
  );
  const session = new ConversationSession(
    { provider, clock: timeline, turnTaking: { ...turnTaking, mode: 'hands-free' } },
    (listener) => (audio = new SampleExactAudio(listener)),
  );
  session.subscribe((record) => records.push(record));
  await session.connect();
  await settled();
  provider.context.emit({ type: 'avatar-ready' });
  for (const frame of frames) {
    await timeline.passTo(frame.endMs);
    const count = records.length;
    audio.listener.frame(frame);
    if (records.length > count) await settled();
  }
  // What closing does is no part of the conversation.
  const heard = [...records];
  await session.close();
  return heard;
}

/** The turns that a session told of; discarded ones are none. */
export function boundariesOf(records: readonly SessionRecord[]): Boundaries[] {
  const turns = new Map<number, Boundaries>();
  const learn = (turnId: number, news: Partial<Boundaries>): void => {
    const turn = turns.get(turnId);
    if (turn) turns.set(turnId, { ...turn, ...news });
  };
  for (const { event, state, effects } of records) {
    if (event.type === 'gate-opened') turns.set(event.turnId, { startMs: event.startMs, endMs: null, reason: null });
    for (const effect of effects) {
      if (effect.type === 'close-gate') {
        // Until its start is acknowledged it is over, and not told yet.
        learn(effect.turnId, { endMs: effect.untilMs, reason: state.turn?.endReason ?? null });
      }
      if (effect.type !== 'announce') continue;
      const { notice } = effect;
      if (notice.type === 'turn-ended') learn(notice.turnId, { reason: notice.reason });
      if (notice.type === 'turn-discarded') turns.delete(notice.turnId);
    }
  }
  return [...turns.values()];
}

/** Time that passes only when told to, with what is due in it: the outside first, then the session's alarm. */
class Timeline implements Clock {
  #now: number;
  #alarm: { readonly at: number; readonly wake: () => void } | null = null;
  #due: { readonly at: number; readonly happen: () => void }[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  wakeAt(at: number | null, wake: () => void): void {
    this.#alarm = at === null ? null : { at, wake };
  }

  after(ms: number, happen: () => void): void {
    const at = this.#now + ms;
    const place = this.#due.findIndex((other) => other.at > at);
    this.#due.splice(place < 0 ? this.#due.length : place, 0, { at, happen });
  }

  async passTo(untilMs: number): Promise<void> {
    for (;;) {
      const [due] = this.#due;
      const next = due && due.at <= (this.#alarm?.at ?? Infinity) ? due : this.#alarm;
      if (!next || next.at > untilMs) break;
      this.#now = next.at;
      if (next === due) this.#due.shift();
      if ('happen' in next) next.happen();
      else next.wake();
      await settled();
    }
    this.#now = untilMs;
  }
}

/** A gate that cuts where it is told to, and knows the present by what it is told. */
class SampleExactAudio extends StandInAudio {
  startMs = 0;
  endMs = 0;

  override openGate(turnId: number, at = 0, fromMs: number | null = null, leadMs = 0): void {
    this.startMs = (fromMs ?? at) - leadMs;
    this.listener.send({ type: 'gate-opened', turnId, startMs: this.startMs });
  }

  override closeGate(turnId: number, at = 0, untilMs: number | null = null): void {
    this.endMs = untilMs ?? at;
    this.listener.send({ type: 'gate-closed', turnId, endMs: this.endMs });
  }
}

/** A backend that acknowledges, thinks and speaks for as long as it is told to. */
class TimedProvider implements Provider {
  readonly name = 'timed';
  context!: ProviderContext;
  readonly #timeline: Timeline;
  readonly #ask: (endsAtStart: boolean) => ReplyTiming;
  readonly #answered = new Set<number>();
  #answer = new AbortController();

  constructor(timeline: Timeline, ask: (endsAtStart: boolean) => ReplyTiming) {
    this.#timeline = timeline;
    this.#ask = ask;
  }

  connect(context: ProviderContext): Promise<void> {
    this.context = context;
    return Promise.resolve();
  }

  disconnect(): Promise<void> {
    return Promise.resolve();
  }

  startTurn(): Promise<void> {
    return this.#passed(this.#ask(true).startAckMs);
  }

  async stopTurn(turnId: number, { isDiscarded }: TurnEnd): Promise<void> {
    const { stopAckMs, thinkMs, speakMs } = this.#ask(false);
    await this.#passed(stopAckMs);
    if (!isDiscarded && !this.#answered.has(turnId)) void this.#respond(turnId, thinkMs, speakMs);
  }

  interrupt(): Promise<void> {
    this.#answer.abort();
    return Promise.resolve();
  }

  async #respond(turnId: number, thinkMs: number, speakMs: number): Promise<void> {
    this.#answered.add(turnId);
    this.#answer.abort();
    this.#answer = new AbortController();
    const { signal } = this.#answer;
    const isOver = (): boolean => signal.aborted;
    const { emit } = this.context;
    await this.#passed(thinkMs);
    if (isOver()) return;
    if (speakMs > 0) {
      emit({ type: 'avatar-speech-started', turnId });
      emit({ type: 'avatar-audible', turnId });
      await this.#passed(speakMs);
      if (isOver()) return;
      emit({ type: 'avatar-speech-stopped', turnId });
    }
    emit({ type: 'turn-completed', turnId });
  }

  #passed(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#timeline.after(ms, resolve);
    });
  }
}

// Whatever waits for nothing but promises is done; far more turns of the queue than any chain of them here is long.
async function settled(): Promise<void> {
  for (let i = 0; i < 40; i++) await Promise.resolve();
}
