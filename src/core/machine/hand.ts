import { isPhysical, type HeldPress, type TurnState } from './turn-state.js';

/** A hand that holds something, taken or not. */
export function handOf({ turn, heldPress }: TurnState): HeldPress | null {
  const source = turn?.isLatched || turn?.releasedAt !== null ? undefined : turn.heldBy.find(isPhysical);
  return source && turn ? { source, since: turn.downAt } : heldPress;
}
