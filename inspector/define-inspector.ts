import { AvatarInspector } from './avatar-inspector.js';

/** Registers the element, under a name of your own if you like. Where the name is taken already, the first stays. */
export function defineAvatarInspector(name = 'avatar-inspector'): void {
  // A registry takes a class once, and a second name needs a class of its own.
  if (!customElements.get(name)) {
    customElements.define(name, name === 'avatar-inspector' ? AvatarInspector : class extends AvatarInspector {});
  }
}
