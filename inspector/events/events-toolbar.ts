import { html, nothing, type TemplateResult } from 'lit';
import { KINDS, type Kind } from './row.js';
import { counted, CLOCKS, type EventClock } from './format.js';
import type { EventsModel } from './events-model.js';

const CLOCK_NAMES: Readonly<Record<EventClock, string>> = {
  relative: 'From the start',
  absolute: 'Time of day',
  delta: 'From row to row',
};

/** Numbers of the list as they are shown: some times a second, not with every row. */
export interface ListNumbers {
  readonly counts: Readonly<Record<Kind, number>>;
  readonly rows: number;
  readonly waiting: number;
  readonly isComplete: boolean;
  /** The chosen row is kept, but the filter leaves it out. */
  readonly isChosenHidden: boolean;
}

/** Search, filter, clock and pause. `change` runs what the person did, and shows the result. */
export function eventsToolbar(
  model: EventsModel,
  numbers: ListNumbers,
  change: (action: () => void) => void,
): TemplateResult {
  return html`
    <div class="toolbar ev-toolbar" role="group" aria-label="What the list shows">
      ${searchField(model, change)} ${turnField(model, change)} ${clockField(model, change)}
      <button
        aria-pressed=${model.isRaw}
        title="Messages of the service as they came, where there are any"
        @click=${() => change(() => (model.isRaw = !model.isRaw))}
      >
        Raw
      </button>
      <button aria-pressed=${model.isPaused} @click=${() => change(() => model.pause(!model.isPaused))}>
        ${model.isPaused ? html`Resume <span class="number">${counted(numbers.waiting)} new</span>` : 'Pause'}
      </button>
    </div>
    <div class="toolbar ev-toolbar ev-kinds" role="group" aria-label="Kinds of rows">
      ${kindChips(model, numbers, change)} ${typeChip(model, change)}
      <span class="spacer"></span>
      <span class="muted number ev-shown">${shownText(model, numbers)}</span>
    </div>
    ${
      model.problem
        ? html`<p class="error ev-note" role="alert">${model.problem}. The search before it stays in force.</p>`
        : nothing
    }
  `;
}

type Change = (action: () => void) => void;

function searchField(model: EventsModel, change: Change): TemplateResult {
  return html`<input
    class="ev-search"
    type="search"
    aria-label="Search: text or /regular expression/"
    placeholder="Text or /regular expression/"
    autocomplete="off"
    spellcheck="false"
    aria-invalid=${model.problem !== ''}
    .value=${model.query}
    @focus=${() => (model.isSearching = true)}
    @input=${(event: Event) => change(() => model.search((event.target as HTMLInputElement).value))}
  />`;
}

function turnField(model: EventsModel, change: Change): TemplateResult {
  const ask = (event: Event): void => {
    const { valueAsNumber } = event.target as HTMLInputElement;
    change(() => model.showTurn(Number.isInteger(valueAsNumber) && valueAsNumber >= 0 ? valueAsNumber : null));
  };
  return html`<input
    class="ev-turn-field"
    type="number"
    min="1"
    aria-label="Turn: empty for all"
    placeholder="Turn"
    .value=${String(model.filter.turnId ?? '')}
    @input=${ask}
  />`;
}

function clockField(model: EventsModel, change: Change): TemplateResult {
  const options = CLOCKS.map(
    (clock) => html`<option value=${clock} ?selected=${clock === model.clock}>${CLOCK_NAMES[clock]}</option>`,
  );
  const choose = (event: Event): void => {
    const chosen = CLOCKS[(event.target as HTMLSelectElement).selectedIndex];
    if (chosen) change(() => (model.clock = chosen));
  };
  return html`<select aria-label="Times" @change=${choose}>
    ${options}
  </select>`;
}

function kindChips(model: EventsModel, { counts }: ListNumbers, change: Change): TemplateResult[] {
  return KINDS.map(
    (kind) =>
      html`<button
        class="ev-chip ev-chip-${kind}"
        aria-pressed=${model.filter.kinds.has(kind)}
        @click=${() => change(() => model.toggleKind(kind))}
      >
        ${kind} <span class="number">${counted(counts[kind])}</span>
      </button>`,
  );
}

function typeChip(model: EventsModel, change: Change): TemplateResult | typeof nothing {
  const { type } = model.filter;
  if (type === null) return nothing;
  return html`<button aria-pressed="true" @click=${() => change(() => model.isolate(null))}>
    only ${type} <span aria-hidden="true">×</span>
  </button>`;
}

function shownText(model: EventsModel, { counts, rows, isComplete }: ListNumbers): string {
  const all = KINDS.reduce((sum, kind) => sum + counts[kind], 0);
  const text = model.isFiltered ? `${counted(rows)} of ${counted(all)} rows` : `${counted(all)} rows`;
  return isComplete ? text : `${text} …`;
}
