import { step, update, type Step } from './step.js';
import type { TurnState } from './turn-state.js';

/** Asks for the device, or for it once more with other wishes. */
export function openMicrophone(state: TurnState): Step {
  const { enableAcousticEchoCancellation: isEchoCancelled } = state.options.localAudioPolicy;
  const effect = { type: 'open-microphone', deviceId: state.deviceId, isEchoCancelled } as const;
  return step({ ...state, microphone: 'opening', isSoundFlowing: false }, effect);
}

/** Another device, at once when one is open. */
export function setMicrophone(state: TurnState, deviceId: string): Step {
  const isInUse = state.connection === 'connected' && state.microphone !== 'closed';
  if (isInUse) return openMicrophone({ ...state, deviceId });
  return step(update(state, { deviceId }));
}
