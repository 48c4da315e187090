import { html, nothing, svg, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { TURN_TAKING_HELP, valueAt, type TurnTakingField, type TurnTakingOptions } from 'avatar-ptt/headless';
import { effectTimeOf, inForceOf, type Circumstances, EFFECT_TIME_TEXT } from './in-force.js';
import { valueInWords, valueText } from './settings.js';
import type { Tuner } from './tuner.js';
import type { FieldDrafts } from './field-drafts.js';
import type { Precomputer } from './precomputer.js';

/** What a field is drawn from. */
export interface FieldContext {
  readonly tuner: Tuner;
  readonly drafts: FieldDrafts;
  readonly precomputer: Precomputer;
  readonly settings: TurnTakingOptions;
  readonly circumstances: Circumstances;
}

type NumberField = Extract<TurnTakingField, { kind: 'number' }>;

/** One setting: what it is, when a change acts, its control, what is in force, and what was wrong with what was typed. */
export function fieldView(field: TurnTakingField, context: FieldContext): TemplateResult {
  const { settings, drafts } = context;
  const value = valueAt(settings, field.path);
  const error = drafts.errorOf(field.path);
  const control = controlOf(field, value, context);
  const reset = resetButton(field, value, context);
  const isSwitch = field.kind === 'boolean';
  const { now, why } = inForceTexts(field, context);
  return html`<div class="tn-field">
    <div class="tn-head">
      ${isSwitch ? control : nothing}
      <label for=${idOf(field)}>${field.label}</label>
      ${badge(field, context)}
      <span class="spacer"></span>
      ${now} ${isSwitch ? reset : nothing}
    </div>
    ${isSwitch ? nothing : html`<div class="tn-control">${control} ${reset}</div>`}
    ${error ? html`<p class="error" id="${idOf(field)}-error" role="alert">${error}</p>` : nothing} ${why}
    <p class="tn-help muted" id="${idOf(field)}-help">${TURN_TAKING_HELP[field.path]}</p>
  </div>`;
}

function badge(field: TurnTakingField, { tuner, circumstances }: FieldContext): TemplateResult | typeof nothing {
  if (!tuner.isLive) return nothing;
  const time = effectTimeOf(field.path, circumstances.state);
  const { label, help } = EFFECT_TIME_TEXT[time];
  return html`<span class="badge ${time === 'live' ? 'good' : 'warn'}" title=${help}>${label}</span>`;
}

function controlOf(field: TurnTakingField, value: unknown, context: FieldContext): TemplateResult {
  switch (field.kind) {
    case 'number':
      return numberControl(field, Number(value), context);
    case 'boolean':
      return html`<input
        type="checkbox"
        role="switch"
        id=${idOf(field)}
        aria-checked=${value === true}
        aria-describedby="${idOf(field)}-help"
        .checked=${live(value === true)}
        @change=${({ target }: Event) => context.drafts.commit(field, (target as HTMLInputElement).checked)}
      />`;
    case 'name':
      return html`<input
        id=${idOf(field)}
        aria-describedby="${idOf(field)}-help"
        .value=${live(String(value))}
        @change=${({ target }: Event) => context.drafts.commit(field, (target as HTMLInputElement).value)}
      />`;
    case 'enum': {
      const choices = field.values.map(
        (choice) =>
          html`<option value=${choice} ?selected=${choice === value}>
            ${valueText(field, choice)}${choice === field.default ? ' (default)' : ''}
          </option>`,
      );
      return html`<select
        id=${idOf(field)}
        aria-describedby="${idOf(field)}-help"
        .value=${live(String(value))}
        @change=${({ target }: Event) => context.drafts.commit(field, (target as HTMLSelectElement).value)}
      >
        ${choices}
      </select>`;
    }
  }
}

function numberControl(field: NumberField, value: number, context: FieldContext): TemplateResult {
  const text = context.drafts.textOf(field.path) ?? String(value);
  // What is typed need not be a number yet: the thumb waits.
  const dragged = text === '' || Number.isNaN(Number(text)) ? value : Number(text);
  return html`${slider(field, dragged, context)} ${numberInput(field, text, context.drafts)}
    <span class="tn-unit muted">${field.unit}</span>`;
}

function slider(
  field: NumberField,
  value: number,
  { drafts, precomputer: precomputer, circumstances }: FieldContext,
): TemplateResult {
  const precompute = (): void => precomputer.precompute(field, value);
  const moved =
    (take: (text: string) => void) =>
    ({ target }: Event): void => {
      const text = (target as HTMLInputElement).value;
      take(text);
      precomputer.precompute(field, Number(text));
    };
  return html`<span class="tn-slider">
    ${marks(field, Number(valueAt(circumstances.options, field.path)))}
    <input
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
    />
  </span>`;
}

function numberInput(field: NumberField, text: string, drafts: FieldDrafts): TemplateResult {
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

// Lines at the default and at what is in force; the thumb's middle never reaches the ends of the track.
function marks(field: NumberField, inForce: number): TemplateResult {
  const at = (value: number): string => `${((value - field.min) / (field.max - field.min)) * 100}%`;
  return html`<svg class="tn-marks" aria-hidden="true">
    <title>Default: ${valueText(field, field.default)}</title>
    ${svg`<line class="tn-default" x1=${at(field.default)} x2=${at(field.default)} y1="66%" y2="96%" />
    <circle class="tn-now" cx=${at(inForce)} cy="50%" r="3" />`}
  </svg>`;
}

function resetButton(field: TurnTakingField, value: unknown, { drafts }: FieldContext): TemplateResult {
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
function inForceTexts(
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

function idOf({ path }: TurnTakingField): string {
  return `tn-${path}`;
}
