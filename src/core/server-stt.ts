import { step, type Step } from './step.js';
import type { TurnState } from './turn-state.js';

/** Backend speech-to-text on or off, where the policy and the backend have a switch for it. */
export function switchServerStt(state: TurnState, isEnabled: boolean, turnId: number): Step {
  const hasSwitch =
    state.mode === 'push-to-talk' &&
    state.options.pushToTalkPolicy.enableServerSttToggle &&
    state.capabilities.serverStt;
  if (!hasSwitch || state.isServerSttOn === isEnabled) return step(state);
  return step({ ...state, isServerSttOn: isEnabled }, { type: 'set-server-stt', isEnabled, turnId });
}
