import { html, nothing, type TemplateResult } from 'lit';
import type { PanelName } from './panels.js';
import type { WatchableTag } from '../sources/page-source.js';

/** Where the inspector stands: `page` is where its markup is. */
export type Place = 'page' | 'right' | 'bottom' | 'window';

const PLACES: readonly (readonly [Place, string])[] = [
  ['page', 'In the page'],
  ['right', 'Beside'],
  ['bottom', 'Below'],
  ['window', 'Own window'],
];

/** What the header shows. */
export interface HeaderModel {
  readonly tags: readonly WatchableTag[];
  readonly watched: unknown;
  /** What is looked at if it is not a tag of this page; empty otherwise. */
  readonly other: string;
  readonly panels: readonly { readonly name: PanelName; readonly label: string }[];
  readonly shown: PanelName;
  readonly place: Place;
}

/** What can be done from it. */
export interface HeaderActions {
  readonly pick: (tag: WatchableTag) => void;
  readonly show: (panel: PanelName) => void;
  readonly moveTab: (event: KeyboardEvent) => void;
  readonly moveTo: (place: Place) => void;
}

/** What is watched, which panel, and where all this stands. */
export function headerView(model: HeaderModel, actions: HeaderActions): TemplateResult {
  const tabs = model.panels.map(({ name, label }) => tabView(name, label, model.shown === name, actions));
  const places = PLACES.map(
    ([place, label]) => html`<option value=${place} ?selected=${place === model.place}>${label}</option>`,
  );
  const onPlace = ({ target }: Event): void => {
    actions.moveTo((target as HTMLSelectElement).value as Place);
  };
  return html`
    <div class="header" part="header">
      ${pickerView(model, actions)}
      <div class="tabs" role="tablist" aria-label="Panels" @keydown=${actions.moveTab}>${tabs}</div>
      <select class="place" aria-label="Where the inspector is" .value=${model.place} @change=${onPlace}>
        ${places}
      </select>
    </div>
  `;
}

function pickerView({ tags, watched, other }: HeaderModel, actions: HeaderActions): TemplateResult | typeof nothing {
  if (tags.length === 0 && !other) return nothing;
  const options = tags.map((tag, index) => {
    const label = `${tag.localName}${tag.id ? `#${tag.id}` : ` ${index + 1}`}`;
    return html`<option value=${index} ?selected=${!other && tag === watched}>${label}</option>`;
  });
  const onPick = ({ target }: Event): void => {
    const tag = tags[Number((target as HTMLSelectElement).value)];
    if (tag) actions.pick(tag);
  };
  return html`
    <select class="target" aria-label="What is watched" @change=${onPick}>
      ${other ? html`<option value="-1" selected>${other}</option>` : nothing} ${options}
    </select>
  `;
}

function tabView(name: PanelName, label: string, isShown: boolean, actions: HeaderActions): TemplateResult {
  return html`<button
    role="tab"
    id="tab-${name}"
    class="plain"
    aria-selected=${isShown}
    aria-controls="panel"
    tabindex=${isShown ? 0 : -1}
    @click=${() => actions.show(name)}
  >
    ${label}
  </button>`;
}
