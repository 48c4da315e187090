import { TURN_TAKING_FIELDS } from 'avatar-ptt';
import type { Acknowledgement, LocalAvatar, Misbehaviour } from 'avatar-ptt/providers/local';
import { freshId, make, numberInputs, select, toggle } from './dom.js';
import { reveal } from './settings-panel.js';

const MAX_DELAY_MS = 3000;

const ACKNOWLEDGEMENTS = [
  { value: 'ok', label: 'comes' },
  { value: 'fail', label: 'is refused' },
  { value: 'fail-once', label: 'is refused, then comes' },
  { value: 'never', label: 'never comes' },
] as const satisfies readonly { value: Acknowledgement; label: string }[];

type Show = () => void;

/** What the avatar does wrong on purpose, and what cures it. */
export function misbehaviourPanel(panel: HTMLElement, local: LocalAvatar): void {
  const { misbehaviour } = local;
  const good = { ...misbehaviour };
  const shows: Show[] = [];
  const add = (hint: string, cures: readonly string[], [control, field, show]: Row): void => {
    const help = hintView(hint, cures);
    control.setAttribute('aria-describedby', help.id);
    panel.append(make('div', { className: 'setting plain' }, field, help));
    shows.push(show);
  };
  add(
    'Lost: the button stays locked until the lock ends by itself.',
    ['turn-completion-timeout-ms', 'allow-speech-stopped-fallback-after-speech-start'],
    flag('It never says that it has finished', misbehaviour, 'losesCompletion'),
  );
  add(
    'Lost too: then only the timeout ends it.',
    ['turn-completion-timeout-ms'],
    flag('The end of its speech gets lost', misbehaviour, 'losesSpeechStop'),
  );
  add(
    'Late: keep speaking. What you say is held back until it has come, and nothing is cut.',
    [],
    delay('Acknowledges the press after', misbehaviour, 'startAckMs'),
  );
  add(
    'Refused, or missing for 4 s: your turn is discarded, and you read why.',
    [],
    acknowledgement('The answer to your press', misbehaviour, 'startAck'),
  );
  add(
    'Late: the next press waits for it, and is taken at once when it comes.',
    [],
    delay('Acknowledges the release after', misbehaviour, 'stopAckMs'),
  );
  add(
    'Refused: the release is sent once more, then the turn is given up. The microphone is closed all the while.',
    [],
    acknowledgement('The answer to your release', misbehaviour, 'stopAck'),
  );
  add(
    'Your press is refused, and says so, while the press has to switch it.',
    ['enable-server-stt-toggle'],
    flag('Speech-to-text does not switch on', misbehaviour, 'failsStt'),
  );
  panel.append(
    make(
      'div',
      { className: 'buttons' },
      button('Drop the line', () => local.dropLine()),
      button('Behave again', () => {
        Object.assign(misbehaviour, good);
        for (const show of shows) show();
      }),
    ),
  );
  for (const show of shows) show();
}

type Row = readonly [control: HTMLElement, field: HTMLElement, show: Show];
type KeyOf<T> = { [K in keyof Misbehaviour]: Misbehaviour[K] extends T ? K : never }[keyof Misbehaviour];

function flag(label: string, of: Misbehaviour, key: KeyOf<boolean>): Row {
  const { element, input } = toggle(label, (isOn) => (of[key] = isOn));
  element.classList.add('field');
  return [input, element, () => (input.checked = of[key])];
}

function delay(label: string, of: Misbehaviour, key: KeyOf<number>): Row {
  const limits = { label, min: 0, max: MAX_DELAY_MS, step: 100, unit: 'ms', usual: 0 };
  const set = (value: number): void => {
    of[key] = value;
    inputs.show(value);
  };
  const inputs = numberInputs(limits, set, () => undefined);
  const name = make('label', { htmlFor: inputs.id, textContent: label });
  return [inputs.number, make('div', { className: 'field' }, name, inputs.element), () => inputs.show(of[key])];
}

function acknowledgement(label: string, of: Misbehaviour, key: KeyOf<Acknowledgement>): Row {
  // Nothing asks a second time for a turn to start.
  const possible = ACKNOWLEDGEMENTS.filter(({ value }) => key === 'stopAck' || value !== 'fail-once');
  const list = select<Acknowledgement>(possible, (value) => (of[key] = value));
  const field = make('label', { className: 'field' }, make('span', { textContent: label }), list);
  return [list, field, () => (list.value = of[key])];
}

function hintView(hint: string, cures: readonly string[]): HTMLElement {
  const links = cures.flatMap((attribute, index) => [index > 0 ? ' · ' : ' Cure: ', cureLink(attribute)]);
  return make('p', { className: 'help', id: freshId('hint') }, hint, ...links);
}

function cureLink(attribute: string): HTMLElement {
  const field = TURN_TAKING_FIELDS.find((one) => one.attribute === attribute);
  const link = make('a', { href: `#${attribute}`, textContent: field?.label ?? attribute });
  link.addEventListener('click', (event) => {
    event.preventDefault();
    reveal(attribute);
  });
  return link;
}

function button(text: string, clicked: () => void): HTMLButtonElement {
  const element = make('button', { type: 'button', className: 'pill', textContent: text });
  element.addEventListener('click', clicked);
  return element;
}
