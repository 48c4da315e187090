import { isSecretName, isWholeLine } from './secret-names.js';
import { looksSecret } from './secret-shapes.js';

const NAME_FIELD = /^(?:name|key|header|field|param|id|k|n)$/i;
const VALUE_FIELD = /^(?:value|val|v|content|data)$/i;
/** Fields in which people's words are. */
const SPEECH = /^(?:text|transcript|content|caption|utterance|delta|words?|sentence|said)$/i;
/** Fields that say which one, or that something is whole: what is long and random there is no secret. */
const REFERENCE =
  /^(?:(?:turn|event|message|msg|response|request|item|utterance|generation|trace|span|track)_?id|sha\d*|md5|hash|checksum|digest|etag|crc\d*|integrity|commit|build)$/i;
/** Fields by which the machine goes: nobody's secret is called as one of its own words. */
const OWN_FIELD =
  /^(?:type|source|mode|reason|role|phase|connection|microphone|detector|direction|gate|kind|style|stop|from|waitingFor|endReason|avatarState|heldBy|turnDetection|initialServerStt)$/;
const OWN_WORD = /^[a-z]+(?:-(?:[a-z]+|v\d))*$/;

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
export function secretFieldsOf(entries: readonly (readonly [string, unknown])[]): ReadonlySet<string> {
  const pair = pairIn(entries);
  const isIceServer = entries.some(([key]) => key === 'credential');
  const isSecret = (key: string): boolean => {
    // The user of an ICE server is made with its password.
    if (isIceServer && /^user(?:name)?$/i.test(key)) return true;
    if (pair && NAME_FIELD.test(key)) return false;
    return isSecretName(key) || key === pair;
  };
  return new Set(entries.map(([key]) => key).filter(isSecret));
}

/** `{ name: "X-Api-Key", value: "…" }`: the field that holds the value; null when there is none. */
function pairIn(entries: readonly (readonly [string, unknown])[]): string | null {
  const name = entries.find(([key]) => NAME_FIELD.test(key))?.[1];
  const value = entries.find(([key]) => VALUE_FIELD.test(key))?.[0];
  return typeof name === 'string' && isSecretName(name) ? (value ?? null) : null;
}

/** `["X-Api-Key", "…"]`, and all headers in one list: whether an item is the value of the one before. */
export function isValueInList(list: readonly unknown[], i: number): boolean {
  const [name, value] = list.slice(Math.max(0, i - 1), i + 1);
  if (i % 2 === 0 || typeof name !== 'string' || typeof value !== 'string') return false;
  if (!/^[\w .-]+$/.test(name) || !isSecretName(name)) return false;
  return list.length === 2 || looksSecret(value) || isWholeLine(name);
}
