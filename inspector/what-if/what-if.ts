import {
  compareTurns,
  isDetected,
  judge,
  speechIn,
  spokenRuns,
  stretchesOf,
  tradeOffAt,
  utterancesOf,
  type ReplyTiming,
  type FrameColumns,
  type JudgedTurn,
  type Speech,
  type SpokenRuns,
  type Suggestion,
  type TradeOffPoint,
  type TurnMark,
  type TurnVerdict,
  type Utterance,
  suggest,
  tradeOff,
} from 'avatar-ptt/analysis';
import {
  smartTurnSettings,
  type SmartTurnSettings,
  type TurnTakingOptions,
  type VadSettings,
} from 'avatar-ptt/headless';
import type { History } from '../model/history.js';
import { medianOf } from '../model/median.js';
import type { Stretch } from '../model/columns.js';
import type { PauseAnswers } from './pause-answers.js';
import { checkPrediction, type PredictionCheck, outcomeOf, type Outcome } from './outcome.js';
import { heldTurns, unheardTurns, withEchoCancellation, type HeldTurn, recordedAnswering } from './held-turns.js';

/** A judged turn where it lies on the page's clock. */
export interface PlacedTurn extends JudgedTurn {
  /** Index in `History.stretches`. */
  readonly stretch: number;
  /** Page time, ms. */
  readonly startAt: number;
  /** Page time, ms; null while it is not over. */
  readonly endAt: number | null;
}

/** A turn that was held, beside what would have been of it. */
export interface RejudgedTurn {
  readonly held: HeldTurn;
  readonly verdict: TurnVerdict;
  /** The person had more to say when it ended. */
  readonly wasCutOff: boolean;
  /** What the detector takes for speech in the stretch of this turn; audio time, ms. */
  readonly speech: readonly Speech[];
}

/** What would have been, with the settings under the slider. */
export interface WhatIf {
  readonly options: TurnTakingOptions;
  /** What it was worked out from. */
  readonly heard: SpeechAnalysis;
  /** All turns that there would have been, in order. */
  readonly turns: readonly PlacedTurn[];
  /** All turns that there were, in order. */
  readonly rejudged: readonly RejudgedTurn[];
  /** How often the person would have been, and was, taken to have finished while there was more to come. */
  readonly cutOffs: { readonly wouldBe: number; readonly was: number };
  /** Dead air after what was said, median, ms; null without any. */
  readonly delayMs: number | null;
  /** Median change of that against what was, ms; negative: sooner; null without a hands-free turn. */
  readonly delayChangeMs: number | null;
  readonly check: PredictionCheck;
  /** How many things were said in one go. */
  readonly utterances: number;
  /** Share of an analyzer's answers that is worked out, 0 to 1: until 1 it is silence that ends where one is missing. */
  readonly answered: number;
  /** How many turns were over before a detector was running: they can't be judged. */
  readonly unheard: number;
  readonly curve: readonly TradeOffPoint[];
  /** On the curve: the settings in force, and those under the slider. */
  readonly present: TradeOffPoint;
  readonly tried: TradeOffPoint;
  readonly suggestion: Suggestion;
}

/** What is known of one stretch of frames before any settings for ending turns are tried on it. */
interface HeardStretch {
  readonly stretch: Stretch;
  readonly index: number;
  readonly parts: readonly FrameColumns[];
  /** Where speech is in each part. */
  readonly spoken: readonly SpokenRuns[];
  readonly speech: readonly Speech[];
  readonly held: readonly HeldTurn[];
  readonly utterances: readonly Utterance[];
  /** What the turns came to that the detector ended. */
  readonly was: Outcome;
  readonly replyTiming: (startMs: number, endMs: number) => ReplyTiming;
}

/** What was heard, once for all settings that are tried: it depends on what counts as speech, not on what ends a turn. */
export interface SpeechAnalysis {
  readonly stretches: readonly HeardStretch[];
  readonly utterances: readonly Utterance[];
  readonly speaker: SpeakerCurve;
  readonly check: PredictionCheck;
  /** Turns that no detector heard. */
  readonly unheard: number;
}

