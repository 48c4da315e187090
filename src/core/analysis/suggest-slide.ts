import {
  lastOf,
  silenceNumbers,
  slideNumbers,
  slideOutcome,
  slidePoint,
  type AnalyzedUtterance,
  type SlideNumbers,
  type SlideOutcome,
  type SlidePoint,
} from './slide-trade-off.js';
import { missingEvidence } from './suggest.js';

/** What the left-out utterances came to, each under numbers that were chosen on all others. */
export interface LeftOut {
  /** 0 to 1. */
  readonly cutOffRate: number;
  /** Between these two the true rate lies in 95 of 100 cases, as far as so many pauses tell; 0 to 1. */
  readonly cutOffRateRange: readonly [number, number];
  /** Mean, ms. */
  readonly delayMs: number;
}

/** What suits one speaker, with what speaks for it. */
export interface SlideSuggestion {
  /** Silence alone is as good, or so nearly that the analyzer is not worth its download. */
  readonly isSilenceBest: boolean;
  /** The numbers to set, with what they come to on all that was heard; silence alone where that is best. */
  readonly suggested: SlidePoint;
  /** The best of silence alone within the same budget. */
  readonly silence: SlidePoint;
  /** The best with the analyzer within it. */
  readonly analyzer: SlidePoint;
  /** How much less the analyzer waits than silence alone at the rate that it really cut, ms; 0 where silence is best. */
  readonly savedMs: number;
  readonly leftOut: { readonly silence: LeftOut; readonly analyzer: LeftOut };
  readonly utterances: number;
  readonly pauses: number;
  /** Empty when there is enough to go by; otherwise what is missing, for a person. */
  readonly tooLittle: string;
}

export interface SuggestSlideOptions {
  /** The largest share of pauses at which the turn may be ended, 0 to 1; default 0.05. */
  readonly budget?: number;
  /** When the analyzer was asked, seconds of silence; default 0.2. */
  readonly askAfterSecs?: number;
}

/** Nobody notices less. */
const MIN_SAVED_MS = 100;

/** Of the normal distribution, for 95 of 100. */
const Z = 1.96;

/** One way to end turns: what each utterance comes to under it, and all together. */
interface Tried {
  readonly outcomes: readonly SlideOutcome[];
  readonly total: SlidePoint;
}

/**
 * The numbers that wait least within the budget; where none keeps it, those that cut off least. Whether the analyzer is
 * worth having is judged on utterances that had no say: each under numbers chosen on the others, beside what silence alone
 * waits at the rate that was really cut. Under a hundred milliseconds to save, silence alone is best.
 */
export function suggestSlide(
  utterances: readonly AnalyzedUtterance[],
  options: SuggestSlideOptions = {},
): SlideSuggestion {
  return lastOf(suggestSlideSteps(utterances, options));
}

/** The same in steps of a millisecond or two, for a page that must not stand still meanwhile. */
export function* suggestSlideSteps(
  utterances: readonly AnalyzedUtterance[],
  { budget = 0.05, askAfterSecs = 0.2 }: SuggestSlideOptions = {},
): Generator<void, SlideSuggestion> {
  const tryAll = function* (tried: readonly SlideNumbers[]): Generator<void, Tried[]> {
    const all: Tried[] = [];
    for (const numbers of tried) {
      const outcomes = utterances.map((one) => slideOutcome(one, numbers, askAfterSecs));
      all.push({ outcomes, total: slidePoint(numbers, outcomes) });
      yield;
    }
    return all;
  };
  const bySilence = yield* tryAll(silenceNumbers());
  const byAnalyzer = yield* tryAll(slideNumbers());
  const silence = best(bySilence, budget).total;
  const analyzer = best(byAnalyzer, budget).total;
  const leftOut = {
    silence: yield* leaveEachOut(bySilence, budget),
    analyzer: yield* leaveEachOut(byAnalyzer, budget),
  };
  const atSameRate = best(bySilence, leftOut.analyzer.cutOffRate).total;
  const savedMs = atSameRate.delayMs - leftOut.analyzer.delayMs;
  const isSilenceBest = utterances.length < 2 || savedMs < MIN_SAVED_MS;
  const { pauses } = silence;
  return {
    isSilenceBest,
    suggested: isSilenceBest ? silence : analyzer,
    silence,
    analyzer,
    savedMs: isSilenceBest ? 0 : savedMs,
    leftOut,
    utterances: utterances.length,
    pauses,
    tooLittle: missingEvidence(utterances.length, pauses),
  };
}

/** Within the budget the one that waits least; `without` counts as not heard. */
function best(tried: readonly Tried[], budget: number, without?: number): Tried {
  const scored = tried.map((one) => ({ one, ...rated(one, without) }));
  return scored.reduce((a, b) => (isBetter(b, a, budget) ? b : a)).one;
}

interface Rated {
  readonly cutOffRate: number;
  readonly delayMs: number;
}

function rated({ total, outcomes }: Tried, without?: number): Rated {
  const left = without === undefined ? undefined : outcomes[without];
  if (!left) return total;
  const pauses = total.pauses - left.pauses;
  return {
    cutOffRate: pauses === 0 ? 0 : (total.cutOffs - left.cutOffs) / pauses,
    delayMs: (total.delayMs * outcomes.length - left.delayMs) / Math.max(1, outcomes.length - 1),
  };
}

function isBetter(a: Rated, b: Rated, budget: number): boolean {
  const [aKeeps, bKeeps] = [a.cutOffRate <= budget, b.cutOffRate <= budget];
  if (aKeeps !== bKeeps) return aKeeps;
  return aKeeps ? a.delayMs < b.delayMs : a.cutOffRate < b.cutOffRate;
}

function* leaveEachOut(tried: readonly Tried[], budget: number): Generator<void, LeftOut> {
  const outcomes: SlideOutcome[] = [];
  for (const [i, own] of (tried[0]?.outcomes ?? []).entries()) {
    outcomes.push(best(tried, budget, i).outcomes[i] ?? own);
    yield;
  }
  const { cutOffRate, pauses, delayMs } = slidePoint({ minStopSecs: 0, stopSecs: 0 }, outcomes);
  return { cutOffRate, cutOffRateRange: rangeOf(cutOffRate, pauses), delayMs };
}

/** The score interval of a share of `count`, which stays within 0 and 1 and holds for few, too. */
function rangeOf(share: number, count: number): [number, number] {
  if (count === 0) return [0, 1];
  const spread = Z ** 2 / count;
  const half = Z * Math.sqrt((share * (1 - share)) / count + spread / (4 * count));
  const ends = [-half, half].map((by) => (share + spread / 2 + by) / (1 + spread));
  return [Math.max(0, ends[0] ?? 0), Math.min(1, ends[1] ?? 1)];
}
