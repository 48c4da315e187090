import { AvatarInspector } from './avatar-inspector.js';

/** Registers the element, under a name of your own if you like. Where the name is taken already, the first stays. */
export function defineAvatarInspector(name = 'avatar-inspector'): void {
  // A registry takes a class once, and a second name needs a class of its own.
  if (!customElements.get(name)) {
    customElements.define(name, name === 'avatar-inspector' ? AvatarInspector : class extends AvatarInspector {});
  }
}

/**
 * Brings an inspector to a page that has a tag, docked below; called again, it goes. Small enough for a bookmarklet:
 * `javascript:import('…/avatar-inspector.min.js').then((m) => m.openInspector())`.
 */
export function openInspector(dock: 'right' | 'bottom' = 'bottom'): void {
  const present = document.querySelector('body > avatar-inspector[dock]');
  if (present) {
    present.remove();
    return;
  }
  defineAvatarInspector();
  const inspector = document.createElement('avatar-inspector');
  inspector.setAttribute('dock', dock);
  document.body.append(inspector);
}
