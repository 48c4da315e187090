import { ownsKey } from './key-owner.js';

/**
 * Keys that a control of ours uses itself go no further: outside, their target is the element, and the shortcuts of a page
 * would take what is typed there for their own. Escape and Tab lead out of it, and are everybody's.
 */
export function keepOwnKeys(root: HTMLElement | DocumentFragment): void {
  const keep = (event: Event): void => {
    const { target, key, code, altKey, ctrlKey, metaKey } = event as KeyboardEvent;
    // What a page puts into our slots is its own.
    if (key === 'Escape' || key === 'Tab' || !root.contains(target as Node)) return;
    if (ownsKey(target as Node, code, altKey || ctrlKey || metaKey)) event.stopPropagation();
  };
  for (const type of ['keydown', 'keypress', 'keyup']) root.addEventListener(type, keep);
}
