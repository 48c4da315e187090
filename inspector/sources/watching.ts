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
  readonly #roots = new Set<Document | ShadowRoot>();
  readonly #awaited = new Set<string>();
  /** Where the inspector is, while it is not in a window of its own. */
  #home: Node;
  #tags: readonly WatchableTag[] = [];
  #nearest: WatchableTag | null = null;
  #picked: WatchableTag | null = null;

  constructor(inspector: HTMLElement, changed: () => void) {
    this.#inspector = inspector;
    this.#changed = changed;
    this.#page = inspector.ownerDocument;
    this.#home = inspector.getRootNode();
    this.#observer = new MutationObserver((changes) => {
      if (changes.some(({ addedNodes, removedNodes }) => hasElement(addedNodes) || hasElement(removedNodes)))
        this.look();
    });
  }

  get tags(): readonly WatchableTag[] {
    return this.#tags;
  }

  /** What is to be watched: what the page names, else what the person picked, else the nearest. */
  targetOf({ target, htmlFor }: Wanted): Target | null {
    if (target) return target;
    if (this.#picked?.isConnected) return this.#picked;
    if (htmlFor) return this.#named(htmlFor);
    return this.#nearest;
  }

  pick(tag: WatchableTag): void {
    this.#picked = tag;
    this.#changed();
  }

  /** Looks at the page again. */
  look(): void {
    this.#follow();
    this.#tags = findTags(this.#page);
    // Moved into a window of its own it is nearest to nothing: what was nearest at home stays.
    if (this.#inspector.ownerDocument === this.#page) {
      this.#nearest = nearestTag(this.#inspector);
      this.#home = this.#inspector.getRootNode();
    }
    this.#changed();
  }

  /** In the root that the inspector is in, then in those around it. */
  #named(id: string): WatchableTag | null {
    for (let node: Node | null = this.#home; node; node = (node as Partial<ShadowRoot>).host?.getRootNode() ?? null) {
      const named = (node as Partial<ShadowRoot>).getElementById?.(id);
      if (isWatchableTag(named)) return named;
    }
    return null;
  }

  /** Open shadow roots are part of the page, also those that came with the last change. */
  #follow(): void {
    for (const root of rootsIn(this.#page, this.#inspector)) {
      if (this.#roots.has(root)) continue;
      this.#roots.add(root);
      this.#observer.observe(root, { childList: true, subtree: true });
    }
    for (const root of this.#roots) this.#awaitDefinitions(root);
  }

  #awaitDefinitions(root: Document | ShadowRoot): void {
    for (const { localName } of root.querySelectorAll(':not(:defined)')) {
      // happy-dom finds every element undefined, and only a custom one can be waited for.
      if (!localName.includes('-') || this.#awaited.has(localName)) continue;
      this.#awaited.add(localName);
      void customElements.whenDefined(localName).then(() => this.look());
    }
  }

  close(): void {
    this.#observer.disconnect();
  }
}

/** All tags in a document that can be watched, also inside open shadow roots; in document order. */
function findTags(root: Document | ShadowRoot): WatchableTag[] {
  return Array.from(root.querySelectorAll('*')).flatMap((element) => [
    ...(isWatchableTag(element) ? [element] : []),
    ...(element.shadowRoot ? findTags(element.shadowRoot) : []),
  ]);
}

/** The root with the open shadow roots in it, except those of tags and of elements like `inspector`: they change always. */
function rootsIn(root: Document | ShadowRoot, inspector: Element): (Document | ShadowRoot)[] {
  const roots: (Document | ShadowRoot)[] = [root];
  for (const element of root.querySelectorAll('*')) {
    const isOurs = isWatchableTag(element) || element.localName === inspector.localName;
    if (element.shadowRoot && !isOurs) roots.push(...rootsIn(element.shadowRoot, inspector));
  }
  return roots;
}

/** The tag that shares the closest ancestor with `from`; among several, the first. */
function nearestTag(from: Element): WatchableTag | null {
  const tags = findTags(from.ownerDocument);
  for (let node = parentOf(from); node; node = parentOf(node)) {
    const near = tags.find((tag) => isInside(tag, node));
    if (near) return near;
  }
  return tags[0] ?? null;
}

function hasElement(nodes: NodeList): boolean {
  return Array.from(nodes).some((node) => node.nodeType === Node.ELEMENT_NODE);
}

function parentOf(node: Node | null): Node | null {
  return node instanceof ShadowRoot ? node.host : (node?.parentNode ?? null);
}

function isInside(tag: Node, node: Node | null): boolean {
  for (let at: Node | null = tag; at; at = parentOf(at)) if (at === node) return true;
  return false;
}
