import type { SymptomId } from './symptom.js';

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
    then: 'let the end of speech unlock it too, or lower the time after which the lock lets go.',
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
  'slow-to-close': { when: 'If the microphone closes late after letting go', then: 'lower the release tail.' },
  'unheard-over-avatar': {
    when: 'If speaking over the avatar does not interrupt it',
    then: 'switch echo cancellation on, or use push-to-talk.',
  },
  'too-soft': {
    when: 'If speaking starts no turn',
    then: 'turn the microphone up, or lower the volume below which nothing is speech.',
  },
};
