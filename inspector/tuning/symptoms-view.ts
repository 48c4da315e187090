import { html, nothing, type TemplateResult } from 'lit';
import type { Inspection } from '../model/inspection.js';
import type { Cure, Symptom, SymptomId } from './symptoms.js';
import { changesInWords } from './settings.js';
import type { Tuner } from './tuner.js';
import type { PanelHost } from '../shell/panels.js';

/** So many turns are named; the others are counted. */
const TURNS_NAMED = 8;

/** What this conversation suffers from, each with its cure and the turns that show it; nothing when it is well. */
export function symptomsView(
  seen: readonly Symptom[],
  tuner: Tuner,
  inspection: Inspection,
  host: PanelHost,
): TemplateResult | typeof nothing {
  if (seen.length === 0) return nothing;
  const cards = seen.map((symptom) => symptomCard(symptom, tuner, inspection, host));
  return html`<section class="tn-section" aria-labelledby="tn-symptoms">
    <h3 id="tn-symptoms">Seen in this conversation</h3>
    <ul class="tn-list">
      ${cards}
    </ul>
  </section>`;
}

/** The cures of what was not seen here, folded. */
export function helpView(seen: readonly Symptom[]): TemplateResult {
  const others = (Object.keys(HELP) as SymptomId[]).filter((id) => !seen.some((symptom) => symptom.id === id));
  const lines = others.map((id) => html`<li>${HELP[id].when}, ${HELP[id].then}</li>`);
  return html`<details class="tn-section tn-helps">
    <summary>If something feels wrong that was not seen here</summary>
    <ul>
      ${lines}
    </ul>
  </details>`;
}

function symptomCard(symptom: Symptom, tuner: Tuner, inspection: Inspection, host: PanelHost): TemplateResult {
  const { text, turnIds, cures } = symptom;
  const buttons = cures.map((cure) => cureButton(cure, tuner, host));
  const links = turnIds.slice(-TURNS_NAMED).map((turnId) => turnLink(turnId, inspection, host));
  const hidden = turnIds.length - links.length;
  return html`<li class="card tn-symptom">
    <p><strong>${text}.</strong></p>
    ${cures.length === 0 ? html`<p class="muted">What helps is set already: see whether the next turns are well.</p>` : nothing}
    <div class="tn-cures">
      ${buttons} ${links} ${hidden > 0 ? html`<span class="muted">and ${hidden} before</span>` : nothing}
    </div>
  </li>`;
}

function cureButton(cure: Cure, tuner: Tuner, host: PanelHost): TemplateResult {
  // Tried while it is pointed at or has the focus: what-if shows what it would have done before it is applied.
  const apply = (): void => {
    tuner.apply(cure.patch);
    host.announce(`${cure.text}: ${tuner.isLive ? 'applied' : 'tried'}. Undo takes it back.`);
    host.requestUpdate();
  };
  return html`<button
    class="tn-cure"
    title=${changesInWords(tuner.settings, cure.patch).join('; ')}
    @pointerenter=${() => tuner.try(cure.patch)}
    @pointerleave=${() => tuner.try(null)}
    @focus=${() => tuner.try(cure.patch)}
    @blur=${() => tuner.try(null)}
    @click=${apply}
  >
    ${cure.text}
  </button>`;
}

function turnLink(turnId: number, inspection: Inspection, host: PanelHost): TemplateResult {
  const show = (): void => {
    inspection.select({ turnId });
    host.show('timeline');
  };
  return html`<button class="plain tn-link" title="Show it on the timeline" @click=${show}>Turn ${turnId}</button>`;
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
