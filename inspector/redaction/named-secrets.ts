import { isSecretName, isSessionName, isWholeLine, isVagueName, opensOnce } from './secret-names.js';
import { isSecretValue, looksSecret } from './secret-shapes.js';

/** Fields that say what another one holds: `name`, `headerName`, `attribute`. */
const NAME_FIELD =
  /^(?:\w*[_-]?name|key|header|field|param(?:eter)?|prop(?:erty)?|attr(?:ibute)?|setting|option|column|variable|var|env|item|arg(?:ument)?|lhs|left|first|id|k|n|for|http-equiv)$/i;
/** The same, but for what people read as often. */
const TITLE_FIELD = /^(?:label|title|caption|heading|placeholder|question|prompt|type|kind)$/i;
const VALUE_FIELD =
  /^(?:\w*[_-]?values?|vals?|v|arg(?:ument)?s?|rhs|right|second|contents?|data|text|body|string|payload|default|answer|input|old|new)$/i;
/** Fields in which people's words are. */
const SPEECH = /^(?:text|transcript|content|caption|utterance|delta|words?|sentence|said)$/i;
/** Fields that say which one, or that something is whole: what is long and random there is no secret. */
const REFERENCE =
  /^(?:(?:turn|event|message|msg|response|request|item|utterance|generation|trace|span|track)_?id|sha\d*|md5|hash|checksum|digest|etag|crc\d*|integrity|commit|build)$/i;
/** Fields by which the machine goes: nobody's secret is called as one of its own words. */
const OWN_FIELD =
  /^(?:type|source|mode|reason|role|phase|connection|microphone|detector|direction|gate|kind|style|stop|from|waitingFor|endReason|avatarState|heldBy|turnDetection|initialServerStt)$/;
const OWN_WORD = /^[a-z]+(?:-(?:[a-z]+|v\d))*$/;

type Entry = readonly [key: string, value: unknown];

/** Whether a field holds what somebody said, so that its looks must tell more than its name. */
export function isSpeechField(key: string): boolean {
  return SPEECH.test(key);
}

/** Whether a text says which thing is meant, and opens nothing. */
export function isReference(key: string, text: string): boolean {
  return REFERENCE.test(key) && /^[\w-]+$/.test(text);
}

/** Whether a text is one of the machine's own words: `hands-free`, `avatar-busy`. */
export function isOwnWord(key: string, text: string): boolean {
  return OWN_FIELD.test(key) && OWN_WORD.test(text);
}

/** The fields of an object that hold secrets. */
export function secretFieldsOf(entries: readonly Entry[]): ReadonlySet<string> {
  const namesOne = ([key, value]: Entry): boolean => NAME_FIELD.test(key) && namesSecret(value);
  const isNamed = entries.some(namesOne);
  const isTitled = entries.some(([key, value]) => TITLE_FIELD.test(key) && namesSecret(value));
  const isIceServer = entries.some(([key]) => key === 'credential');
  const isSecret = (entry: Entry): boolean => {
    const [key, value] = entry;
    // The user of an ICE server is made with its password.
    if (isIceServer && /^user(?:name)?$/i.test(key)) return true;
    // It says what the other field holds, and people need to read that.
    if (namesOne(entry)) return false;
    if (isValueField(key) && isNamed) return !isSpeechField(key) || hasNoSpaces(value);
    if (isValueField(key) && isTitled) return isMadeUp(value);
    return isOpening(key, value);
  };
  return new Set(entries.filter(isSecret).map(([key]) => key));
}

function isOpening(key: string, value: unknown): boolean {
  return isSecretName(key) || (isSessionName(key) && isMadeUp(value));
}

function namesSecret(value: unknown): boolean {
  return typeof value === 'string' && isSecretName(value);
}

/** `value`, `header_value`, `defaultValue`, `content`. */
function isValueField(key: string): boolean {
  return VALUE_FIELD.test(key);
}

function hasNoSpaces(value: unknown): boolean {
  return typeof value !== 'string' || !/\s/.test(value.trim());
}

/** Also in lists and deeper: `{ label: "Password", value: "…" }` is one, `{ type: "token", text: "Hello" }` is none. */
function isMadeUp(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isMadeUp);
  return typeof value === 'string' && looksSecret(value);
}

/** `["X-Api-Key", "…"]`, and all headers in one list: whether an item is the value of the one before. */
export function isValueInList(list: readonly unknown[], i: number): boolean {
  const name = list[i - 1];
  const value = list[i];
  if (typeof name !== 'string' || !/^[\p{L}\p{M}\d_ .-]+$/u.test(name) || !isSecretName(name)) return false;
  if (Array.isArray(value)) return true;
  if (typeof value !== 'string') return false;
  return (list.length === 2 && i === 1) || looksSecret(value) || (isWholeLine(name) && isSecretValue(value, false));
}

type Replace = (secret: string) => string;
type Separator = keyof typeof CELL;

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

