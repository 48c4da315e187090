type Child = Node | string;

/** An element with properties and children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** The element with that id. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`This page has no element #${id}.`);
  return element;
}

let lastId = 0;

/** An id that nothing on the page has. */
export function freshId(prefix: string): string {
  return `${prefix}-${++lastId}`;
}

/** A value that a person can pick. */
export interface Choice<V extends string> {
  readonly value: V;
  readonly label: string;
}

/** A few choices side by side, of which one is taken; `pick` shows another one as taken. */
export interface Choices<V extends string> {
  readonly element: HTMLFieldSetElement;
  pick(value: V): void;
}

export function choices<V extends string>(
  legend: string,
  options: readonly Choice<V>[],
  chosen: (value: V) => void,
): Choices<V> {
  const name = freshId('choice');
  const inputs = new Map(
    options.map(({ value }) => {
      const input = make('input', { type: 'radio', name, value });
      input.addEventListener('change', () => chosen(value));
      return [value, input];
    }),
  );
  const labels = options.map(({ value, label }) => {
    const input = inputs.get(value);
    return make('label', {}, ...(input ? [input] : []), make('span', { textContent: label }));
  });
  const row = make('div', { className: 'segments' }, ...labels);
  return {
    element: make('fieldset', { className: 'choice' }, make('legend', { textContent: legend }), row),
    pick: (value) => {
      const input = inputs.get(value);
      if (input) input.checked = true;
    },
  };
}

/** A range and a number beside it, as one control. */
export interface NumberInputs {
  readonly element: HTMLElement;
  /** What a label is for. */
  readonly id: string;
  readonly number: HTMLInputElement;
  show(value: number): void;
}

interface NumberOptions {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly unit: string;
  /** Marked on the slider. */
  readonly usual: number;
}

/** `changed` is called with what is in range, `refused` with the text of what is not. */
export function numberInputs(
  { label, min, max, step, unit, usual }: NumberOptions,
  changed: (value: number) => void,
  refused: (text: string) => void,
): NumberInputs {
  const id = freshId('number');
  const limits = { min: String(min), max: String(max), step: String(step) };
  const slider = make('input', { type: 'range', ...limits, ariaLabel: `${label}, slider` });
  const number = make('input', { type: 'number', ...limits, id });
  const tick = make('span', { className: 'tick', title: `Default: ${usual}${unit && ` ${unit}`}` });
  tick.style.setProperty('--at', String((usual - min) / (max - min)));
  const show = (value: number): void => {
    slider.value = String(value);
    slider.style.setProperty('--at', String((value - min) / (max - min)));
    if (document.activeElement !== number) number.value = String(value);
    number.removeAttribute('aria-invalid');
  };
  slider.addEventListener('input', () => changed(slider.valueAsNumber));
  number.addEventListener('input', () => {
    const value = number.valueAsNumber;
    const isFine = value >= min && value <= max;
    number.setAttribute('aria-invalid', String(!isFine));
    if (isFine) changed(value);
    else refused(number.value);
  });
  const track = make('span', { className: 'track' }, tick, slider);
  const value = make('span', { className: 'value' }, number, make('span', { className: 'unit', textContent: unit }));
  return { element: make('div', { className: 'number' }, track, value), id, number, show };
}

/** A switch with its label. */
export function toggle(
  label: string,
  changed: (isOn: boolean) => void,
): { readonly element: HTMLElement; readonly input: HTMLInputElement } {
  const input = make('input', { type: 'checkbox', role: 'switch' });
  input.addEventListener('change', () => changed(input.checked));
  return { element: make('label', { className: 'toggle' }, make('span', { textContent: label }), input), input };
}

/** A list to pick from. */
export function select<V extends string>(
  options: readonly Choice<V>[],
  changed: (value: V) => void,
): HTMLSelectElement {
  const list = make('select', {}, ...options.map(({ value, label }) => make('option', { value, textContent: label })));
  list.addEventListener('change', () => {
    const taken = options.find(({ value }) => value === list.value);
    if (taken) changed(taken.value);
  });
  return list;
}
