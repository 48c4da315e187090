import { mayInterrupt } from './lock.js';
import type { RefusalReason } from './turn-events.js';
import { isBusy, type PressSource, type TurnState } from './turn-state.js';

/** Why a press from `source` can't be taken now, or null. */
export function refusalOf(state: TurnState, source: PressSource): RefusalReason | null {
  if (state.connection !== 'connected') return 'not-connected';
  if (!isWelcome(state, source)) return 'hands-free';
  if (state.stop || state.turn?.stop === 'due') return 'stop-pending';
  if (state.service.presence !== 'here') return 'avatar-not-ready';
  if (state.service.isUserMuted) return 'muted-by-service';
  return isBusy(state) && mustWait(state, source) ? 'avatar-busy' : null;
}

// In hands-free the endpointer presses; with detection disabled, the application does.
function isWelcome(state: TurnState, source: PressSource): boolean {
  if (state.mode === 'push-to-talk') return source !== 'endpointer';
  return source === (state.options.turnDetection === 'disabled' ? 'app' : 'endpointer');
}

function mustWait(state: TurnState, source: PressSource): boolean {
  if (mayInterrupt(state)) return false;
  return source === 'endpointer' || state.options.pushToTalkPolicy.requireTurnCompletionBeforeNextPress;
}