const CELL = {
  ',': /("(?:[^"]|"")*"|[^,]*)(,|$)/g,
  ';': /("(?:[^"]|"")*"|[^;]*)(;|$)/g,
  '\t': /("(?:[^"]|"")*"|[^\t]*)(\t|$)/g,
  '|': /([^|]*)(\||$)/g,
};
const SEPARATORS = Object.keys(CELL) as Separator[];
/** What may be the name of a column. */
const COLUMN_NAME = /^[\s"']*[\p{L}\p{M}\d_.-]{2,40}(?: [\p{L}\p{M}\d_.-]{1,20}){0,2}[\s"']*$/u;
const MAX_CELLS = 100;

/** A text with what goes under a secret's name replaced: `token=…`, `"password": "…"`, `Authorization: Token …`. */
export function replaceNamed(text: string, isSpeech: boolean, replace: Replace): string {
  let clean = '';
  let done = 0;
  for (const match of text.matchAll(NAMED)) {
    const [all, name = '', between = ''] = match;
    const isParameter = /[?&#]/.test(text.charAt(match.index - 1));
    if (match.index < done || !(isNameOfSecret(name) || (isParameter && opensOnce(name)))) continue;
    const { at, value } = valueAt(text, match.index + all.length, name, between);
    if (!isValue(name, between, value, isSpeech)) continue;
    clean += text.slice(done, at) + replace(value);
    done = at + value.length;
  }
  return clean + text.slice(done);
}

/** A text without the values beside which another field names them: `<input name=csrf_token value=…>`. */
export function replacePairs(text: string, replace: Replace): string {
  return inNeighbours(inElements(inParts(text, replace), replace), replace).replace(GROUP, (group) => {
    const fields = [...group.matchAll(FIELD)];
    if (fields.length < 2) return group;
    const secret = secretFieldsOf(fields.map(([, name = '', , quoted, bare = '']) => [name, quoted ?? bare]));
    return group.replace(FIELD, (all: string, name: string, _quote: unknown, quoted?: string, bare?: string) => {
      const value = quoted ?? bare ?? '';
      if (!secret.has(name) || isSecretName(name) || !isSecretValue(value, false)) return all;
      const at = all.lastIndexOf(value);
      return all.slice(0, at) + replace(value) + all.slice(at + value.length);
    });
  });
}

/** A text without what stands in a table below the name of a secret, or beside it: CSV, Markdown. */
export function replaceInTables(text: string, replace: Replace): string {
  const separators = text.includes('\n') ? SEPARATORS.filter((separator) => text.includes(separator)) : [];
  return separators.reduce((clean, separator) => inTables(clean, separator, replace), text);
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
  return isSecretValue(plain, isSpeech);
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

function inElements(text: string, replace: Replace): string {
  return text.replace(ELEMENT, (all: string, name: string, attributes: string, inside: string) =>
    inside.trim() !== '' && (isSecretName(name) || isNamedElement(attributes, inside))
      ? `<${name}${attributes}${replace(inside)}`
      : all,
  );
}

function isNamedElement(attributes: string, inside: string): boolean {
  const name = NAME_IN_ELEMENT.exec(attributes)?.[1];
  return name !== undefined && isSecretName(name) && isOneWord(inside) && isSecretValue(inside.trim(), false);
}

function inNeighbours(text: string, replace: Replace): string {
  return text.replace(NEIGHBOURS, (all: string, before: string, tag: string, name: string, value: string) =>
    isSecretName(name.trim()) && (tag === 'key' || isOneWord(value)) && isSecretValue(value.trim(), false)
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

function inTables(text: string, separator: Separator, replace: Replace): string {
  let head: readonly string[] = [];
  return text
    .split('\n')
    .map((line) => {
      const cells = line.includes(separator) ? [...line.matchAll(CELL[separator])].map(([, cell = '']) => cell) : [];
      // +-----+-----+
      if (/^[\s+|:=-]*$/.test(line)) return line;
      if (cells.length !== head.length) head = isHead(cells) ? cells : [];
      if (cells.length !== head.length || cells === head || cells.length < 2) return line;
      const names = head;
      let i = -1;
      return line.replace(CELL[separator], (all: string, cell: string) => {
        i++;
        return isSecretCell(cell, names[i] ?? '', cells[i - 1] ?? '') ? all.replace(plainOf(cell), replace) : all;
      });
    })
    .join('\n');
}

function isHead(cells: readonly string[]): boolean {
  const names = cells.filter((cell) => cell.trim() !== '');
  return names.length > 1 && names.length <= MAX_CELLS && names.every((name) => COLUMN_NAME.test(name));
}

function isSecretCell(cell: string, above: string, before: string): boolean {
  const plain = plainOf(cell);
  if (!/[\p{L}\d]/u.test(plain)) return false;
  if (isSecretName(plainOf(above))) return isSecretValue(plain, false);
  return COLUMN_NAME.test(before) && isSecretName(plainOf(before)) && !isSecretName(plain) && looksSecret(plain);
}

function plainOf(cell: string): string {
  return cell.trim().replace(/^["'`]+|["'`]+$/g, '');
}
