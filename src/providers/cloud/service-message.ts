import type { JsonResponse } from './post-json.js';
import { asWireObject, textOf, type WireObject } from './wire-object.js';

const MAX_CHARS = 300;
const MAX_ENTRIES = 5;

/**
 * What a service that refused said about it, for a person to act on: ` It said: …`, or nothing. Plain text and not long,
 * without the secret that it was asked with.
 */
export function serviceMessage({ json, text }: Pick<JsonResponse, 'json' | 'text'>, secret = ''): string {
  if (/^\s*</.test(text)) return ' It answered with a web page: is the address right?';
  const said = wordsIn(json);
  const shown = secret ? said.replaceAll(secret, '…') : said;
  const plain = shown
    .replace(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, MAX_CHARS);
  // Who passes on the words of another service says so already.
  return plain && (plain.includes('It said: ') ? ` ${plain}` : ` It said: ${plain}`);
}

function wordsIn(json: WireObject | null): string {
  return textOf(json, 'detail') || textOf(json, 'message') || listed(json?.['detail']) || listed(json?.['data']);
}

/** Refused fields are listed as `[{ loc, msg }]` or `[{ message }]`. */
function listed(entries: unknown): string {
  if (!Array.isArray(entries)) return '';
  return entries
    .slice(0, MAX_ENTRIES)
    .map((entry: unknown) => {
      const field = asWireObject(entry);
      const place = field?.['loc'];
      const name = Array.isArray(place) ? place.slice(0, MAX_ENTRIES).join('.') : '';
      return `${name} ${textOf(field, 'msg') || textOf(field, 'message')}`.trim();
    })
    .filter(Boolean)
    .join('; ');
}
