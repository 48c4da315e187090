import { step, type Step } from './step.js';
import type { TurnState } from './turn-state.js';

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
