import { EPSILON_MS } from '../endpointing/endpointing.js';
import { firstIndex } from './first-index.js';
import type { JudgedTurn } from './simulated-session.js';
import type { Speech } from './speech-in.js';
import { speechOf, type RecordedTurn } from './utterances.js';

/**
 * What other settings would have made of a turn: ended it at the same moment, sooner, or later; ended it while there was
 * still speech to come in it (`cut-off`); kept it in one with another (`merged`); or never started it (`missed`).
 */
export type Verdict = 'same' | 'sooner' | 'later' | 'cut-off' | 'merged' | 'missed';

/** A recorded turn beside what would have been of it. */
export interface TurnVerdict {
  readonly turnId: number;
  readonly verdict: Verdict;
  /** How much later the turn would have ended, ms; negative: sooner. For `cut-off` its first end. null: never. */
  readonly byMs: number | null;
  /** The judged turns that hold its speech, in order. */
  readonly judged: readonly JudgedTurn[];
}

/** All verdicts, and the judged turns that no recorded turn stands beside. */
export interface Comparison {
  readonly verdicts: readonly TurnVerdict[];
  readonly added: readonly JudgedTurn[];
  readonly summary: ComparisonSummary;
}

/** How many of each. */
export interface ComparisonSummary {
  readonly same: number;
  readonly sooner: number;
  readonly later: number;
  readonly cutOff: number;
  readonly merged: number;
  readonly missed: number;
  readonly added: number;
  /** Median change of the end over the turns that are the same, sooner or later, ms; null without any. */
  readonly delayChangeMs: number | null;
}

// The capture path places the ends of a turn on whole samples.
const SAME_WITHIN_MS = 1;

// Turns that are still one turn each, so that their ends can be compared.
const STILL_ONE = new Set<Verdict>(['same', 'sooner', 'later']);

/** Recorded turns beside judged ones. All three lists are in order and on one audio clock; `speech` is of `speechIn`. */
export function compareTurns(
  recorded: readonly RecordedTurn[],
  judged: readonly JudgedTurn[],
  speech: readonly Speech[],
): Comparison {
  const matches = recorded.map((turn) => matchOf(turn, judged, speech));
  const held = new Set<JudgedTurn>();
  const shared = new Set<JudgedTurn>();
  for (const one of matches.flatMap((match) => match.judged)) (held.has(one) ? shared : held).add(one);
  const verdicts = matches.map((match) => verdictOf(match, shared));
  const added = judged.filter((one) => !held.has(one));
  return { verdicts, added, summary: summaryOf(verdicts, added.length) };
}

interface Match {
  readonly turn: RecordedTurn;
  /** End of the last speech within the turn. */
  readonly lastMs: number;
  readonly judged: readonly JudgedTurn[];
}

function matchOf(turn: RecordedTurn, judged: readonly JudgedTurn[], speech: readonly Speech[]): Match {
  const own = speechOf(turn, speech);
  const firstMs = Math.max(turn.startMs, own[0]?.startMs ?? 0);
  const lastMs = Math.min(turn.endMs, own.at(-1)?.endMs ?? Infinity);
  const holders = judged.slice(
    firstIndex(judged, ({ spokenUntilMs }) => spokenUntilMs > firstMs + EPSILON_MS),
    firstIndex(judged, ({ onsetMs }) => onsetMs >= lastMs - EPSILON_MS),
  );
  return { turn, lastMs, judged: holders };
}

function verdictOf(match: Match, shared: ReadonlySet<JudgedTurn>): TurnVerdict {
  const { turn, judged } = match;
  const endMs = judged[0]?.endMs ?? null;
  const byMs = endMs === null ? null : endMs - turn.endMs;
  const isCutOff = endMs !== null && endMs < match.lastMs - EPSILON_MS;
  return { turnId: turn.turnId, verdict: isCutOff ? 'cut-off' : wholeVerdictOf(match, byMs, shared), byMs, judged };
}

// Of a turn in which everything is said that was said, or nothing.
function wholeVerdictOf({ judged }: Match, byMs: number | null, shared: ReadonlySet<JudgedTurn>): Verdict {
  if (judged.length === 0) return 'missed';
  if (judged.some((one) => shared.has(one))) return 'merged';
  if (byMs === null) return 'later';
  if (Math.abs(byMs) <= SAME_WITHIN_MS) return 'same';
  return byMs < 0 ? 'sooner' : 'later';
}

function summaryOf(verdicts: readonly TurnVerdict[], added: number): ComparisonSummary {
  const count = (wanted: Verdict): number => verdicts.filter(({ verdict }) => verdict === wanted).length;
  return {
    same: count('same'),
    sooner: count('sooner'),
    later: count('later'),
    cutOff: count('cut-off'),
    merged: count('merged'),
    missed: count('missed'),
    added,
    delayChangeMs: median(
      verdicts.flatMap(({ verdict, byMs }) => (byMs !== null && STILL_ONE.has(verdict) ? [byMs] : [])),
    ),
  };
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) return null;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
