import { firstGesture } from './inputs/first-gesture.js';

/** Connects at the first gesture of a person on the page, unless there was a conversation: the next is theirs to begin. */
export class Autoconnect {
  readonly #host: Element;
  readonly #connect: () => void;
  #isOver = false;
  #abort = new AbortController();

  constructor(host: Element, connect: () => void) {
    this.#host = host;
    this.#connect = connect;
  }

  /** As if the element were new. */
  reset(): void {
    this.#isOver = false;
  }

  await(isWanted: boolean): void {
    this.stop();
    if (!isWanted || this.#isOver) return;
    this.#abort = new AbortController();
    firstGesture(this.#host.ownerDocument.defaultView ?? window, this.#connect, this.#abort.signal);
  }

  /** The element is not on the page. */
  stop(): void {
    this.#abort.abort();
  }

  /** Somebody has connected. */
  end(): void {
    this.#isOver = true;
    this.stop();
  }
}
