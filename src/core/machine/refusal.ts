import { announce, step, type Step } from './step.js';
import type { RefusalReason } from './turn-events.js';
import { isPhysical, type PressSource, type TurnState } from './turn-state.js';

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

/** A refused press changes nothing, but one that is still held is remembered. */
export function refuse(state: TurnState, at: number, source: PressSource, reason: RefusalReason): Step {
  const isKept = isHoldable(state, source) && reason !== 'hands-free';
  return step(
    isKept ? { ...state, heldPress: { source, since: at } } : state,
    announce({ type: 'press-refused', reason, message: REFUSAL_TEXT[reason] }),
  );
}

// The application was told no and may not release; a tap or a click has nothing that is held.
function isHoldable(state: TurnState, source: PressSource): boolean {
  return isPhysical(source) && state.pressPolicy.style !== 'toggle';
}
