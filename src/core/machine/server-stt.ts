import type { InitialServerStt } from '../settings/options.js';
import { step, type Step } from './step.js';
import type { TurnState } from './turn-state.js';

/** Whether a press switches backend speech-to-text on, and its end off. */
export function isServerSttToggled({ mode, options }: TurnState): boolean {
  return mode === 'push-to-talk' && options.pushToTalkPolicy.enableServerSttToggle;
}

/** Whether backend speech-to-text is to be on: by the turn where a press switches it, and else all the time. */
export function wantsServerStt(state: TurnState): boolean {
  const { mode, options, turn, turnIds, isServerSttOn } = state;
  // Before the first turn it stays as it was asked for at the start.
  const isFresh = turn === null && turnIds.next === turnIds.first;
  const isKept = (asked: InitialServerStt): boolean => isFresh && options.initialServerStt === asked;
  // A turn that waits for its device is not heard yet, but the one before it may be.
  if (isServerSttToggled(state)) {
    return turn === null ? isServerSttOn && isKept('enabled') : isServerSttOn || turn.gate !== 'waiting';
  }
  return isServerSttOn || mode === 'push-to-talk' || !isKept('disabled');
}

/** Backend speech-to-text as it must be, where the backend has a switch for it. The one place that switches it. */
export function settleServerStt(state: TurnState): Step {
  if (state.connection !== 'connected' || !state.capabilities.serverStt) return step(state);
  const isEnabled = wantsServerStt(state);
  if (isEnabled === state.isServerSttOn) return step(state);
  const turnId = state.turn?.id ?? state.turnIds.next - 1;
  return step({ ...state, isServerSttOn: isEnabled }, { type: 'set-server-stt', isEnabled, turnId });
}
