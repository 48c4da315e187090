// The one place that knows of analyzers: what else than silence judges a pause.
import { smartTurnSettings } from 'avatar-ptt/headless';

/** Says what is judged otherwise than asked for, and what to do; empty when nothing is. */
export function analyzerNote(options) {
  const { analyzer = 'silence' } = smartTurnSettings(options);
  if (analyzer === 'silence') return '';
  return `The analyzer "${analyzer}" is not here, so silence alone ends turns. For Smart Turn: npm install avatar-ptt-smart-turn`;
}

/** The turns of `judgeTurns`, which takes a function that answers pauses; without one silence answers all of them. */
export async function turnsWith(judgeTurns) {
  return judgeTurns(undefined);
}
