import { LitElement, adoptStyles, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { channelSource } from './channel/channel-source.js';
import { shareTag } from './channel/share-tag.js';
import { Inspection } from './inspection.js';
import { eventsPanel, eventsStyles } from './panels/events/events-panel.js';
import { locksPanel, locksStyles } from './panels/locks/locks-panel.js';
import type { Panel, PanelFactory, PanelHost, PanelName } from './panels/panel.js';
import { recordingsPanel, recordingsStyles } from './panels/recordings/recordings-panel.js';
import { timelinePanel, timelineStyles } from './panels/timeline/timeline-panel.js';
import { tuningPanel, tuningStyles } from './panels/tuning/tuning-panel.js';
import { popOut, type PoppedOut } from './placement/pop-out.js';
import { resizeBy } from './placement/resize.js';
import { pageSource, type Target } from './sources/page-source.js';
import type { Source } from './sources/source.js';
import { Watching } from './sources/watching.js';
import { controls } from './styles/controls.js';
import { shell } from './styles/shell.js';
import { theme } from './styles/theme.js';
import { headerView, type HeaderActions, type HeaderModel, type Place } from './view/header.js';

const PANELS: Readonly<Record<PanelName, { readonly label: string; readonly create: PanelFactory }>> = {
  events: { label: 'Events', create: eventsPanel },
  timeline: { label: 'Timeline', create: timelinePanel },
  locks: { label: 'Locks', create: locksPanel },
  tuning: { label: 'Tuning', create: tuningPanel },
  recordings: { label: 'Recordings', create: recordingsPanel },
};
// The literal above is typed by its own keys.
const PANEL_NAMES = Object.keys(PANELS) as readonly PanelName[];
const ANNOUNCED_MS = 6000;
/** What says which conversation is watched. */
const WATCHED = ['htmlFor', 'target', 'channel', 'share'] as const;

/** A conversation that is looked at, until it isn't any more. */
interface Looking {
  readonly inspection: Inspection;
  readonly until: AbortController;
}

/**
 * Shows a conversation with an avatar as it happens, every event, every lock, every wait, and tunes its turn-taking,
 * with proof on what was already said.
 *
 * @tag avatar-inspector
 * @summary Devtools for `<avatar-ptt>`: see every event, and tune turn-taking with proof.
 * @csspart header - What is watched, the tabs, and where the inspector stands.
 * @csspart panel - What the chosen tab shows.
 * @cssproperty --inspector-width - Width while docked beside the page.
 * @cssproperty --inspector-height - Height while docked below the page.
 */
export class AvatarInspector extends LitElement {
  static override styles = [
    theme,
    controls,
    shell,
    eventsStyles,
    timelineStyles,
    locksStyles,
    tuningStyles,
    recordingsStyles,
  ];

  /** The id of the tag to watch; without it, the nearest one in the document. */
  @property({ attribute: 'for' }) htmlFor = '';

  /** The tag or session to watch; wins over `for`. */
  @property({ attribute: false }) target: Target | null = null;

  /** Watches a tag in another tab or window of this origin, shared under this name; wins over `for` and `target`. */
  @property() channel = '';

  /** Shares the watched tag with inspectors in other tabs and windows of this origin, under this name. */
  @property() share = '';

  /** Which panels, in which order: names with spaces between. */
  @property() panels: string = PANEL_NAMES.join(' ');

  /** Beside the page (`right`), below it (`bottom`), or empty: where its markup is. */
  @property({ reflect: true }) dock: '' | 'right' | 'bottom' = '';

  @state() private shown: PanelName | null = null;
  @state() private announced = '';

  @query('[role="tab"][aria-selected="true"]') private readonly selectedTab!: HTMLElement | null;

  #watching: Watching | null = null;
  #watched: Target | string | null = null;
  #shared = '';
  #live: Looking | null = null;
  #opened: Looking | null = null;
  #panel: Panel | null = null;
  #showing = new AbortController();
  #popup: PoppedOut | null = null;
  #frame: { readonly window: Window; readonly id: number } | null = null;
  #paintedVersion = -1;
  #isPainting = false;
  #isStale = false;
  #announcing = 0;

  constructor() {
    super();
    this.addController({ hostConnected: () => this.#entered(), hostDisconnected: () => this.#left() });
  }

  // Sheets of one document are not valid in another, so a new window gets its own.
  adoptedCallback(): void {
    const { elementStyles } = this.constructor as typeof AvatarInspector;
    const root = this.renderRoot as ShadowRoot;
    const { CSSStyleSheet } = this.#window();
    if (this.ownerDocument === document) adoptStyles(root, elementStyles);
    else {
      root.adoptedStyleSheets = elementStyles.map((style) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync('cssText' in style ? style.cssText : '');
        return sheet;
      });
    }
    this.#closePanel();
    this.requestUpdate();
  }

  /** Looks at something else than the tag, such as a recording; null: back at the tag, which was watched all the while. */
  inspect(source: Source | null): void {
    this.#opened = this.#give(this.#opened, source);
  }

  /** Turns to another panel. */
  show(name: PanelName): void {
    if (name === this.shown) return;
    this.#closePanel();
    this.shown = name;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (WATCHED.some((name) => changed.has(name))) this.#follow();
    const names = this.#panelNames();
    if (!this.shown || !names.includes(this.shown)) this.show(names[0] ?? 'events');
    this.#panel ??= this.#createPanel();
  }

  protected override updated(): void {
    this.#paint();
  }

  override render(): TemplateResult {
    const shown = this.shown ?? 'events';
    return html`
      ${this.dock && !this.#popup ? this.#separator(this.dock) : nothing}
      ${headerView(this.#headerModel(shown), this.#actions)}
      <section part="panel" role="tabpanel" id="panel" aria-labelledby="tab-${shown}" data-panel=${shown} tabindex="0">
        ${this.#panel?.view() ?? this.#nothingToWatch()}
      </section>
      <p class="announcement" role="status">${this.announced || nothing}</p>
    `;
  }

  #headerModel(shown: PanelName): HeaderModel {
    const source = this.#inspection?.source;
    return {
      tags: this.#watching?.tags ?? [],
      watched: this.#watched,
      other: source && source.kind !== 'page' ? source.label : '',
      panels: this.#panelNames().map((name) => ({ name, label: PANELS[name].label })),
      shown,
      place: this.#popup ? 'window' : this.dock || 'page',
    };
  }

  #separator(dock: 'right' | 'bottom'): TemplateResult {
    const resize = (event: PointerEvent | KeyboardEvent): void => resizeBy(event, this, dock);
    return html`<div
      class="separator"
      role="separator"
      aria-label="Size of the inspector"
      aria-orientation=${dock === 'right' ? 'vertical' : 'horizontal'}
      tabindex="0"
      @pointerdown=${resize}
      @keydown=${resize}
    ></div>`;
  }

  #nothingToWatch(): TemplateResult {
    return this.htmlFor
      ? html`<p class="empty">There is no tag with the id “${this.htmlFor}” on this page.</p>`
      : html`<p class="empty">
          There is no <code>&lt;avatar-ptt&gt;</code> on this page yet. It is watched when it comes.
        </p>`;
  }

  #panelNames(): readonly PanelName[] {
    const wanted = this.panels.split(/[\s,]+/);
    return PANEL_NAMES.filter((name) => wanted.includes(name)).sort((a, b) => wanted.indexOf(a) - wanted.indexOf(b));
  }

  get #inspection(): Inspection | null {
    return (this.#opened ?? this.#live)?.inspection ?? null;
  }

  #window(): Window & typeof globalThis {
    return this.ownerDocument.defaultView ?? window;
  }

  // What was opened stays on the screen whatever tags come and go, and the tag is watched on behind it.
  #follow(): void {
    this.requestUpdate();
    const wanted = this.channel || (this.#watching?.targetOf(this) ?? null);
    if (wanted === this.#watched && this.share === this.#shared) return;
    this.#watched = wanted;
    this.#shared = this.share;
    this.#live = this.#give(this.#live, wanted === null ? null : this.#sourceOf(wanted));
    this.#shareOn();
  }

  #shareOn(): void {
    const watched = this.#watched;
    const isTag = watched !== null && typeof watched !== 'string';
    if (isTag && this.#live && this.share) shareTag(watched, this.share, this.#live.until.signal);
  }

  #sourceOf(wanted: Target | string): Source {
    return typeof wanted === 'string' ? channelSource(wanted, () => this.requestUpdate()) : pageSource(wanted);
  }

  #give(before: Looking | null, source: Source | null): Looking | null {
    before?.until.abort();
    this.#closePanel();
    if (!source) return null;
    const until = new AbortController();
    return { inspection: new Inspection(source, until.signal), until };
  }

  #leave(): void {
    this.#opened = this.#give(this.#opened, null);
    this.#live = this.#give(this.#live, null);
    this.#watched = null;
    this.#watching?.close();
    this.#watching = null;
    this.#popup?.close();
  }

  #entered(): void {
    this.#watching ??= new Watching(this, () => this.#follow());
    this.#watching.look();
    this.#schedule();
  }

  // Moving the element, into another window too, keeps what it knows.
  #left(): void {
    this.#unschedule();
    queueMicrotask(() => {
      if (!this.isConnected) this.#leave();
    });
  }

  #createPanel(): Panel | null {
    const inspection = this.#inspection;
    if (!inspection || !this.shown) return null;
    this.#showing = new AbortController();
    return PANELS[this.shown].create(inspection, this.#host(this.#showing.signal));
  }

  #closePanel(): void {
    this.#showing.abort();
    this.#panel = null;
    this.requestUpdate();
  }

  #host(signal: AbortSignal): PanelHost {
    return {
      root: this.renderRoot as ShadowRoot,
      signal,
      window: this.#window(),
      requestUpdate: () => this.#refresh(),
      announce: (text) => this.#announce(text),
      open: (source) => this.inspect(source),
      show: (panel) => this.show(panel),
    };
  }

  // What painting finds out is shown in the next frame.
  #refresh(): void {
    if (this.#isPainting) this.#isStale = true;
    else this.requestUpdate();
  }

  #paint(): void {
    this.#isPainting = true;
    this.#panel?.paint?.();
    this.#isPainting = false;
  }

  #announce(text: string): void {
    clearTimeout(this.#announcing);
    this.announced = text;
    this.#announcing = window.setTimeout(() => (this.announced = ''), ANNOUNCED_MS);
  }

  // The window's own frames: those of a page that is hidden behind it would stand still.
  #schedule(): void {
    this.#unschedule();
    const window = this.#window();
    const id = window.requestAnimationFrame(() => {
      const version = this.#inspection?.version ?? 0;
      if (version === this.#paintedVersion && !this.#isStale) this.#paint();
      else this.requestUpdate();
      this.#paintedVersion = version;
      this.#isStale = false;
      this.#schedule();
    });
    this.#frame = { window, id };
  }

  #unschedule(): void {
    this.#frame?.window.cancelAnimationFrame(this.#frame.id);
    this.#frame = null;
  }

  readonly #actions: HeaderActions = {
    pick: (tag) => {
      this.inspect(null);
      this.#watching?.pick(tag);
    },
    show: (panel) => this.show(panel),
    moveTab: (event) => this.#moveTab(event),
    moveTo: (place) => this.#moveTo(place),
  };

  #moveTo(place: Place): void {
    if (place !== 'window') {
      this.#popup?.close();
      this.dock = place === 'page' ? '' : place;
    } else if (!this.#popup) {
      this.#popup = popOut(this, 'Avatar inspector', () => {
        this.#popup = null;
        this.requestUpdate();
      });
      if (!this.#popup) this.#announce('The browser blocked the window. Allow pop-ups for this page and try again.');
    }
    this.requestUpdate();
  }

  #moveTab(event: KeyboardEvent): void {
    const names = this.#panelNames();
    const at = names.findIndex((name) => name === this.shown);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 }[event.key];
    const name = to === undefined ? undefined : names.at(to % names.length);
    if (!name) return;
    event.preventDefault();
    this.show(name);
    void this.updateComplete.then(() => this.selectedTab?.focus());
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'avatar-inspector': AvatarInspector;
  }
}
