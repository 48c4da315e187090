/** What a secret looks like: what stands before it, and itself. */
export interface SecretShape {
  readonly pattern: RegExp;
  /** Whether what was found is one; in what people say, more is needed. */
  readonly isOne?: (found: string, isSpeech: boolean) => boolean;
}

/** Words that stand where a secret could: states, and what a sentence goes on with. */
const ORDINARY =
  /^(?:true|false|null|none|undefined|nan|yes|no|ok|required|missing|invalid|expired|denied|disabled|enabled|failed|rejected|unauthorized|forbidden|anonymous|optional|bearer|basic|digest|token|authentication|authorization|credentials?|default|error|unknown|not|is|was|are|has|have|the|a|an|of|for|to|and|or|in|on|by|please|redacted)$/i;

/** Whether a text is what no word is: letters with digits, or longer than words are. */
export function looksSecret(text: string): boolean {
  if (text.length < 6 || /\s/.test(text)) return false;
  return (/\d/.test(text) && (/[a-z]/i.test(text) || text.length >= 8)) || /[a-z][A-Z]/.test(text) || text.length >= 24;
}

/** Whether a word is a secret that stands under a name. */
export function isTold(text: string, isSpeech: boolean): boolean {
  return isSpeech ? looksSecret(text) : !ORDINARY.test(text);
}

/** wss://user:password@host, turn:user:password@host */
export const ADDRESS_SHAPES: readonly SecretShape[] = [
  { pattern: /(:\/\/)([^\s/?#"'<>]+)(?=@)/g },
  { pattern: /(\b[a-z]{3,8}:)([\w.~%+-]{1,80}:[^\s/?#"'<>@]{1,200})(?=@)/g },
];

/** In which order they are looked for. */
export const SHAPES: readonly SecretShape[] = [
  { pattern: /()(-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$))/g },
  // <apiKey>…</apiKey> and --api-key … are found by name; these say of themselves what they are.
  { pattern: /(\b(?:[Bb]earer|BEARER)\s+)([\w\-.~+/=]{4,})/g, isOne: isTold },
  {
    pattern: /(\b[Bb]asic\s+)([\w+/-]{6,}={0,2})/g,
    isOne: (found, isSpeech) => /[A-Z0-9]/.test(found) && isTold(found, isSpeech || /^[A-Z][a-z]+$/.test(found)),
  },
  { pattern: /(\b(?:token|api-?key|digest|negotiate|ntlm|sso-key)\s+)([\w\-.~+/=]{8,})/gi, isOne: looksSecret },
  // The password is …, API key provided: …
  {
    pattern:
      /(\b(?:tokens?|secret|passwor[dt]|passphrase|passcode|key|credentials?)\b(?:\s+(?:is|was|of|provided|given|used|value|now|named))*[\s:=,"'`(]+)([^\s"'`,;()<>]{6,})/gi,
    isOne: (found) => /\d/.test(found) && /[a-z]/i.test(found) && looksSecret(found) && !/[[\]{}]|:\/\//.test(found),
  },
  { pattern: /()(\beyJ[\w-]{4,}(?:\.[\w-]*)*)/g },
  {
    pattern: /()(\b(?:[spr]k|gh[oprsu]|github_pat|glpat|xox[a-z]|hf|hg|npm|whsec|SG|key)[-_.](?=[\w-]*\d)[\w.-]{8,})/g,
  },
  { pattern: /()(\b(?:sk|pk|rk|xox[abps]|gh[oprsu])[-_][\w-]{8,})/g },
  { pattern: /()(\b(?:A[KS]IA[A-Z0-9]{8,}|AIza[\w-]{16,}|ya29\.[\w-]{8,}))/g },
  // A prefix, and what nobody would choose for a name.
  {
    pattern: /()((?<![\w-])(?:[A-Za-z]{2,10}[-_]){1,3}[A-Za-z0-9]{10,}(?![\w-]))/g,
    isOne: (found) => isRandom(found.slice(found.search(/[^-_]*$/))),
  },
  // Long hexadecimal and base64, of the kind with slashes first: the other would cut it.
  {
    pattern: /()((?<![\w+/])(?=[\w+/]*\d)(?=[\w+/]*[a-z])(?=[\w+/]*[A-Z])[\w+/]{28,}={0,2})/g,
    isOne: (found) => !isWordy(found),
  },
  { pattern: /()((?<![\w-])(?=[\w-]*\d)[\w-]{24,}={0,2})/g, isOne: (found) => !isWordy(found) },
  { pattern: /()((?<![\w-])[A-Za-z0-9]{16,23}(?![\w-]))/g, isOne: isRandom },
];

/** Whether letters and digits take turns as no word's do. */
function isRandom(text: string): boolean {
  return (text.match(/[a-z](?=\d)|\d(?=[a-z])/gi)?.length ?? 0) >= 4;
}

/** Names and dates with something between them, such as `lesson-of-monday-2026-11-30`. */
function isWordy(text: string): boolean {
  const parts = text.split(/[-_/]/).filter((part) => part !== '');
  return (
    parts.length > 1 &&
    parts.every((part) => /^(?:\d{1,8}|v\d{1,3}|(?![a-f]{5})[A-Z]?[a-z]{1,14}|[a-f]{1,4})$/.test(part))
  );
}
