import { LitElement, html, nothing, type CSSResultGroup, type PropertyValues, type TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import { Inspected } from './shell/inspected.js';
import { type Panel, type PanelHost, type PanelName, openPanel, PANELS } from './shell/panels.js';
import { InPage, adoptSheets, popOut, type PoppedOut, resizeBy } from './shell/placement.js';
import { property } from './shell/property.js';
import type { Target } from './sources/page-source.js';
import type { Source } from './model/source.js';
import { controls } from './shell/control-styles.js';
import { shell, theme } from './shell/shell-styles.js';
import { FrameLoop } from './shell/frame-loop.js';
import { headerView, type HeaderActions, type HeaderModel, type Place } from './shell/header.js';

// The list is typed by its own keys.
const PANEL_NAMES = Object.keys(PANELS) as readonly PanelName[];
const ANNOUNCED_MS = 6000;
/** What says which conversation is watched. */
const WATCHED = ['htmlFor', 'target', 'channel', 'share', 'shareSound'] as const;

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
  static override styles = [theme, controls, shell];

  /** The id of the tag to watch; without it, the nearest one in the document. */
  @property({ attribute: 'for' }) htmlFor = '';

  /** The tag or session to watch; wins over `for`. */
  @property({ attribute: false }) target: Target | null = null;

  /** Watches a tag in another tab or window of this origin, shared under this name; wins over `for` and `target`. */
  @property() channel = '';

  /** Shares the watched tag with inspectors in other tabs and windows of this origin, under this name. */
  @property() share = '';

  /** Lets those who watch by `share` hear the sound, too, also between turns. The page shows it while somebody does. */
  @property({ type: Boolean, attribute: 'share-sound' }) shareSound = false;

  /** Which panels, in which order: names with spaces between. */
  @property() panels: string = PANEL_NAMES.join(' ');

  /** Beside the page (`right`), below it (`bottom`), or empty: where its markup is. */
  @property({ reflect: true }) dock: '' | 'right' | 'bottom' = '';

  @state() private shown: PanelName | null = null;
  @state() private announced = '';

  @query('[role="tab"][aria-selected="true"]') private readonly selectedTab!: HTMLElement | null;

  readonly #inspected = new Inspected(this, () => this.#closePanel());
  readonly #frames = new FrameLoop({
    version: () => this.#inspected.inspection?.version ?? 0,
    requestUpdate: () => this.requestUpdate(),
    paint: () => this.#panel?.paint?.(),
  });
  #panel: Panel | null = null;
  #showing = new AbortController();
  #popup: PoppedOut | null = null;
  #announcing = 0;

  constructor() {
    super();
    new InPage(this, () => (this.#popup ? '' : this.dock));
    this.addController({ hostConnected: () => this.#entered(), hostDisconnected: () => this.#left() });
  }

  // Sheets of one document are not valid in another, so a new window gets its own, and the panel is opened anew there.
  adoptedCallback(): void {
    this.#applyStyles([]);
    this.#closePanel();
    this.requestUpdate();
  }

  /** Looks at something else than the tag, such as a recording; null: back at the tag, which was watched all the while. */
  inspect(source: Source | null): void {
    this.#inspected.open(source);
  }

  /** Turns to another panel. */
  show(name: PanelName): void {
    if (name === this.shown) return;
    this.#closePanel();
    this.shown = name;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (WATCHED.some((name) => changed.has(name))) this.#inspected.follow();
    const names = this.#panelNames();
    if (!this.shown || !names.includes(this.shown)) this.show(names[0] ?? 'events');
    this.#panel ??= this.#createPanel();
  }

  protected override updated(): void {
    this.#frames.paint();
  }

  override render(): TemplateResult {
    const shown = this.shown ?? 'events';
    // English, and its numbers change all the time: a translator of pages would only stand in the way.
    return html`<div class="frame" translate="no" lang="en">
      ${this.dock && !this.#popup ? this.#separator(this.dock) : nothing}
      ${headerView(this.#headerModel(shown), this.#actions)}
      <section part="panel" role="tabpanel" id="panel" aria-labelledby="tab-${shown}" data-panel=${shown} tabindex="0">
        ${this.#panel?.view() ?? this.#nothingToWatch()}
      </section>
      <p class="announcement" role="status">
        ${this.announced || this.#inspected.inspection?.source.problem || nothing}
      </p>
    </div>`;
  }

  #headerModel(shown: PanelName): HeaderModel {
    const { inspection, tags, watched } = this.#inspected;
    const source = inspection?.source;
    return {
      tags,
      watched,
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

  #window(): Window & typeof globalThis {
    return this.ownerDocument.defaultView ?? window;
  }

  #entered(): void {
    this.#inspected.look();
    this.#frames.start(this.#window());
  }

  // Moving the element, into another window too, keeps what it knows.
  #left(): void {
    this.#frames.stop();
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#inspected.leave();
      this.#popup?.close();
    });
  }

  #createPanel(): Panel | null {
    const { inspection } = this.#inspected;
    if (!inspection || !this.shown) return null;
    this.#showing = new AbortController();
    const host = this.#host(this.#showing.signal);
    return openPanel(PANELS[this.shown], inspection, host, (styles) => this.#applyStyles(styles));
  }

  // Those of one panel at a time: what is closed costs no rule.
  #applyStyles(ofPanel: CSSResultGroup): void {
    const { elementStyles } = this.constructor as typeof AvatarInspector;
    adoptSheets(this.renderRoot as ShadowRoot, [...elementStyles, ...AvatarInspector.finalizeStyles(ofPanel)]);
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
      requestUpdate: () => this.#frames.refresh(),
      announce: (text) => this.#announce(text),
      open: (source) => this.inspect(source),
      show: (panel) => this.show(panel),
    };
  }

  #announce(text: string): void {
    clearTimeout(this.#announcing);
    this.announced = text;
    this.#announcing = window.setTimeout(() => (this.announced = ''), ANNOUNCED_MS);
  }

  readonly #actions: HeaderActions = {
    pick: (tag) => this.#inspected.pick(tag),
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
