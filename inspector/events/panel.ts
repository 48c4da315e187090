import { html, nothing, type TemplateResult } from 'lit';
import type { Inspection } from '../model/inspection.js';
import type { PanelFactory, PanelHost, Panel } from '../shell/panels.js';
import { counted } from './format.js';
import { eventsStyles } from './events-styles.js';
import { eventDetail } from './event-detail.js';
import { handleKey } from './events-keys.js';
import { EventsModel } from './events-model.js';
import { eventsToolbar, type ListNumbers } from './events-toolbar.js';
import { rowStyles } from './row-styles.js';
import { RowWindow } from './row-window.js';

/** How the panel looks. */
export const styles = [eventsStyles, rowStyles];

/** How often numbers beside the list are read anew while records come, ms. */
const NUMBERS_MS = 200;

const TIME_HEADS = { relative: 'Time', absolute: 'Time', delta: 'Δ ms' } as const;

/** Every record of the conversation, live: an event to a row, and a row for each thing that was done about it. */
export const createPanel: PanelFactory = (inspection, host) =>
  new EventsPanel(inspection.model(EventsModel), inspection, host);

class EventsPanel implements Panel {
  readonly #inspection: Inspection;
  readonly #host: PanelHost;
  readonly #model: EventsModel;
  #window: RowWindow | null = null;
  #numbers: ListNumbers;
  #numbersAt = 0;
  #opened: { readonly selected: object | null; readonly isStateShown: boolean; readonly view: TemplateResult } | null =
    null;
  #isResultAwaited = false;

  constructor(model: EventsModel, inspection: Inspection, host: PanelHost) {
    this.#inspection = inspection;
    this.#host = host;
    this.#model = model;
    this.#model.follow();
    this.#model.isRevealing = !this.#model.isFollowing;
    this.#numbers = numbersOf(this.#model);
  }

  view(): TemplateResult {
    return html`<div class="ev" @keydown=${this.#key} @click=${this.#click}>
      ${eventsToolbar(this.#model, this.#numbers, this.#change)} ${this.#gone()}
      <div class="ev-body">
        <div class="ev-list">${this.#grid()} ${this.#empty()} ${this.#followButton()}</div>
        ${this.#detail()}
      </div>
      <p class="ev-keys muted" id="ev-keys">
        <kbd>↑</kbd> <kbd>↓</kbd> choose · <kbd>Enter</kbd> opens · <kbd>Esc</kbd> closes · <kbd>/</kbd> searches ·
        <kbd>i</kbd> only this type · <kbd>c</kbd> copies · <kbd>End</kbd> follows
      </p>
    </div>`;
  }

