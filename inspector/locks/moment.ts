import { type SessionRecord, type TurnState, isGateOpen } from 'avatar-ptt/headless';
import type { Inspection } from '../model/inspection.js';
import type { LevelTrack } from '../model/columns.js';

/** A state and the moment for which it is shown; page time in ms. */
export interface Moment {
  readonly state: TurnState;
  readonly at: number;
  /** Whether time goes on. */
  readonly isNow: boolean;
}

/** What is shown: of a conversation that goes on, now; of one that is over, the record selected or the end. */
export function momentOf({ control, history, source, selection }: Inspection): Moment | null {
  if (control) {
    // Another tab counts from when it was opened, so the way leads over the time of day.
    const at = performance.timeOrigin + performance.now() - source.timeOriginMs;
    return control.state && { state: control.state, at, isNow: true };
  }
  const record = (selection.seq === null ? null : recordOf(history.records, selection.seq)) ?? history.records.at(-1);
  if (record) return { state: record.state, at: record.at, isNow: false };
  return history.state && { state: history.state, at: 0, isNow: false };
}

// Records are numbered without gaps.
function recordOf(records: Inspection['history']['records'], seq: number): SessionRecord | null {
  const first = records.at(0)?.seq ?? 0;
  return (seq >= first ? records.at(seq - first) : null) ?? null;
}

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
  // Back to where they began to differ, but not beyond the decision: before it the other state was right.
  let first = newest;
  while (first > 0 && levels.gate[first - 1] === levels.gate[newest] && (levels.at[first - 1] ?? 0) > decidedAt)
    first--;
  return { isIntended, isTrue, differMs: newestAt - Math.max(decidedAt, levels.at[first] ?? newestAt) };
}
