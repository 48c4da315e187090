import { defineAvatarInspector } from './define-inspector.js';

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
