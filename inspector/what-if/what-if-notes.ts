import type { Inspection } from '../model/inspection.js';
import type { WhatIf } from './what-if.js';
import { counted } from './what-if-words.js';

/** What one must know to read the what-if rightly; each is a sentence or two. */
export function notesOf({ unheard }: WhatIf, { history, inForce, candidate, source }: Inspection): string[] {
  const isLoudnessOnly = history.stretches.some(({ detector }) => detector === 'energy');
  const notes: [boolean, string][] = [
    [
      candidate.turnDetection === 'disabled',
      'End-of-turn detection is off: the application alone begins and ends turns. Set it to its own values to try some.',
    ],
    [
      (history.state?.mode ?? inForce.mode) === 'push-to-talk' && source.kind !== 'recording',
      'In push-to-talk your hand ends the turn. This shows what hands-free would have made of the same words.',
    ],
    [
      isLoudnessOnly,
      'The speech detector could not be loaded, so loudness stands in for it, which takes keys, coughs and music for speech. With the real one there would be fewer turns in noise.',
    ],
    [unheard > 0, `${counted(unheard, 'turn')} came before the speech detector was running, and can't be judged.`],
  ];
  return notes.flatMap(([isSo, text]) => (isSo ? [text] : []));
}

/** What to do while there is nothing to judge. */
export function howToBegin({ history, control }: Inspection): string {
  if (!control) {
    return history.turns.length > 0
      ? 'This recording has no speech probabilities, so nothing in it can be judged again. Record with the inspector open to have them.'
      : 'There is no speech in this recording to judge.';
  }
  return history.state?.connection === 'connected'
    ? 'Talk for a minute, or hold the button and speak as you would to a person, with pauses to think. Then every turn shows here as it would be with other settings.'
    : 'Start the conversation and talk for a minute. Then every turn shows here as it would be with other settings.';
}
