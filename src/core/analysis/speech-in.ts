import { EPSILON_MS, INITIAL_ENDPOINTING, foldFrame } from '../endpointing/endpointing.js';
import type { VadSettings } from '../settings/options.js';
import { frameAt, type FrameColumns } from './what-if.js';

/** Speech without a pause in it; audio time in ms. */
export interface Speech {
  readonly startMs: number;
  readonly endMs: number;
}

/** A shorter silence is part of speaking, not a pause, ms; where the benchmarks of endpointing draw the line. */
export const MIN_PAUSE_MS = 100;

/**
 * What the detector is sure is speech, in order, with every silence of `MIN_PAUSE_MS` or more between. These are the
 * silences that can end a turn, so they are finer than `vad.stopSecs`, which is when speech counts as stopped.
 */
export function speechIn(frames: FrameColumns, vad: VadSettings): Speech[] {
  const speech: { startMs: number; endMs: number }[] = [];
  const settings = { vad, turn: null };
  let state = INITIAL_ENDPOINTING;
  for (let i = 0; i < frames.length; i++) {
    const before = state;
    const frame = frameAt(frames, i);
    state = foldFrame(before, frame, settings, ignore);
    if (state.speech !== 'speaking' || state.confirmedUntilMs !== frame.endMs) continue;
    const startMs = before.speech === 'speaking' ? frame.startMs : state.onsetMs;
    const last = speech.at(-1);
    if (last && startMs - last.endMs < MIN_PAUSE_MS - EPSILON_MS) last.endMs = frame.endMs;
    else speech.push({ startMs, endMs: frame.endMs });
  }
  return speech;
}

// What is confirmed can be read off the state.
function ignore(): void {}
