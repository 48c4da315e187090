import type { TurnTakingOptions } from 'avatar-ptt/headless';
import type { Inspection } from '../model/inspection.js';
import { CurrentFacts } from '../model/facts.js';
import { PRESS_FINDERS } from './press-symptoms.js';
import type { Seen, Symptom } from './symptom.js';
import { VOICE_FINDERS } from './voice-symptoms.js';

/** The symptoms that a conversation shows, with what would cure them if `options` were in force. */
export function symptomsOf(inspection: Inspection, options: TurnTakingOptions): readonly Symptom[] {
  const { history, marks } = inspection;
  const seen: Seen = {
    facts: inspection.model(CurrentFacts).facts,
    turns: history.turns,
    marked: (wanted) => [...marks].flatMap(([turnId, mark]) => (mark === wanted ? [turnId] : [])),
    options,
  };
  return [...VOICE_FINDERS, ...PRESS_FINDERS].flatMap((find) => find(seen) ?? []);
}
