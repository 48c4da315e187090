import { firstIndex } from './first-index.js';
import { RESUMED_WITHIN_MS } from './rehearsal.js';
import type { Speech } from './speech-in.js';
import { isPhysical, type PressSource, type TurnEndReason } from './turn-state.js';

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
  /** Silences inside, in order: speech ended, speech began again. */
  readonly pauses: readonly { readonly startMs: number; readonly endMs: number }[];
}

/** Whether what follows a turn's end may be more of the same: whatever follows, what follows soon, or nothing. */
type Continuation = 'any' | 'soon' | 'none';

interface Draft {
  readonly speech: Speech[];
  evidence: Utterance['evidence'];
  continuation: Continuation;
  /** End of the turn, or of what was said after it. */
  untilMs: number;
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
    if (own.length === 0) continue;
    const before = drafts.at(-1);
    const draft = before && goesOn(before, turn, own) ? joined(before, own) : begun(turn, own);
    if (draft !== before) drafts.push(draft);
    closeTurn(draft, turn, marks.get(turn.turnId));
    followSpeech(draft, speech, turns[i + 1]?.startMs ?? Infinity);
  }
  return drafts.map(utteranceOf);
}

/** What is said in a turn. A hold's own bounds are what the person meant; a voice's turn may have cut into speech. */
export function speechOf({ startMs, endMs, source }: RecordedTurn, speech: readonly Speech[]): Speech[] {
  const within = speech.slice(
    firstIndex(speech, (one) => one.endMs > startMs),
    firstIndex(speech, (one) => one.startMs >= endMs),
  );
  if (source === 'endpointer') return within;
  return within.map((one) => ({ startMs: Math.max(one.startMs, startMs), endMs: Math.min(one.endMs, endMs) }));
}

function continuationOf({ source, reason }: RecordedTurn, mark: TurnMark | undefined): Continuation {
  if (source !== 'endpointer' || mark === 'too-slow') return 'none';
  if (mark === 'cut-me-off') return 'any';
  return reason === 'stop-secs' || reason === 'max-duration' ? 'soon' : 'none';
}

function goesOn({ continuation, untilMs }: Draft, { source }: RecordedTurn, [first]: readonly Speech[]): boolean {
  if (source !== 'endpointer' || continuation === 'none') return false;
  return continuation === 'any' || (first !== undefined && first.startMs - untilMs <= RESUMED_WITHIN_MS);
}

function begun({ source, reason, endMs }: RecordedTurn, speech: Speech[]): Draft {
  const isHold = isPhysical(source) && reason === 'release';
  return { speech, evidence: isHold ? 'hold' : 'turn', continuation: 'none', untilMs: endMs };
}

function joined(draft: Draft, more: readonly Speech[]): Draft {
  const lastMs = draft.speech.at(-1)?.endMs ?? 0;
  // Speech that goes on over the cap, or over the end of an answer, is in both turns.
  draft.speech.push(...more.filter(({ startMs }) => startMs >= lastMs));
  if (draft.continuation === 'any') draft.evidence = 'mark';
  else if (draft.evidence !== 'mark') draft.evidence = 'resumed';
  return draft;
}

function closeTurn(draft: Draft, turn: RecordedTurn, mark: TurnMark | undefined): void {
  draft.continuation = continuationOf(turn, mark);
  draft.untilMs = Math.max(turn.endMs, draft.speech.at(-1)?.endMs ?? 0);
  if (mark === 'too-slow' && draft.evidence !== 'hold') draft.evidence = 'mark';
}

// What is said over the answer is in no turn, but part of the utterance all the same.
function followSpeech(draft: Draft, speech: readonly Speech[], untilMs: number): void {
  if (draft.continuation === 'none') return;
  const endMs = draft.speech.at(-1)?.endMs ?? 0;
  const from = firstIndex(speech, ({ startMs }) => startMs >= endMs);
  const to = firstIndex(speech, ({ startMs }) => startMs >= untilMs);
  for (const one of speech.slice(from, to)) {
    if (one.startMs - draft.untilMs > RESUMED_WITHIN_MS) return;
    joined(draft, [one]);
    draft.untilMs = one.endMs;
  }
}

function utteranceOf({ speech, evidence }: Draft): Utterance {
  const pauses = speech.slice(1).map(({ startMs }, i) => ({ startMs: speech[i]?.endMs ?? startMs, endMs: startMs }));
  return { startMs: speech[0]?.startMs ?? 0, endMs: speech.at(-1)?.endMs ?? 0, evidence, pauses };
}
