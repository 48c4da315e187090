import type { ReactiveController, ReactiveControllerHost } from 'lit';

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
