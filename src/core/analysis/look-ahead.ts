import {
  EPSILON_MS,
  askDueMs,
  stopDueMs,
  type EndpointingSettings,
  type EndpointingState,
} from '../endpointing/endpointing.js';
import type { SmartTurnSettings } from '../settings/options.js';

// How far an hour of frames can be skipped without folding it. `foldFrame` itself knows nothing of this: a live session folds
// every frame, and each field of its memory is one that it needs for that. What must hold between the two is tested on any talk,
// `judge` beside the frames folded one by one.

/** Until then (audio time, ms) a frame without speech changes nothing. Early by more than rounding, never late. */
export function stillUntil(state: EndpointingState, { vad, turn }: EndpointingSettings): number {
  const silentMs = state.speech === 'quiet' ? Infinity : state.spokenUntilMs + vad.stopSecs * 1000;
  const isOpen = state.turnStartMs !== null && turn !== null;
  const stopMs = isOpen ? stopDueMs(state, turn) : Infinity;
  return Math.min(silentMs, stopMs, askedUntil(state, turn), uncappedUntil(state, turn)) - 2 * EPSILON_MS;
}

/**
 * Until then (audio time, ms) a frame of speech only moves the end of it, so that one frame may stand for several; of
 * speech that is not confirmed, for no more than `unconfirmedMs`.
 */
export function steadyUntil(state: EndpointingState, { turn }: EndpointingSettings): number {
  const isEndedAtOnce = state.turnStartMs !== null && turn !== null && turn.stopSecs * 1000 <= 2 * EPSILON_MS;
  if (state.speech === 'quiet' || isEndedAtOnce) return -Infinity;
  // Speech moves the silence on that ends a turn, and while it is pending the turn waits for it, and may be asked about.
  const askedMs = state.speech === 'starting' ? askedUntil(state, turn) : Infinity;
  return Math.min(askedMs, uncappedUntil(state, turn)) - 2 * EPSILON_MS;
}

/** Less than this much more speech, in ms, does not confirm it; Infinity once it is confirmed. Never too much. */
export function unconfirmedMs({ speech, heardMs }: EndpointingState, { vad }: EndpointingSettings): number {
  return speech === 'speaking' ? Infinity : vad.startSecs * 1000 - heardMs - 2 * EPSILON_MS;
}

function askedUntil(state: EndpointingState, turn: SmartTurnSettings | null): number {
  return state.turnStartMs === null || !turn ? Infinity : askDueMs(state, turn);
}

// The cap is found with the next frame when the turn or the setting is new.
function uncappedUntil(state: EndpointingState, turn: SmartTurnSettings | null): number {
  if (state.turnStartMs === null) return Infinity;
  if (state.capSecs !== (turn?.maxDurationSecs ?? 0)) return -Infinity;
  return turn ? state.capMs : Infinity;
}
