import { limitOf } from './endpointed-turn.js';
import { connectFailed, modeRefused } from './lifecycle.js';
import { releaseLock } from './lock.js';
import { STOP_ACK_MS, endCaptureWindow, endTranscriptWindow, startFailed, stopFailed } from './release.js';
import { endHold } from './speech.js';
import { announce, chain, step, type Step } from './step.js';
import type { TurnEvent } from './turn-events.js';
import type { Turn, TurnState, UnsettledStop } from './turn-state.js';

/** What is waited for, and until when (page ms). */
export interface Deadline {
  readonly kind: 'connect' | 'mode' | 'start' | 'stop' | 'window' | 'hold-warning' | 'hold' | 'lock';
  readonly at: number;
}

/** All waits that end by themselves, the earliest first. */
export function deadlinesOf(state: TurnState): Deadline[] {
  const { turn, stop } = state;
  const due: Deadline[] = [];
  add(due, 'connect', state.connectDueAt);
  add(due, 'mode', state.modeChange?.dueAt);
  add(due, 'lock', state.lock?.releasesAt);
  if (stop && !stop.hasFailed) add(due, 'stop', stop.dueAt);
  if (turn) {
    add(due, 'start', turn.ackDueAt);
    add(due, 'window', turn.window?.endsAt);
    add(due, 'hold', turn.holdEndsAt);
    // Only of the end of a hold: the longest turn is the endpointing's.
    if (!turn.isHoldWarned && !limitOf(state, turn).isCap) add(due, 'hold-warning', holdWarningAt(turn));
  }
  // Asked for with every event, and hardly ever more than one.
  return due.length > 1 ? due.sort((a, b) => a.at - b.at) : due;
}

/** Every wait that is over by then, each ended at its own time. */
export function elapse(state: TurnState, at: number): Step {
  const [due] = deadlinesOf(state);
  if (!due || due.at > at) return step(state);
  return chain(expire(state, due), (next) => elapse(withStopSentAt(next, state.stop, at), at));
}

/**
 * A busy page handles a press or a release long after it happened. What is asked of a service because of it is asked only then,
 * so the service has as long to answer from then on.
 */
export function answersDueLater(before: TurnState, after: TurnState, { at, handledAt = at }: TurnEvent): TurnState {
  const lateMs = handledAt - at;
  if (lateMs <= 0 || after === before) return after;
  const { turn, stop, lock } = after;
  const later = <T extends number | null>(due: T, was: T | undefined): T =>
    due === null || due === was ? due : ((due + lateMs) as T);
  return {
    ...after,
    turn: turn && { ...turn, ackDueAt: later(turn.ackDueAt, before.turn?.ackDueAt) },
    stop: stop && { ...stop, dueAt: later(stop.dueAt, before.stop?.dueAt) },
    lock: lock && { ...lock, releasesAt: later(lock.releasesAt, before.lock?.releasesAt) },
  };
}

function add(due: Deadline[], kind: Deadline['kind'], at: number | null | undefined): void {
  if (at != null) due.push({ kind, at });
}

/** A hold is warned of 10 s before its end, or after two thirds of a shorter one; page ms. */
function holdWarningAt(turn: Turn): number | null {
  if (turn.holdEndsAt === null) return null;
  return Math.max(turn.holdEndsAt - 10_000, turn.pressedAt + ((turn.holdEndsAt - turn.pressedAt) * 2) / 3);
}

// However late a wait is ended, its stop is sent only now, so the wait for its confirmation begins now.
function withStopSentAt(state: TurnState, before: UnsettledStop | null, at: number): TurnState {
  const { stop } = state;
  if (stop === null || stop === before || stop.hasFailed) return state;
  return { ...state, stop: { ...stop, dueAt: Math.max(stop.dueAt, at + STOP_ACK_MS) } };
}

function expire(state: TurnState, due: Deadline): Step {
  const { turn, stop } = state;
  switch (due.kind) {
    case 'connect':
      return connectFailed(state, 'connect-timeout', 'The service did not answer in time. Try again.');
    case 'mode':
      return modeRefused(state, due.at, 'mode-timeout', 'The service did not confirm the mode.');
    case 'start':
      return turn ? startFailed(state, due.at, turn.id, 'start-timeout') : step(state);
    case 'stop':
      return stop ? stopFailed(state, due.at, stop.turnId) : step(state);
    case 'window':
      return turn?.window?.kind === 'capture'
        ? endCaptureWindow(state, due.at, false)
        : endTranscriptWindow(state, due.at);
    case 'hold-warning':
      return warnOfHold(state);
    case 'hold':
      return endHold(state, due.at);
    case 'lock':
      return releaseLock(state, 'timeout');
  }
}

function warnOfHold(state: TurnState): Step {
  const { turn } = state;
  if (turn?.holdEndsAt == null) return step(state);
  return step(
    { ...state, turn: { ...turn, isHoldWarned: true } },
    announce({ type: 'hold-ending', turnId: turn.id, endsAt: turn.holdEndsAt }),
  );
}
