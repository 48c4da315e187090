import { secretFieldsOf } from './secret-fields.js';
import { isSecretName } from './secret-names.js';
import { isTold } from './secret-shapes.js';

/** What may hold fields beside each other: a tag, an object that is no whole JSON, the query of an address, a line. */
const GROUP = /[^<>{}?]{3,2000}/g;
const FIELD =
  /(?<![\p{L}\d_-])([\p{L}\d_-]{1,40})\\*["']?\s{0,9}[=:]\s{0,9}(?:(\\*["'])((?:(?!\2)[^\\]|\\(?!["'])){0,1000})\2|([^\s"'<>{},&;\\]{1,1000}))/gu;
/** A field of a form that is sent in parts. */
const PART =
  /\bname=(?:"([^"\r\n]{1,80})"|([^\s"';]{1,80}))(?![^\s;])[^\r\n]{0,300}(?:\r?\n[^\r\n]{1,300}){0,5}\r?\n\r?\n/g;

/** An element with attributes, and the text in it. */
const ELEMENT = /<([\w:.-]{1,80})(\s[^<>]{0,300}>)([^<>]{1,1000})(?=<)/g;
/** Which one it is, among elements that are called alike: `<string name="api_key">`. */
const NAME_IN_ELEMENT = /\s(?:name|key|id)\s?=\s?["']?([\p{L}\p{M}\d_. -]{2,80})/u;
/** A name in an element, and its value in the next: `<key>password</key><string>…`. */
const NEIGHBOURS =
  /(<([\w:.-]{1,80})[^<>]{0,300}>\s{0,9}([^<>]{2,80})<\/\2>\s{0,99}<[\w:.-]{1,80}[^<>]{0,300}>)([^<>]{1,1000})(?=<|$)/g;

type Replace = (secret: string) => string;

/** A text without the values beside which another field names them: `<input name=csrf_token value=…>`. */
export function replacePairs(text: string, replace: Replace): string {
  return inNeighbours(inElements(inParts(text, replace), replace), replace).replace(GROUP, (group) => {
    const fields = [...group.matchAll(FIELD)];
    if (fields.length < 2) return group;
    const secret = secretFieldsOf(fields.map(([, name = '', , quoted, bare = '']) => [name, quoted ?? bare]));
    return group.replace(FIELD, (all: string, name: string, _quote: unknown, quoted?: string, bare?: string) => {
      const value = quoted ?? bare ?? '';
      if (!secret.has(name) || isSecretName(name) || !isTold(value, false)) return all;
      const at = all.lastIndexOf(value);
      return all.slice(0, at) + replace(value) + all.slice(at + value.length);
    });
  });
}

function inElements(text: string, replace: Replace): string {
  return text.replace(ELEMENT, (all: string, name: string, attributes: string, inside: string) =>
    inside.trim() !== '' && (isSecretName(name) || isTellingElement(attributes, inside))
      ? `<${name}${attributes}${replace(inside)}`
      : all,
  );
}

function isTellingElement(attributes: string, inside: string): boolean {
  const name = NAME_IN_ELEMENT.exec(attributes)?.[1];
  return name !== undefined && isSecretName(name) && isOneWord(inside) && isTold(inside.trim(), false);
}

function inNeighbours(text: string, replace: Replace): string {
  return text.replace(NEIGHBOURS, (all: string, before: string, tag: string, name: string, value: string) =>
    isSecretName(name.trim()) && (tag === 'key' || isOneWord(value)) && isTold(value.trim(), false)
      ? before + replace(value)
      : all,
  );
}

function isOneWord(text: string): boolean {
  return /^\s*\S+\s*$/.test(text);
}

// Content-Disposition: form-data; name="password", an empty line, and the value up to the next boundary.
function inParts(text: string, replace: Replace): string {
  let clean = '';
  let done = 0;
  for (const match of text.matchAll(PART)) {
    const from = match.index + match[0].length;
    if (match.index < done || !isSecretName(match[1] ?? match[2] ?? '')) continue;
    const end = /\r?\n--/.exec(text.slice(from))?.index;
    const to = end === undefined ? text.length : from + end;
    clean += text.slice(done, from) + replace(text.slice(from, to));
    done = to;
  }
  return clean + text.slice(done);
}
