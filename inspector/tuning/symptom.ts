import type { TurnMark } from 'avatar-ptt/analysis';
import { mergeTurnTaking, type PartialTurnTaking, type TurnTakingOptions, type TurnTiming } from 'avatar-ptt/headless';
import type { Facts } from '../model/facts.js';

/** What can be wrong with how turns are taken. */
export type SymptomId =
  | 'answers-mid-sentence'
  | 'capped'
  | 'answers-late'
  | 'first-word-clipped'
  | 'stays-locked'
  | 'press-refused'
  | 'noise-triggers'
  | 'slow-first-press'
  | 'slow-to-close'
  | 'unheard-over-avatar'
  | 'too-soft';

/** What helps, as a change of the settings. */
export interface Cure {
  /** For a button: `Wait 2.5 s`. */
  readonly text: string;
  readonly patch: PartialTurnTaking;
}

/** A symptom that this conversation shows. */
export interface Symptom {
  readonly id: SymptomId;
  /** What was seen: `3 turns ended while you were still speaking`. */
  readonly text: string;
  readonly turnIds: readonly number[];
  /** The first is the one to try first; empty when everything that helps is set already. */
  readonly cures: readonly Cure[];
}

/** What the finders look at. */
export interface Seen {
  readonly facts: Facts;
  readonly turns: readonly TurnTiming[];
  readonly marked: (mark: TurnMark) => readonly number[];
  /** The settings that a cure would change. */
  readonly options: TurnTakingOptions;
}

/** Looks for one symptom. */
export type Finder = (seen: Seen) => Symptom | null;

/** One cure, unless it is what is set already. */
export function cure(options: TurnTakingOptions, text: string, patch: PartialTurnTaking): readonly Cure[] {
  return mergeTurnTaking(options, patch) === options ? [] : [{ text, patch }];
}

/** A count for a sentence: `1 turn`, `3 turns`. */
export function countOf(turnIds: readonly number[]): string {
  return turnIds.length === 1 ? '1 turn' : `${turnIds.length} turns`;
}

/** A count for a sentence: `once`, `3 times`. */
export function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
