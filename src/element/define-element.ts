import { AvatarPtt } from './avatar-ptt.js';

/**
 * Registers the element, under a name of your own if you like. Where the name is taken already, by another copy of this
 * package for instance, the first stays: look at the class's `version` to see which.
 */
export function defineAvatarPtt(tag = 'avatar-ptt'): void {
  // A registry takes a class once, and a second name needs a class of its own.
  if (!customElements.get(tag))
    customElements.define(tag, tag === 'avatar-ptt' ? AvatarPtt : class extends AvatarPtt {});
}
