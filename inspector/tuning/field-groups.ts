import {
  TURN_TAKING_FIELDS,
  type TurnTakingField,
  type TurnTakingPath,
  type TurnTakingOptions,
} from 'avatar-ptt/headless';
import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { fieldView, type FieldContext } from './field-view.js';

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

/** The settings of one group, under what must be known of all of them. */
export function groupView(group: FieldGroup, context: FieldContext): TemplateResult {
  const fields = fieldsOf(group).map((field) => guard(shownOf(field, context), () => fieldView(field, context)));
  return html`<section class="tn-section tn-group" aria-labelledby="tn-group-${group}">
    <h3 id="tn-group-${group}">${FIELD_GROUPS[group]}</h3>
    ${noteOf(group, context)} ${fields}
  </section>`;
}

// While one field is dragged, the others stay as they are; what was done to a field is shown even if nothing came of it.
function shownOf({ path }: TurnTakingField, { tuner, drafts, settings, circumstances }: FieldContext): unknown[] {
  const { options, state, detector } = circumstances;
  return [settings, options, state, detector, tuner.askedFor(path), drafts.versionOf(path)];
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
