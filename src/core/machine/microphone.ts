import { beginWaitingTurn } from './press.js';
import { announceRefusal } from './refusal.js';
import { discard, drop } from './release.js';
import { announce, announceError, chain, step, update, type Step } from './step.js';
import { closeAmbient, goneBy, setMicrophone, settleAmbient } from './switches.js';
import { isJoined, type TurnState } from './turn-state.js';

/** A device is open; the turn that waited for it begins. */
export function microphoneOpened(state: TurnState, at: number, isEchoCancelled: boolean): Step {
  // Opened too late: nobody wants it any more.
  const isWanted = state.microphone === 'opening' || state.microphone === 'open';
  if (!isJoined(state) || !isWanted) return step(state, { type: 'close-microphone' });
  return chain(
    step(update(state, { microphone: 'open', isEchoCancelled })),
    (next) => beginWaitingTurn(next, at),
    (now) => settleAmbient(now, at),
  );
}

/** No device could be opened, or not opened again. */
export function microphoneFailed(state: TurnState, at: number, code: string, message: string): Step {
  if (!isJoined(state) || state.microphone === 'closed') return step(state);
  const reason = 'microphone-unavailable';
  if (state.turn?.gate !== 'waiting') return lose(state, at, code, message);
  return chain(
    discard(state, reason, at),
    (next) => lose(next, at, code, message),
    (next) => step(next, announceRefusal(reason)),
  );
}

/** It sends nothing but digital silence. A voice pauses as it likes, so a device that is well is asked about in presses alone. */
export function microphoneSilent(state: TurnState, code: string, message: string): Step {
  const isPressed = state.turn !== null && state.turn.source !== 'endpointer';
  if (code === 'microphone-quiet' && !isPressed) return step(state);
  return step(update(state, { isSoundFlowing: false }), announceError(code, message));
}

/** Nothing like a voice so far, or in the whole turn. It may have been too soft for us, so it is told and sent all the same. */
export function voiceMissing(state: TurnState, turnId: number, isOver: boolean): Step {
  const { turn, lock, mode } = state;
  const isWaitedFor = lock?.turnId === turnId || (turn?.id === turnId && !turn.isDiscarded);
  // What a detector has begun had a voice.
  const isTold = isWaitedFor && mode === 'push-to-talk';
  return isTold ? step(state, announce({ type: 'voice-missing', turnId, isOver })) : step(state);
}

/** The device went away by itself: what was said counts, and after an unplugged one the browser's choice is tried. */
export function microphoneLost(state: TurnState, at: number, code: string, message: string): Step {
  if (!isJoined(state) || state.microphone === 'closed') return step(state);
  return chain(lose(state, at, code, message), (next) =>
    code === 'microphone-unplugged' ? setMicrophone(next, '') : step(next),
  );
}

function lose(state: TurnState, at: number, code: string, message: string): Step {
  return chain(
    drop({ ...state, isVoiceActive: false }, at, 'unplugged'),
    (next) => closeAmbient(next, at),
    (next) => step({ ...next, microphone: goneBy(code), isSoundFlowing: false }, announceError(code, message)),
  );
}
