import { step, update, type Step } from './step.js';
import { isJoined, type MicrophoneState, type TurnState } from './turn-state.js';

/** Asks for the device, or for it once more with other wishes. */
export function openMicrophone(state: TurnState): Step {
  const { enableAcousticEchoCancellation: isEchoCancelled } = state.options.localAudioPolicy;
  const effect = { type: 'open-microphone', deviceId: state.deviceId, isEchoCancelled } as const;
  return step({ ...state, microphone: 'opening', isSoundFlowing: false }, effect);
}

/** Another device, at once when one is open. */
export function setMicrophone(state: TurnState, deviceId: string): Step {
  const isInUse = isJoined(state) && state.microphone !== 'closed';
  if (isInUse) return openMicrophone({ ...state, deviceId });
  return step(update(state, { deviceId }));
}

/** A device that is gone, once more: what a person did not ask for gets back only what may come back by itself. */
export function reopenMicrophone(state: TurnState, isAutomatic: boolean): Step {
  const isWanted = isAutomatic ? state.microphone === 'lost' : isGone(state);
  return isJoined(state) && isWanted ? openMicrophone(state) : step(state);
}

/** Whether a device was there, or asked for, and is not. */
export function isGone({ microphone }: TurnState): boolean {
  return microphone === 'lost' || microphone === 'failed';
}

// What ends by itself: a call, a sleep, a program that has the device, a plug.
const PASSING = ['suspended', 'muted', 'stopped', 'busy', 'not-found', 'unplugged'];

/** What has become of a device, by the code of its error. */
export function goneBy(code: string): MicrophoneState {
  return PASSING.includes(code.replace('microphone-', '')) ? 'lost' : 'failed';
}
