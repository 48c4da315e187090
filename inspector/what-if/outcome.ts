import type { Utterance } from 'avatar-ptt/analysis';

/** A turn of either kind: as it was, or as it would have been. Audio time, ms. */
interface EndingTurn {
  readonly startMs: number;
  readonly endMs: number | null;
}

/** What a way to cut a conversation into turns came to, for the person who spoke. */
export interface Outcome {
  /** The turns whose end fell into an utterance. */
  readonly cutOffs: ReadonlySet<EndingTurn>;
  /** For each utterance: dead air from its end to the end of the turn, ms; null when no turn ended after it. */
  readonly delaysMs: readonly (number | null)[];
}

/** Turns beside what was said, both in order and on one audio clock. */
export function outcomeOf(utterances: readonly Utterance[], turns: readonly EndingTurn[]): Outcome {
  const cutOffs = new Set<EndingTurn>();
  let next = 0;
  const delaysMs = utterances.map(({ startMs, endMs }) => {
    while (endOf(turns[next]) <= startMs) next++;
    for (let turn = turns[next]; turn && endOf(turn) < endMs; turn = turns[++next]) cutOffs.add(turn);
    const turn = turns[next];
    return turn && turn.endMs !== null && turn.startMs < endMs ? turn.endMs - endMs : null;
  });
  return { cutOffs, delaysMs };
}

/** The middle value; null of none. */
export function medianOf(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) return null;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

// What is not over, or not there, ends after everything.
function endOf(turn: EndingTurn | undefined): number {
  return turn?.endMs ?? Infinity;
}
