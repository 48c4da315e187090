import { type ReactiveController, type ReactiveControllerHost, adoptStyles, type CSSResultOrNative } from 'lit';

type Dock = '' | 'right' | 'bottom';
type Host = ReactiveControllerHost & HTMLElement & { readonly renderRoot: HTMLElement | DocumentFragment };

/** Keys that lead out of a field are everybody's. */
const LEAVING = ['Escape', 'Tab'];

/**
 * The inspector among what a page has of its own: docked it is in the top layer, where the window is the window, and a tag
 * in the corner makes way for it. Its colours are the page's, and keys typed into its fields are no shortcuts of the page.
 */
export class InPage implements ReactiveController {
  readonly #host: Host;
  readonly #dock: () => Dock;
  #sizes: ResizeObserver | null = null;
  #isNew = true;
  #docked: Dock = '';
  /** What keeps the room free, and where it is set. */
  #taken: readonly [page: HTMLElement, name: string] | null = null;

  constructor(host: Host, dock: () => Dock) {
    this.#host = host;
    this.#dock = dock;
    host.addController(this);
    host.addEventListener('transitionrun', () => {
      this.#followScheme();
      // What is painted takes its colours anew.
      host.requestUpdate();
    });
    for (const type of ['keydown', 'keypress', 'keyup'] as const) host.addEventListener(type, keepTyping);
  }

  hostConnected(): void {
    this.#isNew = true;
    const view = this.#host.ownerDocument.defaultView;
    // Without a layout, as in unit tests of a page, nothing has a size.
    if (view && 'ResizeObserver' in view) {
      this.#sizes = new view.ResizeObserver(() => this.#takeRoom());
      this.#sizes.observe(this.#host);
    }
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    const frame = this.#frame;
    if (!frame || !this.#host.isConnected) return;
    if (this.#isNew) this.#followScheme();
    this.#isNew = false;
    const isDocked = this.#dock() !== '';
    frame.popover = isDocked ? 'manual' : null;
    // Browsers without it, before 2024, leave it where it is.
    if (isDocked) (frame as Partial<HTMLElement>).togglePopover?.(true);
    if (this.#dock() !== this.#docked) this.#takeRoom();
  }

  hostDisconnected(): void {
    this.#sizes?.disconnect();
    this.#leaveRoom();
  }

  get #frame(): HTMLElement | null {
    return this.#host.renderRoot.querySelector('.frame');
  }

  /** A page that says nothing of colour schemes gets the person's own. */
  #followScheme(): void {
    this.#frame?.classList.toggle('auto', getComputedStyle(this.#host).colorScheme === 'normal');
  }

  #takeRoom(): void {
    this.#leaveRoom();
    const dock = this.#dock();
    this.#docked = dock;
    if (!dock) return;
    const { width, height } = this.#host.getBoundingClientRect();
    const page = this.#host.ownerDocument.documentElement;
    // In a narrow window what should be beside is below.
    const isBeside = dock === 'right' && width < page.clientWidth;
    const name = `--avatar-corner-${isBeside ? 'right' : 'bottom'}`;
    page.style.setProperty(name, `${isBeside ? width : height}px`);
    this.#taken = [page, name];
  }

  #leaveRoom(): void {
    const [page, name] = this.#taken ?? [];
    if (page && name) page.style.removeProperty(name);
    this.#taken = null;
    this.#docked = '';
  }
}

function keepTyping(event: KeyboardEvent): void {
  const [target] = event.composedPath();
  if (!LEAVING.includes(event.key) && (target as Partial<Element>).matches?.('input, select, textarea')) {
    event.stopPropagation();
  }
}

/** What one press of an arrow key adds, px. */
const STEP_PX = 24;
/** Less would hide the tabs, and with them the way back, px. */
const MIN_PX = 200;

/**
 * Makes a separator resize a docked element along its free edge, by pointer and by arrow keys. The size is a custom
 * property of the element, so that its own style sheet can limit it.
 */
export function resizeBy(event: PointerEvent | KeyboardEvent, element: HTMLElement, dock: 'right' | 'bottom'): void {
  if ('key' in event) resizeByKey(event, element, dock);
  else resizeByPointer(event, element, dock);
}

