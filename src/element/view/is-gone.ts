import type { TurnState } from '../../core/machine/turn-state.js';

/** Whether a microphone was there, or asked for, and is not. */
export function isGone({ microphone }: TurnState): boolean {
  return microphone === 'lost' || microphone === 'failed';
}
