import type { ReactiveController, ReactiveControllerHost } from 'lit';

type Host = ReactiveControllerHost & Element & { readonly renderRoot: HTMLElement | DocumentFragment };

/** Where the element stands, in the page or in the corner of its window, and in whose colours. */
export class Placement implements ReactiveController {
  readonly #host: Host;
  #isNew = true;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#isNew = true;
    this.#host.renderRoot.addEventListener('transitionrun', this.#followScheme);
  }

  hostUpdated(): void {
    const { isConnected } = this.#host;
    const place = this.#place;
    if (!place || !isConnected) return;
    if (this.#isNew) this.#followScheme();
    this.#isNew = false;
    const isCorner = this.#host.getAttribute('placement') === 'corner';
    place.popover = isCorner ? 'manual' : null;
    // Browsers without it, before 2024, leave it where it is.
    if (isCorner) (place as Partial<HTMLElement>).togglePopover?.(true);
  }

  get #place(): HTMLElement | null {
    return this.#host.renderRoot.querySelector('.place');
  }

  /** A page that says nothing of colour schemes gets the person's own. */
  readonly #followScheme = (): void => {
    this.#place?.classList.toggle('auto', getComputedStyle(this.#host).colorScheme === 'normal');
  };
}
