import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Presses } from './presses.js';

/** What Escape needs to know of the element. */
interface Discardable {
  /** Something is being said that can still be discarded. */
  isCapturing(): boolean;
  /** A hand holds the control now, or has latched it. */
  isPressed(): boolean;
}

/**
 * Escape discards what is being said: from inside the element, and from anywhere while a hand holds or has latched it. That
 * Escape is ours alone until it is up again: a dialog of the page around the element stays open.
 */
export class EscapeCancels implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #turn: Discardable;
  readonly #presses: Presses;
  #abort = new AbortController();
  #isOurs = false;

  constructor(host: ReactiveControllerHost & Element, turn: Discardable, presses: Presses) {
    this.#host = host;
    this.#turn = turn;
    this.#presses = presses;
    host.addController(this);
  }

  hostConnected(): void {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    // The element may stand in another window than its script.
    const view = this.#host.ownerDocument.defaultView ?? window;
    for (const type of ['keydown', 'keyup'] as const)
      view.addEventListener(type, this.#take, { capture: true, signal });
  }

  hostDisconnected(): void {
    this.#abort.abort();
    this.#isOurs = false;
  }

  readonly #take = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing) return;
    if (event.type === 'keydown' && !event.repeat) {
      this.#isOurs = this.#isForTurn(event);
      if (this.#isOurs) this.#presses.cancel();
    }
    if (!this.#isOurs) return;
    this.#isOurs = event.type === 'keydown';
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  #isForTurn(event: KeyboardEvent): boolean {
    const path = event.composedPath();
    // A menu of ours that is open closes first.
    const isForMenu = path.some((node) => (node as Partial<Element>).matches?.('.menu[open]'));
    return this.#turn.isCapturing() && !isForMenu && (this.#turn.isPressed() || path.includes(this.#host));
  }
}
