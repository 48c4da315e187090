import { DEFAULT_TURN_TAKING } from '../settings/merge-turn-taking.js';
import type { SilenceTurnSettings } from '../settings/options.js';
import { STOP_SECS_GRID, tradeOffAt, type TradeOffPoint } from './trade-off.js';
import type { Utterance } from './utterances.js';

/** A value with what speaks for it. */
export interface Suggestion {
  readonly stopSecs: number;
  readonly maxDurationSecs: number;
  readonly cutOffRate: number;
  readonly delayMs: number;
  readonly utterances: number;
  readonly pauses: number;
  /** Empty when there is enough to go by; otherwise what is missing, for a person. */
  readonly tooLittle: string;
}

export interface SuggestOptions {
  /** The largest share of pauses at which the turn may be ended, 0 to 1; default 0.05. */
  readonly tolerance?: number;
  /** Values of `stopSecs` to choose from, the shortest first; default `STOP_SECS_GRID`. */
  readonly grid?: readonly number[];
}

/** Fewer say too little about a person. */
const MIN_UTTERANCES = 5;
const MIN_PAUSES = 10;

/** The longest utterance heard is hardly the longest there will be. */
const ROOM = 1.25;

// The ends of the setting's own range are 1 and 120 s; a cap below the default makes nothing better.
const MIN_CAP_SECS = DEFAULT_TURN_TAKING.customTurnDetection.maxDurationSecs;
const MAX_CAP_SECS = 120;

/**
 * The quickest settings that suit this speaker: the smallest `stopSecs` whose false cut-off rate is within the
 * tolerance, or the largest of the grid when none is, and a cap that leaves room for the longest utterance. Without a
 * single pause there is nothing to choose by, and `settings` keep their `stopSecs`.
 */
export function suggest(
  utterances: readonly Utterance[],
  settings: SilenceTurnSettings,
  { tolerance = 0.05, grid = STOP_SECS_GRID }: SuggestOptions = {},
): Suggestion {
  const at = (stopSecs: number): TradeOffPoint =>
    tradeOffAt(utterances, { ...settings, stopSecs, maxDurationSecs: capFor(utterances, stopSecs, settings) });
  const present = at(settings.stopSecs);
  const point = present.pauses === 0 ? present : smallest(grid.map(at), tolerance, present);
  const { stopSecs, cutOffRate, delayMs, pauses } = point;
  return {
    stopSecs,
    maxDurationSecs: capFor(utterances, stopSecs, settings),
    cutOffRate,
    delayMs,
    utterances: utterances.length,
    pauses,
    tooLittle: missingEvidence(utterances.length, pauses),
  };
}

function smallest(points: readonly TradeOffPoint[], tolerance: number, present: TradeOffPoint): TradeOffPoint {
  return points.find(({ cutOffRate }) => cutOffRate <= tolerance) ?? points.at(-1) ?? present;
}

// Beyond the silence that ends the turn, so that the cap never comes first.
function capFor(utterances: readonly Utterance[], stopSecs: number, { preSpeechMs }: SilenceTurnSettings): number {
  const longestMs = utterances.reduce((longest, { startMs, endMs }) => Math.max(longest, endMs - startMs), 0);
  const capSecs = Math.ceil((longestMs / 1000) * ROOM + preSpeechMs / 1000 + stopSecs);
  return Math.min(MAX_CAP_SECS, Math.max(MIN_CAP_SECS, capSecs));
}

/** What more to say before settings can be chosen with some certainty, for a person; empty when that is enough. */
export function missingEvidence(utterances: number, pauses: number): string {
  const missing = [
    counted(MIN_UTTERANCES - utterances, 'more turn', 'more turns'),
    counted(MIN_PAUSES - pauses, 'more pause within a turn', 'more pauses within a turn'),
  ].filter((part) => part !== '');
  if (missing.length === 0) return '';
  return (
    `${missing.join(' and ')} would make this certain enough. In push-to-talk, hold the button and speak as you ` +
    'would to a person, with pauses to think; release only when you have said it all.'
  );
}

function counted(count: number, one: string, many: string): string {
  return count <= 0 ? '' : `${count} ${count === 1 ? one : many}`;
}
