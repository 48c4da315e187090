import { smartTurnSettings } from './merge-turn-taking.js';
import { acceptTurn } from './press.js';
import { refusalOf } from './refusal-reason.js';
import { endCapture } from './release.js';
import type { EndpointReason } from './endpointing.js';
import { step, update, type Step } from './step.js';
import { isCapturing, type TurnState } from './turn-state.js';

/** The detector is sure of speech that began at `onsetMs` (audio time). */
export function speechStarted(state: TurnState, onsetMs: number): Step {
  return step({ ...state, userSpeech: { onsetMs, hasWaited: false } });
}

export function speechEnded(state: TurnState): Step {
  return step(update(state, { userSpeech: null }));
}

/** The endpointer has set the end of its turn, at `endMs` (audio time). */
export function turnEndpointed(state: TurnState, at: number, endMs: number, reason: EndpointReason): Step {
  const { turn } = state;
  if (turn?.source !== 'endpointer' || turn.releasedAt !== null) return step(state);
  // Speech that goes on past the cap belongs to the next turn, from the cap on.
  const goesOn = reason === 'max-duration' && state.userSpeech !== null;
  return endCapture(
    { ...state, cutUntilMs: endMs, userSpeech: goesOn ? { onsetMs: endMs, hasWaited: false } : state.userSpeech },
    at,
    reason,
    true,
    endMs,
  );
}

/** The voice gets its turn as soon as one may start. */
export function takeUserSpeech(state: TurnState, at: number): Step {
  const { userSpeech } = state;
  if (!userSpeech || !isListening(state) || isCapturing(state)) return step(state);
  const refusal = refusalOf(state, 'endpointer');
  if (refusal === 'avatar-busy' && !userSpeech.hasWaited) {
    return step({ ...state, userSpeech: { ...userSpeech, hasWaited: true } });
  }
  if (refusal) return step(state);
  return userSpeech.hasWaited ? startNow(state, at) : startAtOnset(state, at, userSpeech.onsetMs);
}

// From before the onset, but not from what an earlier turn has already.
function startAtOnset(state: TurnState, at: number, onsetMs: number): Step {
  const leadMs = smartTurnSettings(state.options)?.preSpeechMs ?? 0;
  const fromMs = Math.max(onsetMs - leadMs, state.cutUntilMs, 0);
  return acceptTurn(state, { at, source: 'endpointer', fromMs, leadMs: 0 });
}

// Until now the avatar was heard too, so what was said over it is not part of the turn.
function startNow(state: TurnState, at: number): Step {
  return acceptTurn(state, { at, source: 'endpointer', fromMs: null, leadMs: 0 });
}

function isListening(state: TurnState): boolean {
  return state.mode === 'hands-free' && state.options.turnDetection !== 'disabled';
}

/** The capture path cut a turn that was started by time: its true end in the audio. */
export function cutAt(state: TurnState, endMs: number): Step {
  return step(endMs > state.cutUntilMs ? { ...state, cutUntilMs: endMs } : state);
}
