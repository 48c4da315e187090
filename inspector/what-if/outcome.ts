import {
  type AnswerPause,
  type Utterance,
  judge,
  stretchesOf,
  type ReplyTiming,
  type FrameColumns,
  type JudgedTurn,
} from 'avatar-ptt/analysis';
import { isSameTurnTaking } from 'avatar-ptt/headless';
import type { HeldTurn } from './held-turns.js';

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
    // Both lists are in order, so each turn is passed once.
    while (endOf(turns[next]) <= startMs) next++;
    for (let turn = turns[next]; turn && endOf(turn) < endMs; turn = turns[++next]) cutOffs.add(turn);
    const turn = turns[next];
    return turn && turn.endMs !== null && turn.startMs < endMs ? turn.endMs - endMs : null;
  });
  return { cutOffs, delaysMs };
}

// What is not over, or not there, ends after everything.
function endOf(turn: EndingTurn | undefined): number {
  return turn?.endMs ?? Infinity;
}

/** How often the prediction for the settings that were in force is what happened. */
export interface PredictionCheck {
  readonly same: number;
  /** Turns that ended by the settings, which stayed the same until then: of hands-free, and by silence also of a tap. */
  readonly of: number;
}

/** One frame of the detector: after an answer, a turn begins at a moment of the page, which is known no better. */
const SAME_WITHIN_MS = 32;
/** An end can be certain only some time after it, when what came then is known to be no speech. */
const CERTAIN_AFTER_MS = 3000;

/** Judges the turns of one stretch again, in order, by the settings in force at each. */
export function checkPrediction(
  frames: FrameColumns,
  turns: readonly HeldTurn[],
  replyTiming: (startMs: number, endMs: number) => ReplyTiming,
  answering: (analyzer: string) => AnswerPause | undefined = () => undefined,
): PredictionCheck {
  let same = 0;
  let of = 0;
  for (const { fromMs, run } of runsOf(turns)) {
    const [{ options }] = run;
    const untilMs = (run.at(-1)?.endMs ?? 0) + CERTAIN_AFTER_MS;
    const heard = between(frames, fromMs, untilMs);
    const answerPause = answering(options.customTurnDetection.analyzer);
    const judged = stretchesOf(heard).flatMap((part) => judge(part, options, replyTiming, undefined, answerPause));
    same += run.filter((turn) => judged.some((one) => isSame(one, turn))).length;
    of += run.length;
  }
  return { same, of };
}

type CheckedTurn = HeldTurn & { readonly options: NonNullable<HeldTurn['options']> };

interface Run {
  /** Frames from here on are judged, audio time in ms: from the turn before, so that its answer is there to wait for. */
  readonly fromMs: number;
  /** Neighbours with the same settings. */
  readonly run: [CheckedTurn, ...CheckedTurn[]];
}

function runsOf(turns: readonly HeldTurn[]): Run[] {
  const runs: Run[] = [];
  let open: Run | null = null;
  for (const [i, turn] of turns.entries()) {
    if (!isChecked(turn)) open = null;
    // What was said before a tap is none of its turn, and nothing may follow from the next.
    else if (turn.source !== 'endpointer') open = alone(runs, turn);
    else if (open && isSameTurnTaking(open.run[0].options, turn.options)) open.run.push(turn);
    else runs.push((open = { fromMs: turns[i - 1]?.startMs ?? -Infinity, run: [turn] }));
  }
  return runs;
}

function isChecked(turn: HeldTurn): turn is CheckedTurn {
  const endedBySilence = turn.reason === 'stop-secs' || turn.reason === 'sounded-complete';
  // The longest turn counts from the tap, which is no place in what a voice would have begun.
  const endedBySettings = endedBySilence || (turn.reason === 'max-duration' && turn.source === 'endpointer');
  return endedBySettings && turn.options !== null;
}

function alone(runs: Run[], turn: CheckedTurn): null {
  runs.push({ fromMs: turn.startMs, run: [turn] });
  return null;
}

function isSame(judged: JudgedTurn, held: HeldTurn): boolean {
  const offMs = Math.max(
    // A tap comes before the voice.
    held.source === 'endpointer' ? Math.abs(judged.startMs - held.startMs) : 0,
    judged.endMs === null ? Infinity : Math.abs(judged.endMs - held.endMs),
  );
  return offMs <= SAME_WITHIN_MS;
}

/** The frames that end after `fromMs` and begin before `untilMs`; no copies. */
function between(frames: FrameColumns, fromMs: number, untilMs: number): FrameColumns {
  let from = 0;
  while (from < frames.length && (frames.endMs[from] ?? 0) <= fromMs) from++;
  let to = frames.length;
  while (to > from && (frames.startMs[to - 1] ?? 0) >= untilMs) to--;
  return {
    length: to - from,
    startMs: frames.startMs.subarray(from, to),
    endMs: frames.endMs.subarray(from, to),
    probability: frames.probability.subarray(from, to),
    volume: frames.volume.subarray(from, to),
  };
}
