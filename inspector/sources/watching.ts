import { findTags, nearestTag } from './find-tags.js';
import { isWatchableTag, type Target, type WatchableTag } from './page-source.js';

/** What an inspector was asked to watch. */
export interface Wanted {
  readonly target: Target | null;
  readonly htmlFor: string;
}

/**
 * The tags of a page that can be watched, and which of them is. It looks again when the page changes: tags may come
 * after the inspector, and be defined after that.
 */
export class Watching {
  readonly #inspector: HTMLElement;
  readonly #changed: () => void;
  // The page, also while the inspector is in a window of its own.
  readonly #page: Document;
  readonly #observer: MutationObserver;
  #tags: readonly WatchableTag[] = [];
  #nearest: WatchableTag | null = null;
  #picked: WatchableTag | null = null;

  constructor(inspector: HTMLElement, changed: () => void) {
    this.#inspector = inspector;
    this.#changed = changed;
    this.#page = inspector.ownerDocument;
    this.#observer = new MutationObserver((changes) => {
      if (changes.some(({ addedNodes, removedNodes }) => hasElement(addedNodes) || hasElement(removedNodes)))
        this.look();
    });
    this.#observer.observe(this.#page, { childList: true, subtree: true });
    for (const { localName } of this.#page.querySelectorAll(':not(:defined)')) {
      // happy-dom finds every element undefined, and only a custom one can be waited for.
      if (localName.includes('-')) void customElements.whenDefined(localName).then(() => this.look());
    }
  }

  get tags(): readonly WatchableTag[] {
    return this.#tags;
  }

  /** What is to be watched: what the page names, else what the person picked, else the nearest. */
  targetOf({ target, htmlFor }: Wanted): Target | null {
    if (target) return target;
    if (this.#picked?.isConnected) return this.#picked;
    const named = htmlFor ? this.#page.getElementById(htmlFor) : null;
    if (htmlFor) return isWatchableTag(named) ? named : null;
    return this.#nearest;
  }

  pick(tag: WatchableTag): void {
    this.#picked = tag;
    this.#changed();
  }

  /** Looks at the page again. */
  look(): void {
    this.#tags = findTags(this.#page);
    // Moved into a window of its own it is nearest to nothing: what was nearest at home stays.
    if (this.#inspector.ownerDocument === this.#page) this.#nearest = nearestTag(this.#inspector);
    this.#changed();
  }

  close(): void {
    this.#observer.disconnect();
  }
}

function hasElement(nodes: NodeList): boolean {
  return Array.from(nodes).some((node) => node.nodeType === Node.ELEMENT_NODE);
}
