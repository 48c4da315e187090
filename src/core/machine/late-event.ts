import type { TurnEvent } from './turn-events.js';
import type { TurnState } from './turn-state.js';

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
