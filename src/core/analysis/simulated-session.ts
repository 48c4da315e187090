import { deadlinesOf } from '../machine/deadlines.js';
import { endpointingSettings, withTurnOf } from '../machine/endpoint-frame.js';
import {
  INITIAL_ENDPOINTING,
  foldFrame,
  withAnswer,
  type EndpointReason,
  type EndpointingEdge,
  type EndpointingSettings,
  type EndpointingState,
  type SpeechFrame,
} from '../endpointing/endpointing.js';
import type { AnswerPause, AskedPause, PendingAnswer } from './pause-answer.js';
import { steadyUntil, stillUntil, unconfirmedMs } from './look-ahead.js';
import { mergeTurnTaking } from '../settings/merge-turn-taking.js';
import type { TurnTakingOptions } from '../settings/options.js';
import type { TurnEffect, TurnEvent } from '../machine/turn-events.js';
import { transition } from '../machine/turn-machine.js';
import { initialTurnState, type TurnState } from '../machine/turn-state.js';

/** How the other side of the conversation behaves after one turn; all in ms. */
export interface ReplyTiming {
  /** From the start of the turn to the backend's acknowledgement. */
  readonly startAckMs: number;
  /** From the stop to its acknowledgement. */
  readonly stopAckMs: number;
  /** From the acknowledged stop to the avatar's first sound. */
  readonly thinkMs: number;
  /** Length of the answer; 0: no answer, the turn is completed when it would have begun. */
  readonly speakMs: number;
}

/** A turn as the given settings cut it. Times are audio time in ms. */
export interface JudgedTurn {
  readonly startMs: number;
  /** Where its speech began: after the pre-speech, and no earlier than `startMs`. */
  readonly onsetMs: number;
  /** null while it is not over at the end of the frames. */
  readonly endMs: number | null;
  readonly reason: EndpointReason | null;
  /** End of the last speech in it. */
  readonly spokenUntilMs: number;
  /** How soon after the end the person spoke on, or null if not within `RESUMED_WITHIN_MS`: the sign of a false cut-off. */
  readonly resumedAfterMs: number | null;
}

/** Speech that goes on so soon after a turn's end was cut off, not answered. */
export const RESUMED_WITHIN_MS = 2000;

/** Something of the other side that is on its way. */
interface Outcome {
  readonly event: TurnEvent;
  /** Belongs to an answer, and so ends with it. */
  readonly isAnswer: boolean;
  /** How the turn is answered whose acknowledged stop this is. */
  readonly replyTiming: ReplyTiming | null;
}

type Draft = { -readonly [K in keyof JudgedTurn]: JudgedTurn[K] };
type AskReplyTiming = (startMs: number, endMs: number) => ReplyTiming;

/**
 * A hands-free session without a page: its only clock is the audio's, and the other side does what `answering` says.
 * Frames go in by `hear`, in order.
 */
export class SimulatedSession {
  /** The turns so far; the last one may be open. Discarded turns are taken out again. */
  readonly turns: Draft[] = [];
  /** Until then (audio time, ms) nothing comes of a frame without speech: it need not be heard. */
  stillUntilMs = -Infinity;
  /** Until then (audio time, ms) several frames of speech may be heard as one, of less than `unconfirmedMs`. */
  steadyUntilMs = -Infinity;
  unconfirmedMs = 0;
  readonly #replyTiming: AskReplyTiming;
  readonly #answerPause: AnswerPause | undefined;
  readonly #edges: EndpointingEdge[] = [];
  readonly #inbox: TurnEvent[] = [];
  readonly #settings: EndpointingSettings;
  #state: TurnState;
  #endpointing = INITIAL_ENDPOINTING;
  #outcomes: Outcome[] = [];
  #deadlineAt = Infinity;
  #startMs = 0;
  #endMs = 0;
  #answeredTurnId = 0;
  #pauseAnswer: PendingAnswer | null = null;

  /** The session is connected at `at` (audio time, ms), with an open device and an avatar that is ready. */
  constructor(at: number, options: TurnTakingOptions, replyTiming: AskReplyTiming, answerPause?: AnswerPause) {
    this.#replyTiming = replyTiming;
    this.#answerPause = answerPause;
    this.#state = joined(at, options);
    // The same all through: asked for with every frame, found once.
    this.#settings = endpointingSettings(this.#state);
  }

