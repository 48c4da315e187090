import { lengthText } from '../model/time-text.js';
import { endReasonText, type PlacedPause } from './user-turns.js';

/**
 * A pause in one sentence: `Paused 420 ms, sounded 83 % complete: would have ended after 760 ms; you went on.`
 */
export function pauseText(pause: PlacedPause): string {
  return `${lastedText(pause)}, ${soundedText(pause)}: ${outcomeText(pause)}.`;
}

/** What a pause sounded like: `sounded 83 % complete`, or why nobody knows. */
export function soundedText({ reply, completeness, reason, outcome }: PlacedPause): string {
  if (completeness !== null) return `sounded ${Math.round(completeness * 100)} % complete`;
  const because = reason && ` (${reason.replace(/\.$/, '')})`;
  if (reply === 'late') return `the answer came too late${because}`;
  if (reply === 'unanswered') return `no answer${because}`;
  return outcome === 'lasts' ? 'not answered yet' : 'not answered in time';
}

function lastedText({ pauseMs, askedMs, endMs, outcome }: PlacedPause): string {
  if (outcome === 'lasts') return 'Pausing';
  return endMs === null ? `Paused ${lengthText(askedMs - pauseMs)} or more` : `Paused ${lengthText(endMs - pauseMs)}`;
}

function outcomeText({ outcome, silenceMs, endReason }: PlacedPause): string {
  const silence = lengthText(silenceMs);
  switch (outcome) {
    case 'lasts':
      return `ends after ${silence} unless you go on`;
    case 'went-on':
      return `would have ended after ${silence}; you went on`;
    case 'ended': {
      const why = endReasonText(endReason ?? 'stop-secs');
      return endReason === 'max-duration' ? `would have ended after ${silence}; ${why}` : `ended the turn (${why})`;
    }
    case 'cut':
      return `would have ended after ${silence}; the turn was over before`;
  }
}
