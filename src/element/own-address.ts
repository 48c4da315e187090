import { AvatarPttError } from '../core/error.js';

/** Attributes with addresses that code comes from, or that tokens and voices go to. */
const ADDRESS_ATTRIBUTES = ['asset-base', 'worklet-url', 'worker-url', 'token-url', 'connect-url', 'api-url'];

/**
 * The value of an attribute; an address as markup may have it, whole: a `<base>` that comes later does not move it. Whoever gets markup into a page
 * must not get code or conversations there with it, so another origin is a script's to set. Where the script comes from
 * does not count: anybody can put files on a public CDN. @throws AvatarPttError `invalid-option`, without the address.
 */
export function ownAddress(name: string, value: string | null): string | null {
  if (!value || !ADDRESS_ATTRIBUTES.includes(name)) return value;
  const { href, origin } = parsed(value) ?? {};
  // Of a Blob, too, the origin is that of the page.
  if (href?.startsWith('http') && origin === self.origin) return href;
  throw new AvatarPttError(
    'invalid-option',
    `In markup, ${name} can only be an address of this page's own origin. Set another one by script: avatar.${propertyOf(name)} = '…'.`,
  );
}

/** Where credentials go to: nobody is asked at another address than the markup says. @throws AvatarPttError `invalid-option` */
export function assertAddresses(element: Element): void {
  for (const name of ['token-url', 'connect-url', 'api-url']) {
    const isSet = Boolean((element as unknown as Record<string, unknown>)[propertyOf(name)]);
    if (!isSet) ownAddress(name, element.getAttribute(name));
  }
}

/** The attributes whose addresses were set otherwise: what markup may not have, a script may. */
export function addressesSet(changed: ReadonlyMap<PropertyKey, unknown>, element: object): string[] {
  return ADDRESS_ATTRIBUTES.filter((name) => {
    const property = propertyOf(name);
    return changed.has(property) && Boolean((element as Record<string, unknown>)[property]);
  });
}

function propertyOf(name: string): string {
  return name.replace(/-./, ([, letter = '']) => letter.toUpperCase());
}

function parsed(text: string): URL | null {
  try {
    return new URL(text, document.baseURI);
  } catch {
    return null;
  }
}
