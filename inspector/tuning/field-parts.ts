import { TURN_TAKING_HELP, valueAt, type TurnTakingField, type TurnTakingOptions } from 'avatar-ptt/headless';
import { html, nothing, svg, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { FieldDrafts } from './field-drafts.js';
import { effectTimeOf, inForceOf, type Circumstances, EFFECT_TIME_TEXT } from './in-force.js';
import type { Precomputer } from './precomputer.js';
import { valueInWords, valueText } from './settings.js';
import type { Tuner } from './tuner.js';

/** What a field is drawn from. */
export interface FieldContext {
  readonly tuner: Tuner;
  readonly drafts: FieldDrafts;
  readonly precomputer: Precomputer;
  readonly settings: TurnTakingOptions;
  readonly circumstances: Circumstances;
}

export type NumberField = Extract<TurnTakingField, { kind: 'number' }>;

/** When a change of a setting acts; nothing where there is no session to act on. */
export function badge(field: TurnTakingField, { tuner, circumstances }: FieldContext): TemplateResult | typeof nothing {
  if (!tuner.isLive) return nothing;
  const time = effectTimeOf(field.path, circumstances.state);
  const { label, help } = EFFECT_TIME_TEXT[time];
  return html`<span class="badge ${time === 'live' ? 'good' : 'warn'}" title=${help}>${label}</span>`;
}

/** The value that stands in a number field: what is dragged or typed, else the setting itself. */
export function shownNumber(field: NumberField, { drafts, settings }: FieldContext): number {
  const value = Number(valueAt(settings, field.path));
  const text = drafts.textOf(field.path) ?? '';
  // What is typed need not be a number yet: the thumb waits.
  return text === '' || Number.isNaN(Number(text)) ? value : Number(text);
}

/** The thumb of a setting on its track; `clamp` moves what is dragged too far back to what is possible beside it. */
export function rangeInput(
  field: NumberField,
  value: number,
  { drafts, precomputer }: FieldContext,
  clamp = (asked: number): number => asked,
): TemplateResult {
  const precompute = (): void => precomputer.precompute(field, value);
  const moved =
    (take: (text: string) => void) =>
    ({ target }: Event): void => {
      const input = target as HTMLInputElement;
      const allowed = clamp(Number(input.value));
      if (allowed !== Number(input.value)) input.value = String(allowed);
      take(input.value);
      precomputer.precompute(field, allowed);
    };
  return html`<input
    type="range"
    id=${idOf(field)}
    min=${field.min}
    max=${field.max}
    step=${field.step}
    aria-valuetext=${valueInWords(field, value)}
    aria-describedby="${idOf(field)}-help"
    .value=${live(String(value))}
    @pointerenter=${precompute}
    @focus=${precompute}
    @input=${moved((text) => drafts.edit(field, text))}
    @change=${moved((text) => drafts.commitText(field, text))}
  />`;
}

/** The number of a setting, to be typed. */
export function numberInput(field: NumberField, text: string, drafts: FieldDrafts): TemplateResult {
  const isWrong = drafts.errorOf(field.path) !== '';
  return html`<input
    type="number"
    class="number"
    aria-label="${field.label}, as a number"
    min=${field.min}
    max=${field.max}
    step=${field.step}
    aria-invalid=${isWrong}
    aria-describedby="${idOf(field)}-${isWrong ? 'error' : 'help'}"
    .value=${live(text)}
    @input=${({ target }: Event) => drafts.edit(field, (target as HTMLInputElement).value)}
    @change=${({ target }: Event) => drafts.commitText(field, (target as HTMLInputElement).value)}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key === 'Escape') drafts.drop(field.path);
    }}
  />`;
}

/** Lines at the default and at what is in force; the thumb's middle never reaches the ends of the track. */
export function marks(field: NumberField, { options }: Circumstances): TemplateResult {
  const inForce = Number(valueAt(options, field.path));
  const at = (value: number): string => `${((value - field.min) / (field.max - field.min)) * 100}%`;
  return html`<svg class="tn-marks" aria-hidden="true">
    <title>Default: ${valueText(field, field.default)}</title>
    ${svg`<line class="tn-default" x1=${at(field.default)} x2=${at(field.default)} y1="66%" y2="96%" />
    <circle class="tn-now" cx=${at(inForce)} cy="50%" r="3" />`}
  </svg>`;
}

/** Sets a field to its default. */
export function resetButton(field: TurnTakingField, value: unknown, { drafts }: FieldContext): TemplateResult {
  const text = valueText(field, field.default);
  return html`<button
    class="plain tn-reset"
    ?disabled=${value === field.default && drafts.textOf(field.path) === undefined}
    aria-label="Reset ${field.label} to ${text}"
    title="Default: ${text}"
    @click=${() => drafts.commit(field, field.default)}
  >
    ↺
  </button>`;
}

/** What is in force, and beside it what is asked for where that is something else. */
export function inForceTexts(
  field: TurnTakingField,
  { circumstances, tuner, drafts, settings }: FieldContext,
): { readonly now: TemplateResult; readonly why: TemplateResult | typeof nothing } {
  const { text, why } = inForceOf(field.path, circumstances, tuner.askedFor(field.path));
  const draft = drafts.textOf(field.path);
  const asked = valueText(field, draft === undefined ? valueAt(settings, field.path) : Number(draft));
  const isSame = asked === text;
  return {
    now: html`<span class="tn-force ${isSame ? 'muted' : ''}">
      ${isSame ? nothing : html`<span class="muted">asked: ${asked},</span>`} in force: ${text}
    </span>`,
    why: why ? html`<p class="tn-why">${why}</p>` : nothing,
  };
}

/** What was wrong with what was typed, why another value is in force, and what the setting does. */
export function fieldNotes(field: TurnTakingField, context: FieldContext): TemplateResult {
  const error = context.drafts.errorOf(field.path);
  const { why } = inForceTexts(field, context);
  return html`${error ? html`<p class="error" id="${idOf(field)}-error" role="alert">${error}</p>` : nothing} ${why}
    <p class="tn-help muted" id="${idOf(field)}-help">${TURN_TAKING_HELP[field.path]}</p>`;
}

/** Where the control of a field is found, and what describes it. */
export function idOf({ path }: TurnTakingField): string {
  return `tn-${path}`;
}
