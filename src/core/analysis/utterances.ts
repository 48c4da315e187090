import { firstIndex } from './first-index.js';
import { RESUMED_WITHIN_MS } from './simulated-session.js';
import type { Speech } from './speech-in.js';
import { isPhysical, type PressSource, type TurnEndReason } from '../machine/turn-state.js';

/** A turn as it was held, and not discarded; audio time in ms. */
export interface RecordedTurn {
  readonly turnId: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly source: PressSource;
  readonly reason: TurnEndReason;
}

/** What the person says of the end of a turn. */
export type TurnMark = 'cut-me-off' | 'too-slow';

/** A stretch in which one person said one thing, pauses included; audio time in ms. */
export interface Utterance {
  /** First and last speech in it. */
  readonly startMs: number;
  readonly endMs: number;
  /** Why it is known: a held button, a mark of the person, speech that went on right after a turn's end, or just a turn. */
  readonly evidence: 'hold' | 'mark' | 'resumed' | 'turn';
  /** Silences inside, in order. */
  readonly pauses: readonly Pause[];
}

/** A silence within an utterance, audio time in ms. */
export interface Pause {
  /** Speech ended. */
  readonly startMs: number;
  /**
   * Speech began again; but at most `RESUMED_WITHIN_MS` after the end of a turn that was marked as cut off, because how
   * long the person would have paused without the answer nobody knows.
   */
  readonly endMs: number;
}

/** Whether what follows a turn's end may be more of the same: whatever follows, what follows soon, or nothing. */
type Continuation = 'any' | 'soon' | 'none';

interface Draft {
  readonly startMs: number;
  endMs: number;
  evidence: Utterance['evidence'];
  readonly pauses: Pause[];
  continuation: Continuation;
  /** End of the turn, or of what was said after it. */
  untilMs: number;
}

// Reasons of `EndpointReason`.
const ENDPOINTED: readonly TurnEndReason[] = ['stop-secs', 'sounded-complete', 'max-duration'];

/** Whether a detector was to find the turn's end, or has found it: what a voice began, and what was latched and ended by itself. */
export function isDetected({ source, reason }: Pick<RecordedTurn, 'source' | 'reason'>): boolean {
  return source === 'endpointer' || ENDPOINTED.includes(reason);
}

/**
 * What the person said in one go, as far as it can be known: a hold says it best; otherwise a turn is one utterance,
 * together with what follows it when the person marked it as cut off, or went on within `RESUMED_WITHIN_MS`. `speech`
 * and `turns` are in order and on one audio clock; `marks` go by turn.
 */
export function utterancesOf(
  speech: readonly Speech[],
  turns: readonly RecordedTurn[],
  marks: ReadonlyMap<number, TurnMark> = new Map(),
): Utterance[] {
  const drafts: Draft[] = [];
  for (const [i, turn] of turns.entries()) {
    const own = speechOf(turn, speech);
    const [first] = own;
    if (!first) continue;
    const before = drafts.at(-1);
    const isJoined = before !== undefined && goesOn(before, turn, first);
    const draft = isJoined ? before : begun(turn, own, first);
    if (isJoined) join(draft, own);
    else drafts.push(draft);
    endTurn(draft, turn, marks.get(turn.turnId));
    followSpeech(draft, speech, turns[i + 1]?.startMs ?? Infinity);
  }
  return drafts.map(({ startMs, endMs, evidence, pauses }) => ({ startMs, endMs, evidence, pauses }));
}

/** What is said in a turn. A hold's own bounds are what the person meant; a voice's turn may have cut into speech. */
export function speechOf({ startMs, endMs, ...turn }: RecordedTurn, speech: readonly Speech[]): Speech[] {
  const within = speech.slice(
    firstIndex(speech, (one) => one.endMs > startMs),
    firstIndex(speech, (one) => one.startMs >= endMs),
  );
  if (isDetected(turn)) return within;
  return within.map((one) => ({ startMs: Math.max(one.startMs, startMs), endMs: Math.min(one.endMs, endMs) }));
}

function goesOn({ continuation, untilMs }: Draft, { source }: RecordedTurn, first: Speech): boolean {
  if (source !== 'endpointer' || continuation === 'none') return false;
  return continuation === 'any' || first.startMs - untilMs <= RESUMED_WITHIN_MS;
}

function begun({ source, reason, endMs: untilMs }: RecordedTurn, speech: readonly Speech[], first: Speech): Draft {
  const evidence = isPhysical(source) && reason === 'release' ? 'hold' : 'turn';
  const endMs = speech.at(-1)?.endMs ?? first.endMs;
  return { startMs: first.startMs, endMs, evidence, pauses: pausesIn(speech), continuation: 'none', untilMs };
}

function join(draft: Draft, speech: readonly Speech[]): void {
  const isMarked = draft.continuation === 'any';
  if (isMarked) draft.evidence = 'mark';
  else if (draft.evidence !== 'mark') draft.evidence = 'resumed';
  // Speech that goes on over the cap, or over the end of an answer, is in both turns.
  const more = speech.filter(({ startMs }) => startMs >= draft.endMs);
  const [first] = more;
  if (!first) return;
  const latestMs = isMarked ? draft.untilMs + RESUMED_WITHIN_MS : Infinity;
  draft.pauses.push({ startMs: draft.endMs, endMs: Math.min(first.startMs, latestMs) }, ...pausesIn(more));
  draft.endMs = more.at(-1)?.endMs ?? first.endMs;
}

function endTurn(draft: Draft, turn: RecordedTurn, mark: TurnMark | undefined): void {
  draft.continuation = continuationOf(turn, mark);
  draft.untilMs = Math.max(turn.endMs, draft.endMs);
  if (mark === 'too-slow' && draft.evidence !== 'hold') draft.evidence = 'mark';
}

function continuationOf(turn: RecordedTurn, mark: TurnMark | undefined): Continuation {
  if (!isDetected(turn) || mark === 'too-slow') return 'none';
  if (mark === 'cut-me-off') return 'any';
  return ENDPOINTED.includes(turn.reason) ? 'soon' : 'none';
}

// What is said over the answer is in no turn, but part of the utterance all the same.
function followSpeech(draft: Draft, speech: readonly Speech[], untilMs: number): void {
  if (draft.continuation === 'none') return;
  const from = firstIndex(speech, ({ startMs }) => startMs >= draft.endMs);
  const to = firstIndex(speech, ({ startMs }) => startMs >= untilMs);
  for (const one of speech.slice(from, to)) {
    if (one.startMs - draft.untilMs > RESUMED_WITHIN_MS) return;
    join(draft, [one]);
    draft.untilMs = one.endMs;
  }
}

function pausesIn(speech: readonly Speech[]): Pause[] {
  return speech.slice(1).map(({ startMs }, i) => ({ startMs: speech[i]?.endMs ?? startMs, endMs: startMs }));
}
