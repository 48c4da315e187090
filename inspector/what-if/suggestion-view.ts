import { html, nothing, type TemplateResult } from 'lit';
import type { TurnTakingOptions } from 'avatar-ptt/headless';
import type { EndOfTurnPatch, SpeakerFindings } from './speaker-curves.js';
import { certaintyInWords, evidenceInWords, silenceText, worthInWords } from './suggestion-words.js';

export interface SuggestionActions {
  readonly setBudget: (budget: number) => void;
  /** Shows what it would do; null: shows what is. */
  readonly try: (patch: EndOfTurnPatch | null) => void;
  readonly apply: (patch: EndOfTurnPatch) => void;
}

/** What the card shows beside the findings. */
export interface SuggestionState {
  readonly budget: number;
  readonly isWorking: boolean;
  readonly isApplied: boolean;
  readonly isTried: boolean;
}

/** One pause of so many. */
const BUDGETS: readonly (readonly [number, number])[] = [
  [10, 0.1],
  [7, 0.15],
  [5, 0.2],
  [3, 0.3],
];

/** The settings that suit this speaker within a budget, what speaks for them, and what is missing. */
export function suggestionCard(
  findings: SpeakerFindings | null,
  state: SuggestionState,
  actions: SuggestionActions,
): TemplateResult {
  return html`<section class="card wi-suggestion" aria-labelledby="wi-suggestion" aria-busy=${state.isWorking}>
    <h3 id="wi-suggestion">Suggested for you and this room</h3>
    ${budgetView(state.budget, actions)} ${findings ? suggested(findings, state, actions) : working()}
  </section>`;
}

function working(): TemplateResult {
  return html`<p class="muted">Working it out …</p>`;
}

function budgetView(budget: number, { setBudget }: SuggestionActions): TemplateResult {
  const typed = (event: Event): void => {
    const { value, min, max } = event.currentTarget as HTMLInputElement;
    const share = Number(value);
    if (value !== '' && share >= Number(min) && share <= Number(max)) setBudget(share / 100);
  };
  const buttons = BUDGETS.map(
    ([of, share]) =>
      html`<button aria-pressed=${share === budget} @click=${() => setBudget(share)}>1 in ${of}</button>`,
  );
  return html`<div class="wi-budget" role="group" aria-label="Pauses that may be taken for the end">
    <span>Cut me off in at most</span> ${buttons}
    <label>
      <input
        type="number"
        min="0"
        max="100"
        step="1"
        aria-label="Percent of pauses"
        .value=${String(Math.round(budget * 100))}
        @change=${typed}
      />
      % of my pauses
    </label>
  </div>`;
}

function suggested(
  findings: SpeakerFindings,
  { isWorking, isApplied, isTried }: SuggestionState,
  actions: SuggestionActions,
): TemplateResult {
  const { suggestion, patch, budget } = findings;
  const { tooLittle } = suggestion;
  const worth = worthInWords(findings);
  const certainty = certaintyInWords(suggestion);
  return html`${patch ? numbersView(patch) : nothing} ${worth ? html`<p>${worth}</p>` : nothing}
    <p class="muted">${evidenceInWords(suggestion, budget)}</p>
    ${certainty ? html`<p class="muted">${certainty}</p>` : nothing}
    ${tooLittle ? html`<p class="wi-too-little">Not certain yet. ${tooLittle}</p>` : nothing}
    ${
      patch
        ? html`<div class="wi-buttons">
            <button
              class=${tooLittle ? '' : 'primary'}
              ?disabled=${isApplied || isWorking}
              @click=${() => actions.apply(patch)}
            >
              ${isApplied ? 'Applied' : 'Apply'}
            </button>
            <button aria-pressed=${isTried} ?disabled=${isApplied} @click=${() => actions.try(isTried ? null : patch)}>
              Try
            </button>
            ${isWorking ? html`<span class="muted">Working it out anew …</span>` : nothing}
          </div>`
        : nothing
    }`;
}

function numbersView({ analyzer, minStopSecs, stopSecs = 0, maxDurationSecs }: EndOfTurnPatch): TemplateResult {
  const by = analyzer === 'silence' ? 'silence alone' : `silence, by how complete it sounds to ${analyzer}`;
  return html`<p>
    End the turn after
    <strong class="number">${silenceText(minStopSecs === undefined ? { stopSecs } : { stopSecs, minStopSecs })}</strong>
    of ${by}; longest turn <strong class="number">${maxDurationSecs} s</strong>.
  </p>`;
}

/** Whether a patch is what ends turns with these settings. */
export function isInForce(patch: EndOfTurnPatch, { turnDetection, customTurnDetection }: TurnTakingOptions): boolean {
  const names = Object.keys(patch) as (keyof EndOfTurnPatch)[];
  return turnDetection === 'custom' && names.every((name) => patch[name] === customTurnDetection[name]);
}
