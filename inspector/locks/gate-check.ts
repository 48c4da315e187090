import { isGateOpen, type TurnState } from 'avatar-ptt/headless';
import type { LevelTrack } from '../model/level-track.js';

/** The gate as it was decided, beside what the capture path says of itself. */
export interface GateCheck {
  readonly isIntended: boolean;
  /** null while nothing is heard of it: no device is open, or its sound stands still. */
  readonly isTrue: boolean | null;
  /** How long the two have differed, ms; 0 while they agree. */
  readonly differMs: number;
}

/** A decision reaches the audio within so long, ms; what lasts longer is wrong. */
export const GATE_TOLERANCE_MS = 100;
/** Levels come 50 times a second; after so long without one nothing is known, ms. */
const STALE_MS = 500;

/** Compares both at `now`; `decidedAt` is when the gate was decided last (page times, ms). */
export function checkGate(state: TurnState, levels: LevelTrack, decidedAt: number, now: number): GateCheck {
  const isIntended = isGateOpen(state);
  const newest = levels.indexAt(now) - 1;
  const newestAt = levels.at[newest] ?? -Infinity;
  if (newest < 0 || now - newestAt > STALE_MS) return { isIntended, isTrue: null, differMs: 0 };
  const isTrue = levels.gate[newest] === 1;
  if (isTrue === isIntended) return { isIntended, isTrue, differMs: 0 };
  let first = newest;
  while (first > 0 && levels.gate[first - 1] === levels.gate[newest] && (levels.at[first - 1] ?? 0) > decidedAt)
    first--;
  return { isIntended, isTrue, differMs: newestAt - Math.max(decidedAt, levels.at[first] ?? newestAt) };
}
