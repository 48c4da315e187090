import { html, nothing, type TemplateResult } from 'lit';
import type { Suggestion } from 'avatar-ptt/analysis';
import type { TurnTakingOptions } from 'avatar-ptt/headless';
import { counted, secsText } from './what-if-words.js';

/** Whether it is what ends turns now. */
export function isInForce(suggestion: Suggestion, { turnDetection, customTurnDetection }: TurnTakingOptions): boolean {
  return (
    turnDetection === 'custom' &&
    customTurnDetection.stopSecs === suggestion.stopSecs &&
    customTurnDetection.maxDurationSecs === suggestion.maxDurationSecs
  );
}

/** The settings that suit this speaker, what speaks for them, and what is missing. */
export function suggestionCard(
  suggestion: Suggestion,
  isApplied: boolean,
  apply: (suggestion: Suggestion) => void,
): TemplateResult {
  const { stopSecs, maxDurationSecs, tooLittle } = suggestion;
  return html`<section class="card wi-suggestion" aria-labelledby="wi-suggestion">
    <h3 id="wi-suggestion">Suggested for you and this room</h3>
    <p>
      End the turn after <strong class="number">${stopSecs.toFixed(1)} s</strong> of silence; longest turn
      <strong class="number">${maxDurationSecs} s</strong>.
    </p>
    <p class="muted">${evidence(suggestion)}</p>
    ${tooLittle ? html`<p class="wi-too-little">Not certain yet. ${tooLittle}</p>` : nothing}
    <button class=${tooLittle ? '' : 'primary'} ?disabled=${isApplied} @click=${() => apply(suggestion)}>
      ${isApplied ? 'Applied' : 'Apply'}
    </button>
  </section>`;
}

function evidence({ pauses, utterances, cutOffRate, delayMs }: Suggestion): string {
  const heard = `${counted(pauses, 'pause')} in ${counted(utterances, 'utterance')}`;
  if (pauses === 0) return `So far you never paused while you spoke (${heard}), so nothing speaks for another value.`;
  const cutOffs = Math.round(cutOffRate * pauses);
  const share = cutOffs === 0 ? 'none' : `${cutOffs} (${Math.round(cutOffRate * 100)} %)`;
  return (
    `Of ${heard}, ${share} would end the turn. You would wait ${secsText(delayMs)} after your last word. ` +
    'It is the shortest silence that takes no more than 5 % of your pauses for the end.'
  );
}