function resizeByKey(event: KeyboardEvent, element: HTMLElement, dock: 'right' | 'bottom'): void {
  const larger = dock === 'right' ? 'ArrowLeft' : 'ArrowUp';
  const smaller = dock === 'right' ? 'ArrowRight' : 'ArrowDown';
  if (event.key !== larger && event.key !== smaller) return;
  event.preventDefault();
  setSize(element, dock, sizeOf(element, dock) + (event.key === larger ? STEP_PX : -STEP_PX));
}

function resizeByPointer(event: PointerEvent, element: HTMLElement, dock: 'right' | 'bottom'): void {
  const handle = event.currentTarget as HTMLElement;
  const along = (at: PointerEvent): number => (dock === 'right' ? at.clientX : at.clientY);
  const from = along(event);
  const size = sizeOf(element, dock);
  const until = new AbortController();
  const { signal } = until;
  // Else the page below would take the pointer as soon as it is faster than the edge.
  handle.setPointerCapture(event.pointerId);
  handle.addEventListener('pointermove', (moved) => setSize(element, dock, size + from - along(moved)), { signal });
  for (const end of ['pointerup', 'pointercancel', 'lostpointercapture']) {
    handle.addEventListener(end, () => until.abort(), { signal });
  }
}

function sizeOf(element: HTMLElement, dock: 'right' | 'bottom'): number {
  const { width, height } = element.getBoundingClientRect();
  return dock === 'right' ? width : height;
}

function setSize(element: HTMLElement, dock: 'right' | 'bottom', px: number): void {
  const name = dock === 'right' ? '--inspector-width' : '--inspector-height';
  element.style.setProperty(name, `${Math.max(MIN_PX, Math.round(px))}px`);
}

/** An element that is shown in a window of its own, and comes back when that is closed. */
export interface PoppedOut {
  readonly window: Window & typeof globalThis;
  /** Puts the element back and closes the window. */
  close(): void;
}

/**
 * Moves an element into a new window of the same page: what it watches stays within reach, nothing is sent or copied.
 * Returns null where the browser blocks the window. `returned` is called once the element is back in its place.
 */
export function popOut(element: HTMLElement, title: string, returned: () => void): PoppedOut | null {
  const home = element.ownerDocument;
  const page = home.defaultView;
  // A window of our own has the page's type.
  const popup = page?.open('', '', 'popup,width=960,height=720') as (Window & typeof globalThis) | null;
  if (!page || !popup) return null;
  // Keeps the place in the markup, whatever the page does around it.
  const place = home.createComment('avatar-inspector');
  element.replaceWith(place);
  prepare(popup.document, title);
  popup.document.body.append(element);
  const height = element.style.getPropertyValue('height');
  element.style.setProperty('height', '100%');
  const closing = new AbortController();
  const close = (): void => {
    if (closing.signal.aborted) return;
    closing.abort();
    element.style.setProperty('height', height);
    // The page may have taken away what was around it; then there is nowhere to come back to.
    if (place.isConnected) place.replaceWith(element);
    else element.remove();
    popup.close();
    returned();
  };
  popup.addEventListener('pagehide', close, { signal: closing.signal });
  // A page that goes takes its windows along: nothing would be left to watch.
  page.addEventListener('pagehide', close, { signal: closing.signal });
  return { window: popup, close };
}

/** Gives a shadow root its styles, in whatever window it is: sheets of one document are not valid in another. */
export function adoptSheets(root: ShadowRoot, styles: CSSResultOrNative[]): void {
  const page = root.ownerDocument.defaultView ?? window;
  if (page === window) adoptStyles(root, styles);
  else {
    root.adoptedStyleSheets = styles.map((style) => {
      const sheet = new page.CSSStyleSheet();
      sheet.replaceSync('cssText' in style ? style.cssText : '');
      return sheet;
    });
  }
}

function prepare(document: Document, title: string): void {
  document.title = title;
  const scheme = document.createElement('meta');
  scheme.name = 'color-scheme';
  scheme.content = 'light dark';
  document.head.append(scheme);
  document.documentElement.lang = 'en';
  // Properties, because a strict policy of the page forbids style attributes and sheets here too.
  document.documentElement.style.setProperty('height', '100%');
  document.body.style.setProperty('height', '100%');
  document.body.style.setProperty('margin', '0');
}
