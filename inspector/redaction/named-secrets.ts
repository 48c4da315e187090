import { isSecretName, isSessionName, isVagueName, isWholeLine, opensOnce } from './secret-names.js';
import { isTold, looksSecret } from './secret-shapes.js';

/** A name in a text, and what stands between it and its value: `token=`, `"token": "`, `\"token\":\"`, `<token>`, `keys[0]=`, `p a s s:`, `setToken(`, `token ->`. */
const NAMED =
  /(?<![\p{L}\d_.-])((?:[\p{L}\d@$] ){2,20}[\p{L}\d@$]|(?:[\p{L}\p{M}]{2,20} ){0,2}[\p{L}\p{M}\d_.@$-]{2,80})((?:\[\d{0,6}\])?\]?\\*["']?\s*(?:=>|:=|={1,3}|::?|(?<!-)>|(?<=\s)(?:->|[→⇒➜])|\((?=\s*\\*["'`]))\s*|(?<=(?:^|\s)--[\w-]{1,80})\s+)/gu;
/** In quotes of any kind, or up to what ends it; a `;` or an `&` ends it where another name follows. */
const VALUE =
  /(\\*["'`])((?:(?!\1)(?:\\.|[^\\]))+)|()((?:\[redacted(?: \d+)?\]|[^\s"'`,;&<>{}()[\]\\]|[;&](?![\s;&]|$|[\w.%[\]-]{1,60}[=:]))+)/y;
/** The rest of a header's line. */
const LINE = /(\\*["'`])?((?:="[^"]*"|\\(?![rn]|["'])|[^\r\n"'`\\])+)/y;
/** All lines that are indented, or are items of a list, below a name in YAML. */
const BLOCK = /([|>][-+\d]{0,2}[ \t]*\r?\n[ \t]*)((?:[^\r\n]+(?:\r?\n(?=[ \t])|\r?\n(?=\r?\n[ \t]))?)+)/y;
const ITEMS = /(-[ \t]+)([^\r\n]+(?:\r?\n[ \t]*-[ \t][^\r\n]+)*)/y;

/** A text with what goes under a secret's name replaced: `token=…`, `"password": "…"`, `Authorization: Token …`. */
export function replaceNamed(text: string, isSpeech: boolean, replacement: (secret: string) => string): string {
  let clean = '';
  let done = 0;
  for (const match of text.matchAll(NAMED)) {
    const [all, name = '', between = ''] = match;
    const isParameter = /[?&#]/.test(text.charAt(match.index - 1));
    if (match.index < done || !(isNameOfSecret(name) || (isParameter && opensOnce(name)))) continue;
    const { at, value } = valueAt(text, match.index + all.length, name, between);
    if (!isValue(name, between, value, isSpeech)) continue;
    clean += text.slice(done, at) + replacement(value);
    done = at + value.length;
  }
  return clean + text.slice(done);
}

function valueAt(text: string, start: number, name: string, between: string): { at: number; value: string } {
  const isLine = isWholeLine(lastWord(name)) && between.includes(':');
  const patterns = [...(between.includes(':') ? [BLOCK] : []), ...(between.includes('\n') ? [ITEMS] : [])];
  for (const pattern of [...patterns, isLine ? LINE : VALUE]) {
    pattern.lastIndex = start;
    const found = pattern.exec(text);
    if (!found) continue;
    const [, before = '', inside, , bare = ''] = found;
    return { at: start + before.length, value: inside ?? bare };
  }
  return { at: start, value: '' };
}

/** `Session ID: …`, `mot de passe : …` and `client secret=…` too, but not every word after which there is something. */
function isNameOfSecret(name: string): boolean {
  const last = lastWord(name);
  if (isSecretName(last) || isSessionName(last)) return true;
  // What says little alone, or consists of words of which none says it: كلمة المرور
  return /^(?:id|key|code|phrase|words?)$|[^\0-~]/i.test(last) && isSecretName(name);
}

function isValue(name: string, between: string, value: string, isSpeech: boolean): boolean {
  const plain = value.trim();
  if (plain === '' || plain.startsWith('//')) return false;
  const last = lastWord(name);
  if (isSessionName(last)) return !isSpeech && looksSecret(plain);
  if (needsLooks(name, between, isSpeech)) return looksSecret(plain);
  if (isWholeLine(last)) return !isSpeech || plain.split(/[\s;=]+/).some(looksSecret);
  return isTold(plain, isSpeech);
}

/** Whether the name alone doesn't say enough. */
function needsLooks(name: string, between: string, isSpeech: boolean): boolean {
  const last = lastWord(name);
  // getToken('name'), but setToken('…')
  if (between.includes('(') && !/^(?:\w+\.)*(?:set|use|with)/i.test(last)) return true;
  const isAssigned = /^\]?\\*["']?=$/.test(between) && !isSpeech;
  return opensOnce(last) || (isVagueName(last, name) && !isAssigned);
}

function lastWord(name: string): string {
  return /^(?:\S ){2,}\S$/.test(name) ? name : name.slice(name.lastIndexOf(' ') + 1);
}
