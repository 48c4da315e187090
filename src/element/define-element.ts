import { AvatarPtt } from './avatar-ptt.js';

const warned = new Set<string>();

/**
 * Registers the element, under a name of your own if you like. Where the name is taken already, by another copy of this
 * package for instance, the first stays; of another version than this one, that is warned of once.
 */
export function defineAvatarPtt(tag = 'avatar-ptt'): void {
  const taken = customElements.get(tag) as { readonly version?: string } | undefined;
  // A registry takes a class once, and a second name needs a class of its own.
  if (!taken) customElements.define(tag, tag === 'avatar-ptt' ? AvatarPtt : class extends AvatarPtt {});
  else if (taken.version !== AvatarPtt.version && !warned.has(tag)) {
    warned.add(tag);
    // eslint-disable-next-line no-console -- whoever loads it twice sees it nowhere else
    console.warn(`<${tag}> stays version ${taken.version ?? 'unknown'}: this page loads ${AvatarPtt.version} as well.`);
  }
}
