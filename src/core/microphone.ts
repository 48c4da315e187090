import { openAmbient } from './ambient.js';
import { setMicrophone } from './device.js';
import { beginWaitingTurn } from './press.js';
import { REFUSAL_TEXT } from './refusal.js';
import { discard, drop, endCaptureWindow } from './release.js';
import { announce, announceError, chain, step, type Step } from './step.js';
import type { TurnState } from './turn-state.js';

/** A device is open; the turn that waited for it begins. */
export function microphoneOpened(state: TurnState, at: number, isEchoCancelled: boolean): Step {
  // Opened too late: nobody wants it any more.
  if (state.connection !== 'connected') return step(state, { type: 'close-microphone' });
  return chain(
    step({ ...state, microphone: 'open', isEchoCancelled }),
    (next) => beginWaitingTurn(next, at),
    (now) => openAmbient(now, at),
  );
}

/** No device could be opened. */
export function microphoneFailed(state: TurnState, at: number, code: string, message: string): Step {
  const isRefused = state.turn?.gate === 'waiting';
  const reason = 'microphone-unavailable';
  return chain(
    isRefused ? discard(state, reason, at) : step(state),
    (next) => step({ ...next, microphone: 'failed', heldPress: null }, announceError(code, message)),
    (next) =>
      isRefused ? step(next, announce({ type: 'press-refused', reason, message: REFUSAL_TEXT[reason] })) : step(next),
  );
}

/** The device went away by itself: what was said counts, and after an unplugged one the browser's choice is tried. */
export function microphoneLost(state: TurnState, at: number, code: string, message: string): Step {
  return chain(
    drop({ ...state, isVoiceActive: false, userSpeech: null }, at, 'unplugged'),
    (next) => endCaptureWindow(next, at, false),
    (next) =>
      step({ ...next, microphone: 'failed', isAmbient: false, isSoundFlowing: false }, announceError(code, message)),
    (next) => (code === 'microphone-unplugged' ? setMicrophone(next, '') : step(next)),
  );
}
