import {
  TURN_TAKING_FIELDS,
  turnAnalyzerNames,
  type TurnTakingField,
  type TurnTakingPath,
  type TurnTakingOptions,
  valueAt,
} from 'avatar-ptt/headless';
import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { live } from 'lit/directives/live.js';
import {
  badge,
  fieldNotes,
  idOf,
  inForceTexts,
  marks,
  numberInput,
  rangeInput,
  resetButton,
  shownNumber,
  type FieldContext,
  type NumberField,
} from './field-parts.js';
import { idleReason } from './in-force.js';
import { valueText } from './settings.js';
import { MIN_STOP, silenceRangeView, STOP } from './silence-range.js';

/** Settings that are tuned together. */
export type FieldGroup = 'mode' | 'end-of-turn' | 'push-to-talk' | 'microphone' | 'barge-in' | 'voice';

/** The groups in the order in which they are shown. */
const FIELD_GROUPS: Readonly<Record<FieldGroup, string>> = {
  mode: 'Mode',
  'end-of-turn': 'End of turn in hands-free',
  'push-to-talk': 'Push-to-talk',
  microphone: 'Microphone',
  'barge-in': 'Speaking over the avatar',
  voice: 'Voice detection',
};

type Section = TurnTakingPath extends infer P ? (P extends `${infer S}.${string}` ? S : P) : never;

const GROUP_OF: Readonly<Record<Section, FieldGroup>> = {
  mode: 'mode',
  turnDetection: 'end-of-turn',
  customTurnDetection: 'end-of-turn',
  initialServerStt: 'microphone',
  localAudioPolicy: 'microphone',
  pushToTalkPolicy: 'push-to-talk',
  bargeIn: 'barge-in',
  vad: 'voice',
};

/** The settings of a group, in the order of the field table. */
function fieldsOf(group: FieldGroup): TurnTakingField[] {
  return TURN_TAKING_FIELDS.filter(({ path }) => GROUP_OF[path.split('.')[0] as Section] === group);
}

/** The settings of one group, under what must be known of all of them; what does nothing now is folded away. */
export function groupView(group: FieldGroup, context: FieldContext): TemplateResult {
  const { settings } = context;
  const isRange = idleReason(MIN_STOP.path, settings) === '';
  const isIdle = ({ path }: TurnTakingField): boolean => idleReason(path, settings) !== '';
  const fields = fieldsOf(group).filter((field) => !isRange || field !== MIN_STOP);
  const acting = fields.filter((field) => !isIdle(field));
  const views = acting.map((field) =>
    isRange && field === STOP
      ? guard([...shownOf(STOP, context), ...shownOf(MIN_STOP, context)], () => silenceRangeView(context))
      : guard(shownOf(field, context), () => fieldView(field, context)),
  );
  return html`<section class="tn-section tn-group" aria-labelledby="tn-group-${group}">
    <h3 id="tn-group-${group}">${FIELD_GROUPS[group]}</h3>
    ${noteOf(group, context)} ${views} ${idleView(fields.filter(isIdle), context)}
  </section>`;
}

function idleView(fields: readonly TurnTakingField[], context: FieldContext): TemplateResult | typeof nothing {
  const [first] = fields;
  if (!first) return nothing;
  const views = fields.map((field) => fieldView(field, context));
  return html`<details class="tn-idle">
    <summary>
      Does nothing now: ${fields.length === 1 ? first.label : `${fields.length} settings`}.
      <span class="muted">${idleReason(first.path, context.settings)}</span>
    </summary>
    ${views}
  </details>`;
}

// While one field is dragged, the others stay as they are; what was done to a field is shown even if nothing came of it.
function shownOf({ path }: TurnTakingField, { tuner, drafts, settings, circumstances }: FieldContext): unknown[] {
  const { options, state, detector, analyzer } = circumstances;
  return [settings, options, state, detector, analyzer, tuner.askedFor(path), drafts.versionOf(path)];
}

function noteOf(group: FieldGroup, context: FieldContext): TemplateResult | typeof nothing {
  const { mode } = context.settings;
  if (group === 'end-of-turn') {
    return mode === 'push-to-talk'
      ? note('Push-to-talk is in force. These act in hands-free.')
      : detectionNote(context);
  }
  if (group !== 'push-to-talk' || mode === 'push-to-talk') return nothing;
  return note('Hands-free is in force. Of these, only the two rules that free the lock act now.');
}

function detectionNote({ settings, tuner, drafts }: FieldContext): TemplateResult | typeof nothing {
  switch (settings.turnDetection) {
    case 'custom':
      return nothing;
    case 'use-default':
      return note('The defaults are in force. Changing a value below also switches the detection to own values.');
    case 'disabled': {
      const enable = (): void => {
        tuner.apply({ turnDetection: 'custom' } satisfies Partial<TurnTakingOptions>);
        drafts.drop('turnDetection');
      };
      return html`<p class="tn-note">
        Detection is off: the values below do nothing now.
        <button @click=${enable}>Use own values</button>
      </p>`;
    }
  }
}

function note(text: string): TemplateResult {
  return html`<p class="tn-note">${text}</p>`;
}

/** One setting: what it is, when a change acts, its control, what is in force, and what was wrong with what was typed. */
function fieldView(field: TurnTakingField, context: FieldContext): TemplateResult {
  const value = valueAt(context.settings, field.path);
  const control = controlOf(field, value, context);
  const reset = resetButton(field, value, context);
  const isSwitch = field.kind === 'boolean';
  const { now } = inForceTexts(field, context);
  return html`<div class="tn-field">
    <div class="tn-head">
      ${isSwitch ? control : nothing}
      <label for=${idOf(field)}>${field.label}</label>
      ${badge(field, context)}
      <span class="spacer"></span>
      ${now} ${isSwitch ? reset : nothing}
    </div>
    ${isSwitch ? nothing : html`<div class="tn-control">${control} ${reset}</div>`} ${fieldNotes(field, context)}
  </div>`;
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
      return nameControl(field, String(value), context);
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

function nameControl(field: TurnTakingField, value: string, { drafts }: FieldContext): TemplateResult {
  // Any name may be asked for: it may be registered later, or on the page that is looked at from here.
  const names = ['silence', ...turnAnalyzerNames()].map((name) => html`<option value=${name}></option>`);
  return html`<input
      id=${idOf(field)}
      list="${idOf(field)}-names"
      aria-describedby="${idOf(field)}-help"
      .value=${live(value)}
      @change=${({ target }: Event) => drafts.commit(field, (target as HTMLInputElement).value)}
    /><datalist id="${idOf(field)}-names">${names}</datalist>`;
}

function numberControl(field: NumberField, value: number, context: FieldContext): TemplateResult {
  const text = context.drafts.textOf(field.path) ?? String(value);
  return html`<span class="tn-slider"
      >${marks(field, context.circumstances)} ${rangeInput(field, shownNumber(field, context), context)}</span
    >
    ${numberInput(field, text, context.drafts)} <span class="tn-unit muted">${field.unit}</span>`;
}
