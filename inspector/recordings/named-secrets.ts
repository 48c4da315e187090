import { isSecretName, isVagueName, isWholeLine } from './secret-names.js';
import { isTold, looksSecret } from './secret-shapes.js';

/** A name in a text, and what stands between it and its value: `token=`, `"token": "`, `\"token\":\"`, `<token>`. */
const NAMED = /(?<![\w.-])((?:[A-Za-z]{2,20} )?[\w.-]{2,80})(\]?\\*["']?\s*(?:=>|[=:>])\s*|(?<=(?:^|\s)--[\w-]+)\s+)/g;
/** In quotes of any kind, or up to what ends it. */
const VALUE = /(\\*["'`])((?:(?!\1)(?:\\.|[^\\]))+)|()([^\s"'`,;&<>{}()[\]\\]+)/y;
/** The rest of a header's line. */
const LINE = /(\\*["'`])?((?:="[^"]*"|\\(?![rn]|["'])|[^\r\n"'`\\])+)/y;

/** A text with what goes under a secret's name replaced: `token=…`, `"password": "…"`, `Authorization: Token …`. */
export function replaceNamed(text: string, isSpeech: boolean, replacement: (secret: string) => string): string {
  let clean = '';
  let done = 0;
  for (const match of text.matchAll(NAMED)) {
    const [all, name = '', between = ''] = match;
    if (match.index < done || !isNameOfSecret(name)) continue;
    const isLine = isWholeLine(name) && between.includes(':');
    const { at, value } = valueAt(text, match.index + all.length, isLine ? LINE : VALUE);
    if (!isValue(name, between, value, isSpeech)) continue;
    clean += text.slice(done, at) + replacement(value);
    done = at + value.length;
  }
  return clean + text.slice(done);
}

function valueAt(text: string, start: number, pattern: RegExp): { readonly at: number; readonly value: string } {
  pattern.lastIndex = start;
  const [, quote = '', quoted, , bare = ''] = pattern.exec(text) ?? [];
  return { at: start + quote.length, value: quoted ?? bare };
}

/** `Session ID: …` and `client secret=…` too, but not every word after which there is something. */
function isNameOfSecret(name: string): boolean {
  const last = lastWord(name);
  return isSecretName(last) || (/^(?:id|key|code)$/i.test(last) && isSecretName(name));
}

function isValue(name: string, between: string, value: string, isSpeech: boolean): boolean {
  const plain = value.trim();
  if (plain === '' || plain.startsWith('//')) return false;
  const isAssigned = /^\]?\\*["']?=$/.test(between) && !isSpeech;
  if (isVagueName(lastWord(name)) && !isAssigned) return looksSecret(plain);
  if (isWholeLine(name)) return !isSpeech || plain.split(/[\s;=]+/).some(looksSecret);
  return isTold(plain, isSpeech);
}

function lastWord(name: string): string {
  return name.slice(name.indexOf(' ') + 1);
}
