import type { TurnState } from '../core/machine/turn-state.js';

/** Whether a hand holds the control, or has latched it, or holds on until its press is taken. */
export function isHeldByHand(state: TurnState | null): boolean {
  if (!state) return false;
  const { turn, heldPress } = state;
  const sources = [...(turn?.releasedAt === null ? turn.heldBy : []), heldPress?.source ?? 'app'];
  return sources.some((source) => source !== 'endpointer' && source !== 'app');
}
