import { mayInterrupt } from './lock.js';
import { announce, step, type Step } from './step.js';
import type { RefusalReason, TurnEffect } from './turn-events.js';
import { isBusy, isCapturing, isPhysical, type PressSource, type TurnState } from './turn-state.js';

/** What a refused person reads. */
export const REFUSAL_TEXT: Readonly<Record<RefusalReason, string>> = {
  'not-connected': 'Not connected. Connect first.',
  'hands-free': 'Hands-free is on: just speak, or switch to push-to-talk.',
  'stop-pending': 'Your last turn is still being sent. Keep holding to speak next.',
  'avatar-not-ready': 'The avatar is not ready yet. Keep holding to speak as soon as it is.',
  'muted-by-service': 'The service has muted you. Keep holding to speak as soon as it hears you again.',
  'avatar-busy': 'The avatar has not finished. Keep holding to speak next.',
  'microphone-unavailable': 'The microphone could not be opened, so nothing was recorded.',
  'server-stt-failed': 'The service could not start listening. Try again.',
  'start-failed': 'The service refused the turn. Try again.',
  'start-timeout': 'The service did not answer in time. Try again.',
};

/** Why a press from `source` can't be taken now, or null. */
export function refusalOf(state: TurnState, source: PressSource): RefusalReason | null {
  if (state.connection !== 'connected') return 'not-connected';
  if (!isWelcome(state, source)) return 'hands-free';
  if (state.stop || state.turn?.stop === 'due') return 'stop-pending';
  if (state.service.presence !== 'here') return 'avatar-not-ready';
  if (state.service.isUserMuted) return 'muted-by-service';
  return isBusy(state) && mustWait(state, source) ? 'avatar-busy' : null;
}

/** Why a written turn can't be taken now, as code and message, or null. */
export function textRefusal(state: TurnState): readonly [code: string, message: string] | null {
  if (state.connection !== 'connected' || !state.capabilities.sendText) {
    return ['text-unavailable', 'Text can be sent only while connected to an avatar that reads.'];
  }
  // Its answer would be interrupted by the turn, and would interrupt what is said.
  return isCapturing(state)
    ? ['text-during-turn', 'You are being heard. End your turn first, then send the text.']
    : null;
}

/** A refused press changes nothing, but one that is still held is remembered. */
export function refuse(state: TurnState, at: number, source: PressSource, reason: RefusalReason): Step {
  const isKept = isHoldable(state, source) && reason !== 'hands-free';
  return step(isKept ? { ...state, heldPress: { source, since: at } } : state, announceRefusal(reason));
}

/** A person is told why a press comes to nothing. */
export function announceRefusal(reason: RefusalReason): TurnEffect {
  return announce({ type: 'press-refused', reason, message: REFUSAL_TEXT[reason] });
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

// The application was told no and may not release; a tap or a click has nothing that is held.
function isHoldable(state: TurnState, source: PressSource): boolean {
  return isPhysical(source) && state.pressPolicy.style !== 'toggle';
}
