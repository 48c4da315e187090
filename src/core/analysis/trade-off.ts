import { EPSILON_MS } from '../endpointing/endpointing.js';
import type { SilenceTurnSettings } from '../settings/options.js';
import { MIN_PAUSE_MS } from './speech-in.js';
import type { Pause, Utterance } from './utterances.js';

/** One point of the trade-off between cutting people off and making them wait. */
export interface TradeOffPoint {
  readonly stopSecs: number;
  /** Share of mid-turn pauses of 100 ms or more at which the turn would have been ended, 0 to 1. */
  readonly cutOffRate: number;
  /** Number of those pauses, and of all. */
  readonly cutOffs: number;
  readonly pauses: number;
  /** Dead air after the true end, mean over utterances, ms. */
  readonly delayMs: number;
}

/** The values of `stopSecs` that a curve is drawn over: 0.1 to 5 s in steps of 0.1. */
export const STOP_SECS_GRID: readonly number[] = Array.from({ length: 50 }, (_, i) => (i + 1) / 10);

/**
 * False cut-offs against delay over `stopSecs`, the shortest first: the values of `grid` and the one of `settings`, whose
 * other values are kept. A turn ends at a pause exactly where `foldFrame` ends it; nobody answers in between, so the
 * next turn begins with the next speech, also when a cap fell into the pause.
 */
export function tradeOff(
  utterances: readonly Utterance[],
  settings: SilenceTurnSettings,
  grid: readonly number[] = STOP_SECS_GRID,
): TradeOffPoint[] {
  const all = [...new Set([...grid, settings.stopSecs])].sort((a, b) => a - b);
  return all.map((stopSecs) => tradeOffAt(utterances, { ...settings, stopSecs }));
}

/** The point of the curve at `settings`; without a pause or an utterance its rate or its delay is 0. */
export function tradeOffAt(utterances: readonly Utterance[], settings: SilenceTurnSettings): TradeOffPoint {
  let pauses = 0;
  let cutOffs = 0;
  let delayMs = 0;
  for (const utterance of utterances) {
    const cut = cutOf(utterance, settings);
    pauses += utterance.pauses.filter(isPause).length;
    cutOffs += cut.cutOffs;
    delayMs += cut.delayMs;
  }
  return {
    stopSecs: settings.stopSecs,
    cutOffRate: pauses === 0 ? 0 : cutOffs / pauses,
    cutOffs,
    pauses,
    delayMs: utterances.length === 0 ? 0 : delayMs / utterances.length,
  };
}

interface Cut {
  readonly cutOffs: number;
  readonly delayMs: number;
}

function cutOf(utterance: Utterance, settings: SilenceTurnSettings): Cut {
  const { preSpeechMs } = settings;
  let turnStartMs = Math.max(0, utterance.startMs - preSpeechMs);
  let cutOffs = 0;
  for (const pause of utterance.pauses) {
    turnStartMs = cappedUntil(turnStartMs, pause.startMs, settings);
    const endMs = endIn(turnStartMs, pause.startMs, settings);
    if (pause.endMs < endMs - EPSILON_MS) continue;
    if (isPause(pause)) cutOffs++;
    turnStartMs = Math.max(pause.endMs - preSpeechMs, endMs);
  }
  turnStartMs = cappedUntil(turnStartMs, utterance.endMs, settings);
  return { cutOffs, delayMs: endIn(turnStartMs, utterance.endMs, settings) - utterance.endMs };
}

// Speech that goes on past the cap is the next turn, from the cap on.
function cappedUntil(turnStartMs: number, spokenUntilMs: number, { maxDurationSecs }: SilenceTurnSettings): number {
  let startMs = turnStartMs;
  while (startMs + maxDurationSecs * 1000 <= spokenUntilMs + EPSILON_MS) startMs += maxDurationSecs * 1000;
  return startMs;
}

// Where the turn ends if the silence from there on is long enough.
function endIn(turnStartMs: number, spokenUntilMs: number, { stopSecs, maxDurationSecs }: SilenceTurnSettings): number {
  // A turn that a cap began in silence has its silence counted from its own start.
  const quietFromMs = Math.max(turnStartMs, spokenUntilMs);
  return Math.min(quietFromMs + stopSecs * 1000, turnStartMs + maxDurationSecs * 1000);
}

function isPause({ startMs, endMs }: Pause): boolean {
  return endMs - startMs >= MIN_PAUSE_MS - EPSILON_MS;
}