/** All frames of a conversation, cut at their gaps, with what was said in them. */
export function analyse(
  history: History,
  vad: VadSettings,
  marks: ReadonlyMap<number, TurnMark>,
  answers?: PauseAnswers,
): SpeechAnalysis {
  const held = heldTurns(history);
  const stretches = history.stretches.map((stretch, index) => {
    const own = held.filter((turn) => turn.stretch === index);
    const parts = stretchesOf(stretch);
    const spoken = parts.map((part) => spokenRuns(part, vad));
    const speech = parts.flatMap((part) => speechIn(part, vad));
    const utterances = utterancesOf(speech, own, marks);
    // A button ends where the person lets it go: it neither cuts off nor keeps waiting.
    const detected = own.filter(isDetected);
    const was = outcomeOf(utterances, detected);
    return {
      stretch,
      index,
      parts,
      spoken,
      speech,
      held: own,
      utterances,
      was,
      replyTiming: recordedAnswering(own, held),
    };
  });
  const checks = stretches.map(({ stretch, index, held: own, replyTiming }) =>
    checkPrediction(stretch, own, replyTiming, (analyzer) => answers?.answering(analyzer, index)),
  );
  const sum = (name: keyof PredictionCheck): number => checks.reduce((total, check) => total + check[name], 0);
  const utterances = stretches.flatMap((heard) => heard.utterances);
  return {
    stretches,
    utterances,
    speaker: new SpeakerCurve(utterances),
    check: { same: sum('same'), of: sum('of') },
    unheard: unheardTurns(history),
  };
}

/** What would have been of what was heard. `inForce` are the settings to compare with. */
export function whatIf(
  heard: SpeechAnalysis,
  options: TurnTakingOptions,
  inForce: TurnTakingOptions,
  answers?: PauseAnswers,
): WhatIf {
  const { stretches, utterances, speaker, check, unheard } = heard;
  const asked = withKnownEcho(stretches, options, inForce);
  const all = stretches.map((one) => rejudge(one, asked, answers));
  const { points: curve, tried, suggestion } = speaker.at(endOfTurn(options));
  // For the timeline alone, and worked out only where that asks.
  let placed: readonly PlacedTurn[] | null = null;
  return {
    options,
    heard,
    get turns() {
      return (placed ??= all.flatMap(({ judged }, i) => placedTurns(stretches[i], judged)));
    },
    rejudged: all.flatMap(({ rejudged }) => rejudged),
    cutOffs: { wouldBe: sumOf(all, 'wouldBe'), was: sumOf(all, 'was') },
    delayMs: medianOf(all.flatMap(({ delaysMs }) => delaysMs)),
    delayChangeMs: medianOf(all.flatMap(({ changesMs }) => changesMs)),
    check,
    utterances: utterances.length,
    answered: answers?.progress ?? 1,
    unheard,
    curve,
    present: tradeOffAt(utterances, endOfTurn(inForce)),
    tried,
    suggestion,
  };
}

interface Rejudged {
  readonly judged: readonly JudgedTurn[];
  readonly rejudged: readonly RejudgedTurn[];
  readonly wouldBe: number;
  readonly was: number;
  /** Dead air after each utterance that a turn would end after. */
  readonly delaysMs: readonly number[];
  /** The same against what it was, where a turn ended after it in both. */
  readonly changesMs: readonly number[];
}

