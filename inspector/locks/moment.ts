import type { SessionRecord, TurnState } from 'avatar-ptt/headless';
import type { Inspection } from '../model/inspection.js';

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
