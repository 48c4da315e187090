import { AvatarPttError } from '../core/error.js';

/** The folder as a whole address; empty: beside what is loaded already. @throws AvatarPttError `invalid-option` */
export function assetBaseOf(text: string): string {
  if (!text) return '';
  const folder = text.replace(/\/?$/, '/');
  if (URL.canParse(folder, document.baseURI)) return new URL(folder, document.baseURI).href;
  throw new AvatarPttError('invalid-option', 'asset-base is no address; allowed: the address of a folder.');
}
