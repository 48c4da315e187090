import fc from 'fast-check';
import type { AnalyzedUtterance } from '../../src/core/analysis/slide-trade-off.js';
import type { Pause } from '../../src/core/analysis/utterances.js';

/** What a speaker says: each pause with its length in ms and how complete it sounded, and how complete the end did. */
export interface AnalyzedTurn {
  readonly pauses: readonly (readonly [lengthMs: number, completeness: number | null])[];
  readonly end: number | null;
}

const PHRASE_MS = 600;

export function speaker(turns: readonly AnalyzedTurn[]): AnalyzedUtterance[] {
  return turns.map(({ pauses, end }) => {
    let atMs = PHRASE_MS;
    const silences = pauses.map(([lengthMs]): Pause => {
      const pause = { startMs: atMs, endMs: atMs + lengthMs };
      atMs = pause.endMs + PHRASE_MS;
      return pause;
    });
    return {
      utterance: { startMs: 0, endMs: atMs, evidence: 'hold', pauses: silences },
      completeness: { pauses: pauses.map(([, completeness]) => completeness), end },
    };
  });
}

const completeness = fc.option(
  fc.integer({ min: 0, max: 20 }).map((twentieths) => twentieths / 20),
  { freq: 8 },
);

/** Any speaker, pauses too short to count among theirs. */
export const analyzedSpeakers: fc.Arbitrary<AnalyzedTurn[]> = fc.array(
  fc.record({
    pauses: fc.array(
      fc.tuple(
        fc.integer({ min: 5, max: 300 }).map((hops) => hops * 10),
        completeness,
      ),
      { maxLength: 4 },
    ),
    end: completeness,
  }),
  { minLength: 1, maxLength: 7 },
);

/** What some numbers come to. */
export interface Found {
  readonly minStopMs: number;
  readonly stopMs: number;
  readonly delayMs: number;
  readonly rate: number;
}

/** By the rule's own words, asked after 0.2 s: every pair of numbers is tried, and the one that waits least is found. */
export function bruteForce(turns: readonly AnalyzedTurn[], budget: number, rule: 'silence' | 'slide'): Found {
  const tenths = (count: number): number[] => Array.from({ length: count }, (_, i) => (i + 1) * 100);
  const all = tenths(50).flatMap((stopMs) => {
    const shortest = rule === 'silence' ? [] : tenths(10).filter((minStopMs) => minStopMs < stopMs);
    return [...shortest, stopMs].map((minStopMs) => comeTo(turns, minStopMs, stopMs));
  });
  const within = all.filter(({ rate }) => rate <= budget);
  const least = Math.min(...within.map(({ delayMs }) => delayMs));
  return within.find(({ delayMs }) => delayMs === least)!;
}

function comeTo(turns: readonly AnalyzedTurn[], minStopMs: number, stopMs: number): Found {
  const silenceMs = (completeness: number | null): number => {
    if (completeness === null || stopMs <= 200) return stopMs;
    return Math.max(200, minStopMs + (stopMs - minStopMs) * (1 - completeness));
  };
  const pauses = turns.flatMap((turn) => turn.pauses).filter(([lengthMs]) => lengthMs >= 100);
  const cut = pauses.filter(([lengthMs, completeness]) => lengthMs >= silenceMs(completeness) - 0.01);
  const delayMs = turns.reduce((sum, { end }) => sum + silenceMs(end), 0) / Math.max(1, turns.length);
  return { minStopMs, stopMs, delayMs, rate: pauses.length === 0 ? 0 : cut.length / pauses.length };
}
