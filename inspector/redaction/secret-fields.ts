import { isSecretName, isSessionName, isWholeLine } from './secret-names.js';
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

export function isSpeechField(key: string): boolean {
  return SPEECH.test(key);
}

export function isReference(key: string, text: string): boolean {
  return REFERENCE.test(key) && /^[\w-]+$/.test(text);
}

export function isOwnWord(key: string, text: string): boolean {
  return OWN_FIELD.test(key) && OWN_WORD.test(text);
}

/** The fields of an object that hold secrets. */
export function secretFieldsOf(entries: readonly Entry[]): ReadonlySet<string> {
  const namesOne = ([key, value]: Entry): boolean => NAME_FIELD.test(key) && isNameOfSecret(value);
  const isNamed = entries.some(namesOne);
  const isTitled = entries.some(([key, value]) => TITLE_FIELD.test(key) && isNameOfSecret(value));
  const isIceServer = entries.some(([key]) => key === 'credential');
  const isSecret = (entry: Entry): boolean => {
    const [key, value] = entry;
    // The user of an ICE server is made with its password.
    if (isIceServer && /^user(?:name)?$/i.test(key)) return true;
    if (namesOne(entry)) return false;
    if (isValueField(key) && isNamed) return !isSpeechField(key) || isOneWord(value);
    if (isValueField(key) && isTitled) return isMadeUp(value);
    return isOpening(key, value);
  };
  return new Set(entries.filter(isSecret).map(([key]) => key));
}

function isOpening(key: string, value: unknown): boolean {
  return isSecretName(key) || (isSessionName(key) && isMadeUp(value));
}

function isNameOfSecret(value: unknown): boolean {
  return typeof value === 'string' && isSecretName(value);
}

/** `value`, `header_value`, `defaultValue`, `content`. */
function isValueField(key: string): boolean {
  return VALUE_FIELD.test(key);
}

function isOneWord(value: unknown): boolean {
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
