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

/** What to do about each symptom, for whoever has not seen it here. */
export const HELP: Readonly<Record<SymptomId, { readonly when: string; readonly then: string }>> = {
  'answers-mid-sentence': {
    when: 'If the avatar answers mid-sentence',
    then: 'raise the silence that ends the turn to 2.5 or 3 s.',
  },
  capped: { when: 'If long turns are cut at the same length', then: 'raise the longest turn.' },
  'answers-late': {
    when: 'If the avatar answers too late',
    then: 'lower the silence that ends the turn, and look at what-if for who would be cut off.',
  },
  'first-word-clipped': {
    when: 'If the first word is clipped',
    then: 'raise the audio before the onset to 80 to 150 ms; in push-to-talk, the audio before the press.',
  },
  'stays-locked': {
    when: 'If the button stays locked after the avatar has finished',
    then: 'let the end of speech unlock it too, or lower the time after which the lock is released.',
  },
  'press-refused': {
    when: 'If presses are refused while the avatar speaks',
    then: 'let a press interrupt the avatar.',
  },
  'noise-triggers': {
    when: 'If noise triggers turns',
    then: 'switch to push-to-talk, or raise how long speech must last to start one.',
  },
  'slow-first-press': {
    when: 'If the first press is slow',
    then: 'open the microphone at the start, muted, instead of at the first press.',
  },
  'slow-to-close': { when: 'If the microphone closes late after the release', then: 'lower the release tail.' },
  'unheard-over-avatar': {
    when: 'If speaking over the avatar does not interrupt it',
    then: 'switch echo cancellation on, or use push-to-talk.',
  },
  'too-soft': {
    when: 'If speaking starts no turn',
    then: 'turn the microphone up, or lower the volume below which nothing is speech.',
  },
};
