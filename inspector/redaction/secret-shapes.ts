import { FOREIGN, FOREIGN_VAGUE, decoded } from './secret-names.js';

/** What a secret looks like: what stands before it, and itself. */
export interface SecretShape {
  readonly pattern: RegExp;
  /** Whether what was found is a secret; in what people say, more is needed. */
  readonly isSecret?: (found: string, isSpeech: boolean) => boolean;
}

/** Words that stand where a secret could: states, and how a sentence continues. */
const ORDINARY =
  /^(?:true|false|null|none|undefined|nan|yes|no|ok|required|missing|invalid|expired|denied|disabled|enabled|failed|rejected|unauthorized|forbidden|anonymous|optional|bearer|basic|digest|token|authentication|authorization|credentials?|default|error|unknown|not|is|was|are|has|have|the|a|an|of|for|to|and|or|in|on|by|please|redacted)$/i;

/** In addresses. What was removed before may be a part of what is found. */
export const ADDRESS_SHAPES: readonly SecretShape[] = [
  // wss://user:password@host; the second for passwords that nobody has encoded: wss://user:a/b?c@host, but not host:8080/a@b
  { pattern: /(:\/\/)((?:\[redacted(?: \d+)?\]|[^\s/?#"'<>])+)(?=@)/g },
  { pattern: /(:\/\/)([^\s/?#@:"'<>[\]]{0,100}:(?!\d{1,5}(?:[/?#]|$))[^\s"'<>@]{1,300})(?=@)/g },
  // turn:user:password@host
  { pattern: /(\b[a-z]{3,8}:)([\w.~%+-]{1,80}:[^\s"'<>@]{1,200})(?=@)/g },
  { pattern: /(\/bot\d{3,12}:)([\w-]{6,})/g },
  // https://hooks.slack.com/services/…, https://discord.com/api/webhooks/…, …/token/…
  { pattern: /(\/\/[\w.-]{0,100}\b(?:web)?hooks?\.[\w.-]{1,100}\/)([^\s"'<>?#]+)/g, isSecret: hasDigitAndLetter },
  {
    pattern:
      /(\/(?:(?:web)?hooks?(?:b2)?|tokens?|(?:api-?)?keys?|secrets?|invites?|magic-?links?|verify|confirm|reset-?password|password-?reset)\/)([^\s"'<>?#]{8,})/gi,
    isSecret: hasDigitAndLetter,
  },
  // …/magic/…, …/s/…/start: only what looks made up.
  {
    pattern:
      /(\/(?:[a-z]|accept|access|activat(?:e|ion)|auth|claim|download|email-?verification|grant|join|link|log-?in|magic|meet|otp|(?:password-?)?reset|recover(?:y)?|room|sessions?|share[d]?|sign-?in|sso|start|unlock|unsubscribe|validate|verif(?:y|ication)[\w-]{0,10}|confirm[\w-]{0,10}|invitations?)\/)([^\s"'<>?#/]{8,})/gi,
    isSecret: isMadeUp,
  },
  // ?t=…, &k=…, &join_request=…
  {
    pattern:
      /([?&#](?:[a-pr-uw-z]|[a-z]{0,12}_?(?:req|request|data|payload|blob|link|ref|confirm|confirmation|verify|verification|activate|activation|access|grant|login|unsubscribe|reset|id|u|uid|hash|enc))=)([^\s"'<>&#]{8,})/gi,
    isSecret: isMadeUp,
  },
  // Bad credentials: me / …
  {
    pattern:
      /(\b(?:credentials?|log-?in|logged in|sign-?in)\b[^\r\n:(]{0,30}[:(]\s{0,3}["']?[\w.@+-]{1,80}["']?\s{0,3}[/|,:]\s{0,3}["']?)([^\s"',;()]{6,})/gi,
    isSecret: isMadeUp,
  },
];

/** Prefixes by which services mark what they give out, and nothing else begins with. */
const SURE =
  'sk|pk|rk|xox[a-z]|xapp|gh[oprsu]|github_pat|gl(?:pat|dt|rt|soat|cbt|ptt|ft|imt|agent)|GOCSPX|SG|whsec|pypi|dckr_pat|do[opr]_v1|shp[a-z]{2}|sq0[a-z]{3}|gsk|pplx|tvly|nvapi|sbp|sb_secret|figd|lin_api|PMAK|hv[bs]|tskey|CFPAT|ATATT3x[\\w]{4}';
/** Prefixes that may begin a word: what follows has to look made up. */
const UNSURE = 'hf|hg|npm|xi|key|secret|token|r8|ntn|ek|phc|phx|rnd|dp';
const WORDS = [...FOREIGN, ...FOREIGN_VAGUE].join('|').replaceAll('_', ' ?');
/** Programs to which a password is given by a letter. */
const PROGRAMS = 'sshpass|mysql\\w*|mariadb[\\w-]*|ldap\\w+|redis-cli|mongo\\w*|smbclient|docker login';

/** In which order they are looked for. */
export const SHAPES: readonly SecretShape[] = [
  { pattern: /()(-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$))/g },
  // <apiKey>…</apiKey> and --api-key … are found by name; these say of themselves what they are.
  { pattern: /(\b(?:[Bb]earer|BEARER)\s+)((?:\[redacted(?: \d+)?\]|[\w\-.~+/=]){4,})/g, isSecret: isSecretValue },
  {
    pattern: /(\b[Bb]asic\s+)((?:\[redacted(?: \d+)?\]|[\w+/-]){6,}={0,2}(?::[\w-]+)?)/g,
    isSecret: (found, isSpeech) =>
      /[A-Z0-9]/.test(found) && isSecretValue(found, isSpeech || /^[A-Z][a-z]+$/.test(found)),
  },
  { pattern: /(\b(?:token|api-?key|digest|negotiate|ntlm|sso-key)\s+)([\w\-.~+/=]{8,})/gi, isSecret: looksSecret },
  // The password is …, API key provided: …
  {
    pattern:
      /(\b(?:tokens?|secret|passwor[dt]|passphrase|passcode|key|credentials?)\b(?:\s+(?:is|ist|lautet|was|of|provided|given|used|value|now|named)){0,4}[\s:=,"'`(]{1,9})([^\s"'`,;()<>]{6,})/gi,
    isSecret: (found, isSpeech) =>
      hasDigitAndLetter(found) && looksSecret(found) && !/[[\]{}]|:\/\//.test(found) && !(isSpeech && isWordy(found)),
  },
  {
    pattern: new RegExp(
      `((?:${WORDS})(?:[\\p{L}\\p{M}]{0,3}(?=[\\s:]))?(?:\\s?(?:ist|lautet|es|est|este|é|è|to|je|ir|on|yra|adalah|ni|är|er|да|е|є|на|است|है|eo|是|は|为|為))?[\\s:]{0,3}(?<![a-zà-ž]))([\\w.~+/=!@#$%^*-]{6,})`,
      'giu',
    ),
    isSecret: (found, isSpeech) => hasDigitAndLetter(found) && !(isSpeech && isWordy(found)),
  },
  // ENV API_KEY …
  {
    pattern: /(\b(?:[A-Z\d]{1,20}_){1,6}(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|PWD)\s+)([^\s"'`,;()<>]{6,})/g,
    isSecret: hasDigitAndLetter,
  },
  // curl -u user:password
  { pattern: /((?<!\S)(?:-u|-U|--user|--proxy-user)[\s=]?["']?)([^\s"':]{0,80}:[^\s"']+)/g },
  // openai-insecure-api-key.…: in the protocols of a WebSocket
  {
    pattern:
      /((?<![\w-])(?:[a-z\d]{1,20}-){0,6}(?:key|token|secret|jwt|auth|bearer|authorization|password|credentials?|ticket)\.)([\w~+/=-][\w.~+/=-]{7,})/gi,
    isSecret: (found) => looksSecret(found) && !isWordy(found),
  },
  // Your verification code is 123456, one-time code 123456, 123456 is your code
  {
    pattern:
      /(\b(?:(?:access|auth\w*|backup|confirmation|log-?in|one[- ]?time|pairing|recovery|reset|security|sign-?in|sms|2fa|verification)[ -](?:pass)?(?:code|pin|word)|your (?:[\w-]{1,20} )?(?:code|pin)|(?:bestätigungs|sicherheits|anmelde)code|otp|passcode|cvv2?|cvc2?)s?\b(?:\s+(?:is|was|of|for|number|lautet|ist)){0,3}[\s:=#"'“(-]{1,5})([\w-]{4,})/gi,
    isSecret: (found, isSpeech) =>
      /\d{4}|\d-\d/.test(found) || (hasDigitAndLetter(found) && !(isSpeech && isWordy(found))),
  },
  { pattern: /(\b)([A-Z]-\d{4,8}|\d{4,8})(?= is (?:your|the) [\w -]{0,40}\b(?:code|pin|otp|password)\b)/gi },
  // mysql -p…, sshpass -p …
  {
    pattern: new RegExp(`(\\b(?:${PROGRAMS})\\b[^\\n|;]{0,200}?\\s-[apw]\\s?["']?)([^\\s"'-][^\\s"']{3,})`, 'g'),
    isSecret: (found, isSpeech) => !isSpeech && !/^\d{1,5}$/.test(found),
  },
  {
    pattern: /((?<!\S)-[pPw][\s=]?["']?)([^\s"'/:]{6,})/g,
    isSecret: (found, isSpeech) => !isSpeech && isMadeUp(found),
  },
  // The key of a stream in SDP, and hashes of passwords
  { pattern: /(\binline:)([\w+/=]{6,})/g },
  {
    pattern:
      /()((?<![\w$])\$(?:apr1|[1-7y]|2[abxy]?|P|H|argon2\w{0,2}|scrypt|bcrypt\S{0,9}|pbkdf2[\w-]*|sha\d{0,3})\$[\w./+=$,-]{8,}|\{S?(?:SHA|MD5|CRYPT)\d{0,3}\}[\w+/=]{8,})/g,
  },
  // Numbers of cards, accounts and people
  {
    pattern:
      /()((?<![\w.-])(?:3[47]\d{2}([ -]?)\d{6}\3\d{5}|(?:3[0689]|4\d|5[0-8]|2[2-7]|6\d)\d{2}([ -]?)\d{4}\4\d{4}\4\d{1,7})(?![\w-]|\.\d))/g,
    isSecret: isCardNumber,
  },
  { pattern: /()(\b[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?\b)/g, isSecret: isIban },
  { pattern: /((?<![\w-]))(\d{3}-\d{2}-\d{4}(?![\w-]))/g, isSecret: (_, isSpeech) => !isSpeech },
  { pattern: /()(\beyJ[\w-]{4,}(?:\.[\w-]*)*)/g },
  { pattern: new RegExp(`()((?<!\\w)(?:${SURE})[-_.][\\w-][\\w.-]{7,})`, 'g') },
  {
    pattern: new RegExp(`()((?<!\\w)(?:${UNSURE})[-_.][\\w.-]{8,})`, 'g'),
    isSecret: (found) => (/\d/.test(found) && !isWordy(found)) || /[A-Za-z]{16}/.test(found),
  },
  {
    pattern: /()(\b(?:A[KS]IA[A-Z0-9]{8,}|AIza[\w-]{4,}|EAA[A-Z][A-Za-z0-9]{16,}|whsec_[\w+/=-]{8,}|ya29\.[\w-]{8,}))/g,
  },
  // Google: refresh tokens, codes. Azure. Telegram.
  { pattern: /()((?<![\w/])(?:1\/\/0[\w-]{6,}|4\/0?[\w-]{10,}))/g, isSecret: (found) => /[A-Za-z]/.test(found) },
  { pattern: /()((?<![\w~.-])[\w.-]{2,5}\dQ~[\w~.-]{8,})/g },
  { pattern: /()((?<!\w)(?:bot)?\d{5,12}:AA[\w-]{8,})/g },
  // The key of a LiveKit server
  { pattern: /()(\bAPI[A-Za-z0-9]{10,16}\b)/g, isSecret: (found) => /[a-z\d]/.test(found) && !isWordy(found.slice(3)) },
  // A user in base64 and a password
  { pattern: /()((?<![\w+/])[\w+/]{8,}={0,2}:[\w-]{6,})/g, isSecret: hasUser },
  // Parts with points between them, such as the tokens of Discord
  {
    pattern: /()((?<![\w.-])[\w-]{16,}(?:\.[\w-]{3,}){2,})/g,
    isSecret: (found) => found.split('.').some((part) => part.length >= 16 && isShuffled(part)),
  },
  // A prefix, and what nobody would choose for a name.
  {
    pattern: /()((?<![\w-])(?:[A-Za-z]{2,10}[-_]){1,3}[A-Za-z0-9]{10,}(?![\w-]))/g,
    isSecret: (found) => isRandom(found.slice(found.search(/[^-_]*$/))),
  },
  // Long hexadecimal and base64, of the kind with slashes first: the other would cut it.
  {
    pattern: /()((?<![\w+/])[\w+/]{28,}={0,2})/g,
    isSecret: (found) => /\d/.test(found) && /[a-z]/.test(found) && /[A-Z]/.test(found) && !isWordy(found),
  },
  {
    pattern: /()((?<![\w-])[\w-]{24,}={0,2})/g,
    isSecret: (found, isSpeech) => /\d/.test(found) && !isWordy(found) && !(isSpeech && /^[\d_-]+$/.test(found)),
  },
  { pattern: /()((?<![\w-])[\w-]{16,23}(?![\w-]))/g, isSecret: (found) => !/[-_]/.test(found) && isRandom(found) },
  // A nanoid
  { pattern: /()((?<![\w-])[\w-]{21}(?![\w-]))/g, isSecret: isShuffled },
];

/** A word, some words without a break between them, with a year or a number behind: `getUserMedia`, `unit12`, `3rd`, `v2`. */
const WORDY =
  /^(?:\d{1,8}(?:st|nd|rd|th)?|\d{1,2}T\d{1,6}Z?|v\d{1,3}|[a-f]{1,4}|(?![a-f]{5})[A-Za-z][a-z]*(?:[A-Z][a-z]+)*\d{0,4})$/;
/** So many changes between small letters, large ones and digits no text of words has. */
const MANY_CHANGES = 7;

/** Whether a text is what no word is: letters with digits, or longer than words are. */
export function looksSecret(text: string): boolean {
  if (text.length < 6 || /\s/.test(text)) return false;
  return (/\d/.test(text) && (/[a-z]/i.test(text) || text.length >= 8)) || /[a-z][A-Z]/.test(text) || text.length >= 24;
}

/** Whether a word is a secret that stands under a name. */
export function isSecretValue(text: string, isSpeech: boolean): boolean {
  return isSpeech ? looksSecret(text) : !ORDINARY.test(text.replace(/[.!?]{1,3}$/, ''));
}

/** Words, names, dates, whatever stands between them: `lesson-of-monday-2026-11-30`, `getUserMediaWithConstraints2024`. */
export function isWordy(text: string): boolean {
  return text.split(/[-_/.]/).every((part) => part === '' || WORDY.test(part));
}

/** Whether the last digit of a card's number fits the others (Luhn), and the first is one that cards have. */
export function isCardNumber(text: string): boolean {
  const digits = Array.from(text.replace(/\D/g, ''), Number).reverse();
  const sum = digits.reduce(
    (all, digit, i) => all + (i % 2 === 0 ? digit : ((2 * digit) % 10) + (digit > 4 ? 1 : 0)),
    0,
  );
  return /^[2-6][\d -]{12,}$/.test(text) && sum % 10 === 0;
}

/** Whether letters and digits take turns as no word's do. */
function isRandom(text: string): boolean {
  return (text.match(/[a-z](?=\d)|\d(?=[a-z])/gi)?.length ?? 0) >= 4;
}

/** Whether small letters, large ones and digits do. */
function isShuffled(text: string): boolean {
  const changes = text.match(/[a-z](?=[A-Z\d])|[A-Z](?=[a-z\d])|\d(?=[A-Za-z])/g)?.length ?? 0;
  return changes >= MANY_CHANGES && !isWordy(text);
}

/** Whether the two digits behind the country of an IBAN fit the rest (ISO 7064). */
function isIban(text: string): boolean {
  const plain = text.replaceAll(' ', '');
  if (plain.length < 15) return false;
  let rest = 0;
  for (const sign of plain.slice(4) + plain.slice(0, 4)) {
    for (const digit of String(parseInt(sign, 36))) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest === 1;
}

function hasDigitAndLetter(text: string): boolean {
  return /\d/.test(text) && /[a-z]/i.test(text);
}

/** Whether it is no word, no date and no size, also where percent signs hide it. */
function isMadeUp(text: string): boolean {
  const plain = decoded(text);
  return hasDigitAndLetter(plain) && looksSecret(plain) && !isWordy(plain) && !/^\d+x\d+$|[[\]{}]/.test(plain);
}

/** Whether what stands before the colon is text in base64. */
function hasUser(found: string): boolean {
  try {
    return /^[\x20-\x7e]+$/.test(atob(found.slice(0, found.indexOf(':'))));
  } catch {
    return false;
  }
}
