import { smartTurnSettings } from '../settings/merge-turn-taking.js';
import { countsFromMs, isEndpointed, limitOf } from './endpointed-turn.js';
import { mayInterrupt } from './lock.js';
import { acceptTurn } from './press.js';
import { refusalOf } from './refusal.js';
import { endCapture } from './release.js';
import type { EndpointReason } from '../endpointing/endpointing.js';
import { chain, step, update, type Step } from './step.js';
import { isCapturing, isListening, type TurnState, type UserSpeech } from './turn-state.js';

/** The detector is sure of speech that began at `onsetMs` (audio time). */
export function speechStarted(state: TurnState, onsetMs: number): Step {
  const { userSpeech } = state;
  // What was said while it could not have its turn yet, and goes on, is one.
  const isOne = userSpeech !== null && userSpeech.endMs !== null && !userSpeech.hasWaited;
  return step({
    ...state,
    userSpeech: { onsetMs: isOne ? userSpeech.onsetMs : onsetMs, endMs: null, hasWaited: false },
  });
}

/** It is over, at `endMs`. What only the machinery had kept waiting gets its turn all the same. */
export function speechEnded(state: TurnState, endMs: number): Step {
  const { userSpeech } = state;
  if (userSpeech === null || userSpeech.endMs !== null) return step(state);
  const isWaiting = !userSpeech.hasWaited && isListening(state) && !isCapturing(state);
  const isKept = isWaiting && endMs - userSpeech.onsetMs >= state.options.vad.startSecs * 1000;
  return step({ ...state, userSpeech: isKept ? { ...userSpeech, endMs } : null });
}

/** The endpointing has set the end of the turn, at `endMs` (audio time). */
export function turnEndpointed(state: TurnState, at: number, endMs: number, reason: EndpointReason): Step {
  const { turn } = state;
  if (!turn || turn.releasedAt !== null || !isEndpointed(state, turn)) return step(state);
  const isVoice = turn.source === 'endpointer';
  // Speech that goes on past the cap belongs to the next turn, from the cap on.
  const goesOn = isVoice && reason === 'max-duration' && state.userSpeech !== null;
  return endCapture(
    {
      ...state,
      cutUntilMs: endMs,
      userSpeech: goesOn ? { onsetMs: endMs, endMs: null, hasWaited: false } : state.userSpeech,
    },
    at,
    reason,
    isVoice,
    endMs,
  );
}

/** The longest hold is over, or the longest turn: endpointing that has not ended it by then hears nothing any more. */
export function endHold(state: TurnState, at: number): Step {
  const { turn } = state;
  if (!turn) return step(state);
  const { limitMs, isCap } = limitOf(state, turn);
  if (!isCap) return endCapture(state, at, 'max-hold', true);
  const fromMs = countsFromMs(turn);
  const untilMs = fromMs === null ? null : fromMs + limitMs;
  return endCapture({ ...state, userSpeech: null }, at, 'max-duration', turn.source === 'endpointer', untilMs);
}

/** The voice gets its turn as soon as one may start. */
export function takeUserSpeech(state: TurnState, at: number): Step {
  const { userSpeech } = state;
  if (!userSpeech || !isListening(state) || isCapturing(state)) return step(state);
  const refusal = refusalOf(state, 'endpointer');
  if (refusal === null) return giveTurn(state, at, userSpeech);
  // Over the avatar nothing can be told apart, and what was over before it has been answered by now.
  if (!state.isAvatarSpeaking || mayInterrupt(state)) return step(state);
  if (userSpeech.endMs !== null) return step({ ...state, userSpeech: null });
  return step(update(state, { userSpeech: userSpeech.hasWaited ? userSpeech : { ...userSpeech, hasWaited: true } }));
}

function giveTurn(state: TurnState, at: number, { onsetMs, endMs, hasWaited }: UserSpeech): Step {
  const beforeMs = smartTurnSettings(state.options)?.preSpeechMs ?? 0;
  // From before the onset, but not from what an earlier turn has already. Who has waited was heard over the avatar until now,
  // and what was said over it is not part of the turn.
  const fromMs = hasWaited ? null : Math.max(onsetMs - beforeMs, state.cutUntilMs, 0);
  return chain(acceptTurn(state, { at, source: 'endpointer', fromMs, leadMs: 0 }), (next) =>
    step(endMs === null ? next : { ...next, userSpeech: null }),
  );
}

/** The capture path cut a turn that was started by time: its true end in the audio. */
export function cutAt(state: TurnState, endMs: number): Step {
  return step(endMs > state.cutUntilMs ? { ...state, cutUntilMs: endMs } : state);
}
