import { valueAt, type TurnTakingPath } from 'avatar-ptt/headless';
import { html, svg, type TemplateResult } from 'lit';
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
import { fieldOf } from './settings.js';

/** The silence that ends any turn, and the one that ends a turn which sounds complete. */
export const STOP: NumberField = numberField('customTurnDetection.stopSecs');
export const MIN_STOP: NumberField = numberField('customTurnDetection.minStopSecs');

/** Both silences on one track: the answer of the analyzer chooses a length between the two thumbs, which never cross. */
export function silenceRangeView(context: FieldContext): TemplateResult {
  const stopSecs = shownNumber(STOP, context);
  const minStopSecs = Math.min(stopSecs, shownNumber(MIN_STOP, context));
  const { circumstances } = context;
  return html`<div
    class="tn-field tn-range"
    role="group"
    aria-label="Silence that ends a turn, by how complete it sounds"
  >
    <span class="tn-slider">
      ${trackView(minStopSecs, stopSecs)} ${marks(MIN_STOP, circumstances)} ${marks(STOP, circumstances)}
      ${rangeInput(MIN_STOP, minStopSecs, context, (secs) => Math.min(secs, stopSecs))}
      ${rangeInput(STOP, stopSecs, context, (secs) => Math.max(secs, minStopSecs))}
    </span>
    <div class="tn-scale muted" aria-hidden="true"><span>sounds complete</span><span>sounds unfinished</span></div>
    ${thumbView(MIN_STOP, context)} ${thumbView(STOP, context)}
  </div>`;
}

function thumbView(field: NumberField, context: FieldContext): TemplateResult {
  const value = valueAt(context.settings, field.path);
  const text = context.drafts.textOf(field.path) ?? String(value);
  return html`<div class="tn-thumb">
    <div class="tn-head">
      <label for=${idOf(field)}>${field.label}</label>
      ${badge(field, context)}
      <span class="spacer"></span>
      ${inForceTexts(field, context).now}
    </div>
    <div class="tn-control">
      ${numberInput(field, text, context.drafts)} <span class="tn-unit muted">${field.unit}</span>
      ${resetButton(field, value, context)}
    </div>
    ${fieldNotes(field, context)}
  </div>`;
}

// Two native tracks would lie on each other, and the upper one would hide what is between the thumbs.
function trackView(minStopSecs: number, stopSecs: number): TemplateResult {
  const at = (secs: number): string => `${((secs - STOP.min) / (STOP.max - STOP.min)) * 100}%`;
  return html`<svg class="tn-marks" aria-hidden="true">
    ${svg`<line class="tn-track" x1="0%" x2="100%" y1="50%" y2="50%" />
    <line class="tn-between" x1=${at(minStopSecs)} x2=${at(stopSecs)} y1="50%" y2="50%" />`}
  </svg>`;
}

function numberField(path: TurnTakingPath): NumberField {
  const field = fieldOf(path);
  if (field.kind !== 'number') throw new TypeError(`${path} is no number.`);
  return field;
}