  paint(): void {
    const model = this.#model;
    const { source } = this.#inspection;
    model.follow();
    const grid = this.#host.root.querySelector<HTMLElement>('.ev-grid');
    if (!grid) return;
    this.#window ??= new RowWindow(grid, this.#host.window, this.#host.signal);
    const position = model.position();
    this.#window.paint({
      list: model.list,
      format: model,
      position,
      startAt: this.#startAt(),
      originAt: (at) => source.originAt?.(at) ?? source.timeOriginMs,
      isFollowing: model.isFollowing,
      isRevealing: model.isRevealing,
    });
    model.isRevealing &&= position < 0;
    this.#count();
  }

  copy(): void {
    const chosen = this.#model.chosen();
    if (!chosen) return;
    const copying = import('./copy-record.js').then(({ copyText }) =>
      this.#host.window.navigator.clipboard.writeText(copyText(chosen, this.#inspection.history.records)),
    );
    copying.then(
      () => this.#host.announce('The record is copied, without tokens, keys and passwords.'),
      () => this.#host.announce('The browser does not allow copying here. Select the text instead.'),
    );
  }

  isolate(): void {
    this.#change(() => this.#model.isolate(this.#model.chosenType()));
  }

  close(): void {
    this.#model.isOpen = false;
    this.#host.requestUpdate();
    this.#host.root.querySelector<HTMLElement>('.ev-grid')?.focus();
  }

  /** The cursor into the search. */
  focusSearch(): void {
    this.#host.root.querySelector<HTMLElement>('.ev-search')?.focus();
  }

  toggleState(isShown: boolean): void {
    this.#model.isStateShown = isShown;
    this.#host.requestUpdate();
  }

  #grid(): TemplateResult {
    return html`<div
      class="ev-grid"
      role="grid"
      tabindex="0"
      aria-label="Events"
      aria-colcount="6"
      aria-describedby="ev-keys"
      @scroll=${this.#scroll}
    >
      <div class="ev-head" role="row" aria-rowindex="1">
        <div role="columnheader" class="ev-time">${TIME_HEADS[this.#model.clock]}</div>
        <div role="columnheader" class="ev-turn">Turn</div>
        <div role="columnheader" class="ev-kind">Kind</div>
        <div role="columnheader" class="ev-type">Type</div>
        <div role="columnheader" class="ev-text">${this.#model.isRaw ? 'Message as it came' : 'Summary'}</div>
        <div role="columnheader" class="ev-size">Size</div>
      </div>
      <div class="ev-space" role="none"><div class="ev-rows" role="rowgroup"></div></div>
    </div>`;
  }

  // Made once for a record: writing it out again with every frame would cost more than the list.
  #detail(): TemplateResult | typeof nothing {
    const { selected, isOpen, isStateShown } = this.#model;
    const chosen = isOpen && selected ? this.#model.chosen() : null;
    if (!chosen) return nothing;
    if (this.#opened?.selected !== selected || this.#opened.isStateShown !== isStateShown) {
      const view = eventDetail(chosen, this.#startAt(), isStateShown, this);
      this.#opened = { selected, isStateShown, view };
    }
    return this.#opened.view;
  }

  #followButton(): TemplateResult | typeof nothing {
    if (this.#model.isFollowing || this.#model.isPaused) return nothing;
    return html`<button class="ev-follow" @click=${() => this.#change(() => this.#model.followNewest())}>
      <span aria-hidden="true">↓</span> Follow the newest
    </button>`;
  }

  // What can't be shown any more is said.
  #gone(): TemplateResult | typeof nothing {
    const { missedRecords, records } = this.#inspection.history;
    const parts = [
      ...(missedRecords > 0 ? [`${counted(missedRecords)} came before the inspector looked`] : []),
      ...(records.dropped > 0 ? [`${counted(records.dropped)} were dropped to save memory`] : []),
    ];
    if (parts.length === 0) return nothing;
    return html`<p class="ev-note muted">Older records are not here: ${parts.join(', ')}.</p>`;
  }

  #empty(): TemplateResult | typeof nothing {
    const { rows, isComplete, isChosenHidden } = this.#numbers;
    const isNothing = this.#inspection.history.records.length === 0;
    if (isNothing) {
      return html`<p class="empty ev-empty">
        Nothing has happened yet. Start the conversation: everything that happens then is listed here.
      </p>`;
    }
    if (!isComplete || (rows > 0 && !isChosenHidden)) return nothing;
    const showAll = html`<button @click=${() => this.#change(() => this.#model.clearFilter())}>
      Show everything
    </button>`;
    return rows === 0
      ? html`<p class="empty ev-empty">No matching rows. ${showAll}</p>`
      : html`<p class="ev-hidden">The chosen row is left out by the filter. ${showAll}</p>`;
  }

  #startAt(): number {
    return this.#inspection.history.records.startAt ?? 0;
  }

  // Numbers that change with every record would keep the page laying out.
  #count(): void {
    const now = performance.now();
    const isResult = this.#isResultAwaited && this.#model.list.isComplete;
    if (!isResult && now - this.#numbersAt < NUMBERS_MS) return;
    const next = numbersOf(this.#model);
    if (!isResult && isSame(next, this.#numbers)) return;
    this.#isResultAwaited &&= !isResult;
    this.#numbers = next;
    this.#numbersAt = now;
    // Lit calls `paint` at the end of an update, and the next one must not begin within it.
    queueMicrotask(() => {
      if (isResult) this.#host.announce(`${counted(next.rows)} rows`);
      this.#host.requestUpdate();
    });
  }

  readonly #change = (action: () => void): void => {
    const { list } = this.#model;
    action();
    this.#isResultAwaited ||= list !== this.#model.list;
    this.#host.requestUpdate();
  };

  readonly #scroll = (): void => {
    const isAtEnd = this.#window?.scrolled() ?? null;
    if (isAtEnd === null || this.#model.isPaused) return;
    this.#model.isFollowing = isAtEnd;
    this.#host.requestUpdate();
  };

  readonly #click = (event: Event): void => {
    const target = event.composedPath()[0];
    const position = this.#window?.positionAt(target) ?? -1;
    if (position < 0) return;
    const isType = target instanceof this.#host.window.Element && target.classList.contains('ev-type-name');
    this.#change(() => {
      this.#model.choose(position);
      if (isType) this.#model.isolate(this.#model.chosenType());
      else this.#model.isOpen = true;
    });
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (!handleKey(event, this.#model, this.#window?.page ?? 1, this)) return;
    event.preventDefault();
    this.#host.requestUpdate();
  };
}

function numbersOf(model: EventsModel): ListNumbers {
  const { list, selected } = model;
  return {
    counts: list.counts,
    rows: list.length,
    waiting: list.waiting,
    isComplete: list.isComplete,
    isChosenHidden: selected !== null && list.store.indexOf(selected.record.seq) >= 0 && model.position() < 0,
  };
}

function isSame(a: ListNumbers, b: ListNumbers): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
