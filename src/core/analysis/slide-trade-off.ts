import { EPSILON_MS, INITIAL_ENDPOINTING, stopDueMs } from '../endpointing/endpointing.js';
import { DEFAULT_TURN_TAKING } from '../settings/merge-turn-taking.js';
import type { SmartTurnSettings } from '../settings/options.js';
import { MIN_PAUSE_MS } from './speech-in.js';
import { STOP_SECS_GRID } from './trade-off.js';
import type { Utterance } from './utterances.js';

/** How complete an utterance sounded in each of its silences, 0 to 1; null where nobody knows, and silence alone decides. */
export interface Completeness {
  /** As many as the utterance has pauses, in their order. */
  readonly pauses: readonly (number | null)[];
  /** After its true end. */
  readonly end: number | null;
}

/** An utterance that an analyzer was asked about. */
export interface AnalyzedUtterance {
  readonly utterance: Utterance;
  readonly completeness: Completeness;
}

/** The numbers of the rule `'slide'`, in seconds; with `minStopSecs` equal to `stopSecs` silence alone decides. */
export interface SlideNumbers {
  readonly minStopSecs: number;
  readonly stopSecs: number;
}

/** What two numbers come to. */
export interface SlidePoint extends SlideNumbers {
  /** Share of mid-turn pauses of 100 ms or more at which the turn would have been ended, 0 to 1. */
  readonly cutOffRate: number;
  readonly cutOffs: number;
  readonly pauses: number;
  /** Dead air after the true end, mean over utterances, ms. */
  readonly delayMs: number;
}

/** What one utterance comes to. */
export interface SlideOutcome {
  readonly cutOffs: number;
  readonly pauses: number;
  readonly delayMs: number;
}

// Any analyzer will do: its answers are known.
const SLIDE: SmartTurnSettings = { ...DEFAULT_TURN_TAKING.customTurnDetection, analyzer: 'known', rule: 'slide' };

/** The shortest silences that are tried: 0.1 to 1 s in steps of 0.1. */
const MIN_STOP_SECS_GRID: readonly number[] = STOP_SECS_GRID.slice(0, 10);

/** Silence that ends the turn, ms, where it sounded that complete after `askAfterSecs`: the fold's own answer. */
function stopMs(completeness: number | null, { minStopSecs, stopSecs }: SlideNumbers, askAfterSecs: number): number {
  const askedMs = askAfterSecs < stopSecs ? askAfterSecs * 1000 : null;
  return stopDueMs(
    { ...INITIAL_ENDPOINTING, isSpoken: true, askedMs, completeness },
    { ...SLIDE, minStopSecs, stopSecs, askAfterSecs },
  );
}

/** All numbers that are tried; silence alone is among them, so that an analyzer never comes to worse. */
export function slideNumbers(): SlideNumbers[] {
  const sliding = STOP_SECS_GRID.flatMap((stopSecs) =>
    MIN_STOP_SECS_GRID.filter((minStopSecs) => minStopSecs < stopSecs).map((minStopSecs) => ({
      minStopSecs,
      stopSecs,
    })),
  );
  return [...silenceNumbers(), ...sliding];
}

/** Silence alone: every `stopSecs` of the grid. */
export function silenceNumbers(): SlideNumbers[] {
  return STOP_SECS_GRID.map((stopSecs) => ({ minStopSecs: stopSecs, stopSecs }));
}

/**
 * One utterance under some numbers, each pause judged as though no earlier one had ended the turn. There is no cap: one
 * that suits the speaker never comes first.
 */
export function slideOutcome(
  { utterance, completeness }: AnalyzedUtterance,
  numbers: SlideNumbers,
  askAfterSecs: number,
): SlideOutcome {
  let cutOffs = 0;
  let pauses = 0;
  utterance.pauses.forEach(({ startMs, endMs }, i) => {
    const lengthMs = endMs - startMs + EPSILON_MS;
    if (lengthMs < MIN_PAUSE_MS) return;
    pauses++;
    if (lengthMs >= stopMs(completeness.pauses[i] ?? null, numbers, askAfterSecs)) cutOffs++;
  });
  return { cutOffs, pauses, delayMs: stopMs(completeness.end, numbers, askAfterSecs) };
}

/** The outcomes of several utterances together; without a pause or an utterance the rate or the delay is 0. */
export function slidePoint(numbers: SlideNumbers, outcomes: readonly SlideOutcome[]): SlidePoint {
  let [cutOffs, pauses, delayMs] = [0, 0, 0];
  for (const one of outcomes) {
    cutOffs += one.cutOffs;
    pauses += one.pauses;
    delayMs += one.delayMs;
  }
  return {
    ...numbers,
    cutOffRate: pauses === 0 ? 0 : cutOffs / pauses,
    cutOffs,
    pauses,
    delayMs: outcomes.length === 0 ? 0 : delayMs / outcomes.length,
  };
}

/** The two curves of one speaker, each from the shortest delay to the longest, and every point cuts off less than the one before. */
export interface SlideTradeOff {
  readonly silence: readonly SlidePoint[];
  readonly analyzer: readonly SlidePoint[];
}

/**
 * Least delay against false cut-offs: by silence alone, and with an analyzer that was asked after `askAfterSecs`, at the
 * numbers that suit it best.
 */
export function slideTradeOff(utterances: readonly AnalyzedUtterance[], askAfterSecs: number): SlideTradeOff {
  return lastOf(slideTradeOffSteps(utterances, askAfterSecs));
}

/** The same in steps of a millisecond or two, for a page that must not stand still meanwhile. */
export function* slideTradeOffSteps(
  utterances: readonly AnalyzedUtterance[],
  askAfterSecs: number,
): Generator<void, SlideTradeOff> {
  const all: SlidePoint[] = [];
  for (const numbers of slideNumbers()) {
    all.push(slideTradeOffAt(utterances, numbers, askAfterSecs));
    yield;
  }
  const silence = all.filter(({ minStopSecs, stopSecs }) => minStopSecs === stopSecs);
  return { silence: withoutWorse(silence), analyzer: withoutWorse(all) };
}

/** The point at some numbers, whether they are on a curve or not. */
export function slideTradeOffAt(
  utterances: readonly AnalyzedUtterance[],
  numbers: SlideNumbers,
  askAfterSecs: number,
): SlidePoint {
  const outcomes = utterances.map((one) => slideOutcome(one, numbers, askAfterSecs));
  return slidePoint(numbers, outcomes);
}

/** Takes all steps at once. */
export function lastOf<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function withoutWorse(points: readonly SlidePoint[]): SlidePoint[] {
  const best: SlidePoint[] = [];
  for (const point of [...points].sort((a, b) => a.delayMs - b.delayMs || a.cutOffs - b.cutOffs)) {
    if (point.cutOffs < (best.at(-1)?.cutOffs ?? Infinity)) best.push(point);
  }
  return best;
}
