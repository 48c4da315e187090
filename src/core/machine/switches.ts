import type { InitialServerStt } from '../settings/options.js';
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

/** Audio that flows outside turns, for those who ask not to start muted, until the first press: on or off, as it must be. */
export function settleAmbient(state: TurnState, at: number): Step {
  const isWanted =
    state.connection === 'connected' &&
    state.mode === 'push-to-talk' &&
    !state.options.localAudioPolicy.startMutedInPushToTalk &&
    state.microphone === 'open' &&
    state.turn === null &&
    state.turnIds.next === state.turnIds.first;
  if (!isWanted) return closeAmbient(state, at);
  if (state.isAmbient) return step(state);
  return step({ ...state, isAmbient: true }, { type: 'open-gate', turnId: 0, at, fromMs: null, leadMs: 0 });
}

/** Whatever flowed outside turns ends. */
export function closeAmbient(state: TurnState, at: number): Step {
  if (!state.isAmbient) return step(state);
  return step({ ...state, isAmbient: false }, { type: 'close-gate', turnId: 0, at, untilMs: null, isDiscarded: true });
}

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