  hear(frame: SpeechFrame): void {
    const { endMs: at } = frame;
    if (this.#outcomes.length > 0 || this.#deadlineAt <= at) this.#passTime(at);
    if (this.#pauseAnswer) this.#takeAnswer(this.#pauseAnswer, at);
    this.#endpointing = foldFrame(this.#memory(), frame, this.#settings, this.#onEdge);
    if (this.#edges.length > 0) this.#takeEdges(at);
    this.#lookAhead();
  }

  /** The frames are over: nothing more is known of a turn that is open. */
  finish(): void {
    const last = this.turns.at(-1);
    if (last?.endMs === null) last.spokenUntilMs = Math.max(last.onsetMs, this.#endpointing.confirmedUntilMs);
  }

  readonly #onEdge = (edge: EndpointingEdge): void => {
    this.#edges.push(edge);
  };

  #takeEdges(at: number): void {
    for (const edge of this.#edges) {
      this.#note(edge);
      this.#send({ ...edge, at });
    }
    this.#edges.length = 0;
  }

  #takeAnswer({ askedMs, completeness, answeredMs }: PendingAnswer, at: number): void {
    // Put so that an answer whose time is no number is there at once.
    if (answeredMs > at) return;
    this.#pauseAnswer = null;
    this.#send({ type: 'pause-answered', askedMs, completeness, at });
    this.#endpointing = withAnswer(this.#endpointing, askedMs, completeness);
  }

  #memory(): EndpointingState {
    return withTurnOf(this.#endpointing, this.#state);
  }

  #lookAhead(): void {
    const memory = this.#memory();
    const outcomeAt = this.#outcomes[0]?.event.at ?? Infinity;
    const next = Math.min(this.#deadlineAt, outcomeAt, this.#pauseAnswer?.answeredMs ?? Infinity);
    this.stillUntilMs = Math.min(next, stillUntil(memory, this.#settings));
    this.steadyUntilMs = Math.min(next, steadyUntil(memory, this.#settings));
    this.unconfirmedMs = unconfirmedMs(memory, this.#settings);
  }

  // Each outcome and each wait that is over by then, at its own time.
  #passTime(untilMs: number): void {
    for (;;) {
      const outcome = this.#outcomes[0];
      const outcomeAt = outcome?.event.at ?? Infinity;
      // Put so that an answer whose time is no number ends this too.
      if (!(Math.min(outcomeAt, this.#deadlineAt) <= untilMs)) return;
      if (outcome && outcomeAt <= this.#deadlineAt) {
        this.#outcomes.shift();
        this.#send(outcome.event);
        if (outcome.replyTiming) this.#answer(outcome.event, outcome.replyTiming);
      } else {
        this.#send({ type: 'tick', at: this.#deadlineAt });
      }
    }
  }

  #note(edge: EndpointingEdge): void {
    const last = this.turns.at(-1);
    if (!last) return;
    if (edge.type === 'pause-asked') {
      this.#pauseAnswer = this.#ask({ ...edge, turnStartMs: last.startMs });
    } else if (edge.type === 'turn-ended') {
      const { endMs, reason } = edge;
      const spokenUntilMs = Math.max(last.onsetMs, Math.min(endMs, this.#endpointing.confirmedUntilMs));
      Object.assign(last, { endMs, reason, spokenUntilMs } satisfies Partial<JudgedTurn>);
    } else if (edge.type === 'speech-started' && last.endMs !== null && last.reason !== 'max-duration') {
      const afterMs = edge.onsetMs - last.endMs;
      if (afterMs <= RESUMED_WITHIN_MS) last.resumedAfterMs ??= afterMs;
    }
  }

  #ask({ turnStartMs, pauseMs, askedMs }: AskedPause): PendingAnswer | null {
    const answer = this.#answerPause?.({ turnStartMs, pauseMs, askedMs });
    return answer ? { ...answer, askedMs } : null;
  }

  #send(event: TurnEvent): void {
    for (let next: TurnEvent | undefined = event; next; next = this.#inbox.shift()) {
      const [state, effects] = transition(this.#state, next);
      this.#state = state;
      for (const effect of effects) this.#run(effect, next.at);
    }
    this.#deadlineAt = deadlinesOf(this.#state)[0]?.at ?? Infinity;
  }

  #run(effect: TurnEffect, at: number): void {
    switch (effect.type) {
      case 'open-gate':
        this.#openGate(effect.turnId, at, effect.fromMs ?? at);
        return;
      case 'close-gate':
        this.#endMs = effect.untilMs ?? at;
        this.#inbox.push({ type: 'gate-closed', turnId: effect.turnId, endMs: this.#endMs, at });
        return;
      case 'start-turn':
        this.#startTurn(effect.turnId, at);
        return;
      case 'stop-turn':
        this.#stopTurn(effect.turnId, at, effect.isDiscarded);
        return;
      case 'interrupt-avatar':
        this.#endAnswer();
        return;
      case 'announce':
        if (effect.notice.type === 'turn-discarded') this.turns.pop();
        return;
      // What is left neither comes back as an event nor moves a boundary.
      case 'connect-provider':
      case 'disconnect-provider':
      case 'open-microphone':
      case 'close-microphone':
      case 'let-flow':
      case 'ask-to-be-heard':
      case 'duck-avatar':
      case 'set-server-stt':
      case 'apply-mode':
      case 'apply-turn-taking':
      case 'send-text':
    }
  }

  #openGate(turnId: number, at: number, startMs: number): void {
    const onsetMs = Math.max(startMs, this.#state.userSpeech?.onsetMs ?? startMs);
    this.#startMs = startMs;
    this.#endMs = startMs;
    this.turns.push({ startMs, onsetMs, endMs: null, reason: null, spokenUntilMs: onsetMs, resumedAfterMs: null });
    this.#inbox.push({ type: 'gate-opened', turnId, startMs, at });
  }

  #startTurn(turnId: number, at: number): void {
    const { startAckMs } = this.#replyTiming(this.#startMs, this.#startMs);
    this.#expect({ type: 'start-acknowledged', turnId, at: at + startAckMs });
  }

  #stopTurn(turnId: number, at: number, isDiscarded: boolean): void {
    const replyTiming = this.#replyTiming(this.#startMs, this.#endMs);
    // A stop that is sent a second time is no second turn.
    const isAnswered = !isDiscarded && turnId !== this.#answeredTurnId;
    if (isAnswered) this.#answeredTurnId = turnId;
    const event: TurnEvent = { type: 'stop-acknowledged', turnId, at: at + replyTiming.stopAckMs };
    this.#expect(event, false, isAnswered ? replyTiming : null);
  }

  #answer({ at }: TurnEvent, { thinkMs, speakMs }: ReplyTiming): void {
    const turnId = this.#answeredTurnId;
    const beginsAt = at + thinkMs;
    const endsAt = beginsAt + speakMs;
    this.#endAnswer();
    if (speakMs > 0) {
      this.#expect({ type: 'avatar-speech-started', turnId, at: beginsAt }, true);
      this.#expect({ type: 'avatar-speech-stopped', turnId, at: endsAt }, true);
    }
    this.#expect({ type: 'turn-completed', turnId, at: endsAt }, true);
  }

  #endAnswer(): void {
    this.#outcomes = this.#outcomes.filter(({ isAnswer }) => !isAnswer);
  }

  #expect(event: TurnEvent, isAnswer = false, replyTiming: ReplyTiming | null = null): void {
    let place = this.#outcomes.length;
    while (place > 0 && (this.#outcomes[place - 1]?.event.at ?? 0) > event.at) place--;
    this.#outcomes.splice(place, 0, { event, isAnswer, replyTiming: replyTiming });
  }
}

function joined(at: number, options: TurnTakingOptions): TurnState {
  const isEchoCancelled = options.localAudioPolicy.enableAcousticEchoCancellation;
  const capabilities = { serverStt: true, interrupt: true, sendText: true };
  const events: TurnEvent[] = [
    { type: 'connect', at },
    { type: 'connected', capabilities, at },
    { type: 'microphone-opened', label: '', isEchoCancelled, at },
    { type: 'microphone-flowing', at },
    { type: 'avatar-ready', at },
  ];
  const initial = initialTurnState(mergeTurnTaking(options, { mode: 'hands-free' }));
  return events.reduce((state, event) => transition(state, event)[0], initial);
}