function rejudge(heard: HeardStretch, options: TurnTakingOptions, answers?: PauseAnswers): Rejudged {
  const answerPause = answers?.answering(endOfTurn(options).analyzer, heard.index);
  const { parts, spoken, speech, held, utterances, was, replyTiming } = heard;
  const judged = parts.flatMap((part, i) => judge(part, options, replyTiming, spoken[i], answerPause));
  const { verdicts } = compareTurns(held, judged, speech);
  const wouldBe = outcomeOf(utterances, judged);
  const delaysMs: number[] = [];
  const changesMs: number[] = [];
  for (const [i, delayMs] of wouldBe.delaysMs.entries()) {
    const wasMs = was.delaysMs[i] ?? null;
    if (delayMs !== null) delaysMs.push(delayMs);
    if (delayMs !== null && wasMs !== null) changesMs.push(delayMs - wasMs);
  }
  return {
    judged,
    // compareTurns gives one verdict for each turn, in the same order.
    rejudged: held.flatMap((turn, i) => {
      const verdict = verdicts[i];
      return verdict ? [{ held: turn, verdict, wasCutOff: was.cutOffs.has(turn), speech }] : [];
    }),
    wouldBe: wouldBe.cutOffs.size,
    was: was.cutOffs.size,
    delaysMs,
    changesMs,
  };
}

function placedTurns(heard: HeardStretch | undefined, judged: readonly JudgedTurn[]): PlacedTurn[] {
  if (!heard) return [];
  const { stretch, index } = heard;
  return judged.map((turn) => ({
    ...turn,
    stretch: index,
    startAt: stretch.pageOf(turn.startMs),
    endAt: turn.endMs === null ? null : stretch.pageOf(turn.endMs),
  }));
}

/** The settings by which silence would end a turn, also while nothing does. */
function endOfTurn(options: TurnTakingOptions): SmartTurnSettings {
  return smartTurnSettings(options) ?? options.customTurnDetection;
}

// As long as the wish is the same, the device does with it what it did.
function withKnownEcho(
  stretches: readonly HeardStretch[],
  options: TurnTakingOptions,
  inForce: TurnTakingOptions,
): TurnTakingOptions {
  const wish = (of: TurnTakingOptions): boolean => of.localAudioPolicy.enableAcousticEchoCancellation;
  const known = stretches.flatMap(({ held }) => held).findLast((turn) => turn.options !== null)?.options;
  return known && wish(options) === wish(inForce) ? withEchoCancellation(options, wish(known)) : options;
}

function sumOf(all: readonly Rejudged[], name: 'wouldBe' | 'was'): number {
  return all.reduce((sum, one) => sum + one[name], 0);
}

/** The curve of one speaker at some settings. */
export interface Curve {
  readonly points: readonly TradeOffPoint[];
  /** The point of the settings themselves. */
  readonly tried: TradeOffPoint;
  readonly suggestion: Suggestion;
}

interface Drawn {
  readonly settings: SmartTurnSettings;
  readonly points: readonly TradeOffPoint[];
  readonly suggestion: Suggestion;
}

/** False cut-offs against delay, of what one speaker said. */
export class SpeakerCurve {
  readonly #utterances: readonly Utterance[];
  #drawn: Drawn | null = null;

  constructor(utterances: readonly Utterance[]) {
    this.#utterances = utterances;
  }

  /** Another `stopSecs` moves along the same curve, with the same points; the other settings draw another. */
  at(settings: SmartTurnSettings): Curve {
    const known = this.#drawn && isSameCurve(this.#drawn, settings) ? pointAt(this.#drawn.points, settings) : undefined;
    if (this.#drawn && known) return { ...this.#drawn, tried: known };
    // The dear part: it judges everything that was said at every point of the curve.
    const points = tradeOff(this.#utterances, settings);
    const drawn = { settings, points, suggestion: suggest(this.#utterances, settings) };
    this.#drawn = drawn;
    const tried = pointAt(points, settings);
    if (!tried) throw new Error(`The curve has no point at ${settings.stopSecs} s.`);
    return { ...drawn, tried };
  }
}

// Without a pause the suggestion is what the settings are.
function isSameCurve({ settings, points }: Drawn, { preSpeechMs, maxDurationSecs }: SmartTurnSettings): boolean {
  const isSame = settings.preSpeechMs === preSpeechMs && settings.maxDurationSecs === maxDurationSecs;
  return isSame && (points[0]?.pauses ?? 0) > 0;
}

function pointAt(points: readonly TradeOffPoint[], { stopSecs }: SmartTurnSettings): TradeOffPoint | undefined {
  return points.find((point) => point.stopSecs === stopSecs);
}
