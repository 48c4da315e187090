import fc from 'fast-check';
import { speechIn } from '../../src/core/analysis/speech-in.js';
import { utterancesOf, type RecordedTurn, type Utterance } from '../../src/core/analysis/utterances.js';
import { columns, optionsOf } from './conversations.js';
import { frames } from './frames.js';

const HOP_MS = 10;
/** The default silence, and no cap. */
export const PRESENT = { stopSecs: 3, preSpeechMs: 0, maxDurationSecs: 120 };

/** What a speaker is told to do: utterances, each as its pauses in ms between phrases of `phraseMs`. */
export interface Script {
  readonly phraseMs: number;
  readonly utterances: readonly (readonly number[])[];
}

/** The script as it is heard and held: a button is down around each utterance, with a silence in between. */
export function spoken({ phraseMs, utterances }: Script): Utterance[] {
  const holds: RecordedTurn[] = [];
  let drawing = '';
  let atMs = 0;
  const draw = (mark: '#' | '.', lengthMs: number): void => {
    drawing += `${mark}${lengthMs / HOP_MS}`;
    atMs += lengthMs;
  };
  for (const [index, pauses] of utterances.entries()) {
    draw('.', 400);
    const startMs = atMs - 200;
    draw('#', phraseMs);
    for (const pauseMs of pauses) {
      draw('.', pauseMs);
      draw('#', phraseMs);
    }
    draw('.', 400);
    holds.push({ turnId: index + 1, startMs, endMs: atMs - 100, source: 'pointer', reason: 'release' });
  }
  return utterancesOf(speechIn(columns(frames(drawing, HOP_MS)), optionsOf({}).vad), holds);
}

/** Any speaker. */
export const scripts: fc.Arbitrary<Script> = fc.record({
  phraseMs: fc.integer({ min: 25, max: 300 }).map((hops) => hops * HOP_MS),
  utterances: fc.array(
    fc.array(
      fc.integer({ min: 10, max: 450 }).map((hops) => hops * HOP_MS),
      { maxLength: 6 },
    ),
    {
      minLength: 1,
      maxLength: 8,
    },
  ),
});

/** By the script alone: a pause as long as the silence that ends a turn ends it. */
export function rateBy({ utterances }: Script, stopMs: number): number {
  const pauses = utterances.flat();
  return pauses.length === 0 ? 0 : pauses.filter((pauseMs) => pauseMs >= stopMs).length / pauses.length;
}

/** Seconds of a grid in whole ms. */
export const asMs = (secs: number): number => Math.round(secs * 1000);
