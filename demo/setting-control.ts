import { allowedOf, type TurnTakingField } from 'avatar-ptt';
import { TURN_TAKING_HELP } from 'avatar-ptt/headless';
import type { SettingValue, Standing } from './configuration.js';
import { freshId, make, numberInputs, select, toggle } from './dom.js';

/** One setting: its label, its control, what it means, and what is in force if that is something else. */
export interface SettingControl {
  readonly element: HTMLElement;
  show(standing: Standing): void;
}

/** When a change acts, if not at once. */
const LATER: Partial<Record<string, string>> = {
  initialServerStt: 'Acts when the conversation starts.',
  'localAudioPolicy.startMutedInPushToTalk': 'Acts until the first press.',
  'localAudioPolicy.pushToTalkStartupMode': 'Acts when the conversation starts.',
};

interface Input {
  readonly element: HTMLElement;
  /** The control that the help belongs to. */
  readonly control: HTMLElement;
  show(value: SettingValue): void;
}

/** `changed` with undefined takes the setting back. */
export function settingControl(
  field: TurnTakingField,
  changed: (value: SettingValue | undefined) => void,
): SettingControl {
  const note = make('span', { className: 'note', role: 'status' });
  const refused = (text: string): void => note.replaceChildren(`“${text}” is not allowed: ${allowedOf(field)}.`);
  const input = inputFor(field, changed, refused);
  const help = make('p', { className: 'help', id: freshId('help') }, `${TURN_TAKING_HELP[field.path]} `);
  const later = LATER[field.path];
  if (later) help.append(make('em', { textContent: later }));
  input.control.setAttribute('aria-describedby', help.id);
  const reset = make('button', {
    type: 'button',
    className: 'reset',
    textContent: '↺',
    title: `Back to the default: ${worded(field, field.default)}`,
    ariaLabel: `${field.label}: back to the default, ${worded(field, field.default)}`,
  });
  reset.addEventListener('click', () => {
    changed(undefined);
    input.control.focus();
  });
  const element = make(
    'div',
    { className: 'setting', id: field.attribute },
    input.element,
    reset,
    make('div', { className: 'about' }, help, note),
  );
  return {
    element,
    show: ({ asked, inForce }) => {
      const isChanged = asked !== undefined;
      element.classList.toggle('changed', isChanged);
      reset.disabled = !isChanged;
      input.show(asked ?? inForce);
      note.textContent = isChanged && asked !== inForce ? `In force: ${worded(field, inForce)}` : '';
    },
  };
}

/** A value as people say it. */
export function worded(field: TurnTakingField, value: SettingValue): string {
  if (field.kind === 'boolean') return value ? 'on' : 'off';
  const unit = field.kind === 'number' ? field.unit : '';
  return `${String(value).replaceAll('-', ' ')}${unit && ` ${unit}`}`;
}

function inputFor(
  field: TurnTakingField,
  changed: (value: SettingValue) => void,
  refused: (text: string) => void,
): Input {
  switch (field.kind) {
    case 'number': {
      const inputs = numberInputs({ ...field, usual: field.default }, changed, refused);
      const label = make('label', { htmlFor: inputs.id, textContent: field.label });
      const element = make('div', { className: 'field' }, label, inputs.element);
      return { element, control: inputs.number, show: (value) => inputs.show(Number(value)) };
    }
    case 'boolean': {
      const { element, input } = toggle(field.label, changed);
      element.classList.add('field');
      return { element, control: input, show: (value) => (input.checked = value === true) };
    }
    case 'name': {
      const input = make('input', { value: field.default });
      input.addEventListener('change', () => changed(input.value));
      const element = make('label', { className: 'field' }, make('span', { textContent: field.label }), input);
      return { element, control: input, show: (value) => (input.value = String(value)) };
    }
    case 'enum': {
      const list = select(
        field.values.map((value) => ({ value, label: worded(field, value) })),
        changed,
      );
      const element = make('label', { className: 'field' }, make('span', { textContent: field.label }), list);
      return { element, control: list, show: (value) => (list.value = String(value)) };
    }
  }
}
