import { isWatchableTag, type WatchableTag } from './page-source.js';

/** All tags in a document that can be watched, also inside open shadow roots; in document order. */
export function findTags(root: Document | ShadowRoot): WatchableTag[] {
  return Array.from(root.querySelectorAll('*')).flatMap((element) => [
    ...(isWatchableTag(element) ? [element] : []),
    ...(element.shadowRoot ? findTags(element.shadowRoot) : []),
  ]);
}

/** The root with the open shadow roots in it, except those of tags and of elements like `inspector`: they change always. */
export function rootsIn(root: Document | ShadowRoot, inspector: Element): (Document | ShadowRoot)[] {
  const roots: (Document | ShadowRoot)[] = [root];
  for (const element of root.querySelectorAll('*')) {
    const isOurs = isWatchableTag(element) || element.localName === inspector.localName;
    if (element.shadowRoot && !isOurs) roots.push(...rootsIn(element.shadowRoot, inspector));
  }
  return roots;
}

/** The tag that shares the closest ancestor with `from`; among several, the first. */
export function nearestTag(from: Element): WatchableTag | null {
  const tags = findTags(from.ownerDocument);
  for (let node = parentOf(from); node; node = parentOf(node)) {
    const near = tags.find((tag) => isInside(tag, node));
    if (near) return near;
  }
  return tags[0] ?? null;
}

function parentOf(node: Node | null): Node | null {
  return node instanceof ShadowRoot ? node.host : (node?.parentNode ?? null);
}

function isInside(tag: Node, node: Node | null): boolean {
  for (let at: Node | null = tag; at; at = parentOf(at)) if (at === node) return true;
  return false;
}
