import { isRandom, isShuffled, isWordy } from './wordy.js';

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
  return isSpeech ? looksSecret(text) : !ORDINARY.test(text.replace(/[.!?]{1,3}$/, ''));
}

/** In addresses. What was taken out before may be a part of what is found. */
export const ADDRESS_SHAPES: readonly SecretShape[] = [
  // wss://user:password@host; the second for passwords that nobody has encoded: wss://user:a/b?c@host, but not host:8080/a@b
  { pattern: /(:\/\/)((?:\[redacted(?: \d+)?\]|[^\s/?#"'<>])+)(?=@)/g },
  { pattern: /(:\/\/)([^\s/?#@:"'<>[\]]{0,100}:(?!\d{1,5}(?:[/?#]|$))[^\s"'<>@]{1,300})(?=@)/g },
  // turn:user:password@host
  { pattern: /(\b[a-z]{3,8}:)([\w.~%+-]{1,80}:[^\s"'<>@]{1,200})(?=@)/g },
  { pattern: /(\/bot\d{3,12}:)([\w-]{6,})/g },
  // https://hooks.slack.com/services/…, https://discord.com/api/webhooks/…, …/token/…
  { pattern: /(\/\/[\w.-]{0,100}\b(?:web)?hooks?\.[\w.-]{1,100}\/)([^\s"'<>?#]+)/g, isOne: hasDigitAndLetter },
  {
    pattern:
      /(\/(?:(?:web)?hooks?(?:b2)?|tokens?|(?:api-?)?keys?|secrets?|invites?|magic-?links?|verify|confirm|reset-?password|password-?reset)\/)([^\s"'<>?#]{8,})/gi,
    isOne: hasDigitAndLetter,
  },
];

/** Prefixes by which services mark what they give out, and nothing else begins with. */
const SURE =
  'sk|pk|rk|xox[a-z]|xapp|gh[oprsu]|github_pat|gl(?:pat|dt|rt|soat|cbt|ptt|ft|imt|agent)|GOCSPX|SG|whsec|pypi|dckr_pat|do[opr]_v1|shp[a-z]{2}|sq0[a-z]{3}|gsk|pplx|tvly|nvapi|sbp|sb_secret|figd|lin_api|PMAK|hv[bs]|tskey|CFPAT|ATATT3x[\\w]{4}';
/** Prefixes that may begin a word: what follows has to look made up. */
const UNSURE = 'hf|hg|npm|xi|key|secret|token|r8|ntn|ek|phc|phx|rnd|dp';

/** In which order they are looked for. */
export const SHAPES: readonly SecretShape[] = [
  { pattern: /()(-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$))/g },
  // <apiKey>…</apiKey> and --api-key … are found by name; these say of themselves what they are.
  { pattern: /(\b(?:[Bb]earer|BEARER)\s+)((?:\[redacted(?: \d+)?\]|[\w\-.~+/=]){4,})/g, isOne: isTold },
  {
    pattern: /(\b[Bb]asic\s+)((?:\[redacted(?: \d+)?\]|[\w+/-]){6,}={0,2}(?::[\w-]+)?)/g,
    isOne: (found, isSpeech) => /[A-Z0-9]/.test(found) && isTold(found, isSpeech || /^[A-Z][a-z]+$/.test(found)),
  },
  { pattern: /(\b(?:token|api-?key|digest|negotiate|ntlm|sso-key)\s+)([\w\-.~+/=]{8,})/gi, isOne: looksSecret },
  // The password is …, API key provided: …
  {
    pattern:
      /(\b(?:tokens?|secret|passwor[dt]|passphrase|passcode|key|credentials?)\b(?:\s+(?:is|ist|lautet|was|of|provided|given|used|value|now|named)){0,4}[\s:=,"'`(]{1,9})([^\s"'`,;()<>]{6,})/gi,
    isOne: (found, isSpeech) =>
      hasDigitAndLetter(found) && looksSecret(found) && !/[[\]{}]|:\/\//.test(found) && !(isSpeech && isWordy(found)),
  },
  {
    pattern:
      /((?:kennwort|contraseña|clave|senha|mot de passe|jeton|пароль|токен|ключ|密[码碼]|令牌|パスワード|トークン|비밀번호|토큰|hasło|heslo|lösenord|wachtwoord|salasana|şifre|סיסמה)(?:\s?(?:ist|lautet|es|est|é|to|je|är|on|是|は|为|為))?[\s:]{0,3})([\w.~+/=!@#$%^*-]{6,})/giu,
    isOne: (found, isSpeech) => hasDigitAndLetter(found) && !(isSpeech && isWordy(found)),
  },
  // ENV API_KEY …
  {
    pattern: /(\b(?:[A-Z\d]{1,20}_){1,6}(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|PWD)\s+)([^\s"'`,;()<>]{6,})/g,
    isOne: hasDigitAndLetter,
  },
  // curl -u user:password
  { pattern: /((?<!\S)(?:-u|-U|--user|--proxy-user)[\s=]?["']?)([^\s"':]{0,80}:[^\s"']+)/g },
  // openai-insecure-api-key.…: in the protocols of a WebSocket
  {
    pattern:
      /((?<![\w-])(?:[a-z\d]{1,20}-){0,6}(?:key|token|secret|jwt|auth|bearer|authorization|password|credentials?|ticket)\.)([\w~+/=-][\w.~+/=-]{7,})/gi,
    isOne: (found) => looksSecret(found) && !isWordy(found),
  },
  { pattern: /()(\beyJ[\w-]{4,}(?:\.[\w-]*)*)/g },
  { pattern: new RegExp(`()((?<!\\w)(?:${SURE})[-_.][\\w-][\\w.-]{7,})`, 'g') },
  {
    pattern: new RegExp(`()((?<!\\w)(?:${UNSURE})[-_.][\\w.-]{8,})`, 'g'),
    isOne: (found) => (/\d/.test(found) && !isWordy(found)) || /[A-Za-z]{16}/.test(found),
  },
  {
    pattern: /()(\b(?:A[KS]IA[A-Z0-9]{8,}|AIza[\w-]{4,}|EAA[A-Z][A-Za-z0-9]{16,}|whsec_[\w+/=-]{8,}|ya29\.[\w-]{8,}))/g,
  },
  // Google: refresh tokens, codes. Azure. Telegram.
  { pattern: /()((?<![\w/])(?:1\/\/0[\w-]{6,}|4\/0?[\w-]{10,}))/g, isOne: (found) => /[A-Za-z]/.test(found) },
  { pattern: /()((?<![\w~.-])[\w.-]{2,5}\dQ~[\w~.-]{8,})/g },
  { pattern: /()((?<!\w)(?:bot)?\d{5,12}:AA[\w-]{8,})/g },
  // The key of a LiveKit server
  { pattern: /()(\bAPI[A-Za-z0-9]{10,16}\b)/g, isOne: (found) => /[a-z\d]/.test(found) && !isWordy(found.slice(3)) },
  // A user in base64 and a password
  { pattern: /()((?<![\w+/])[\w+/]{8,}={0,2}:[\w-]{6,})/g, isOne: hasUser },
  // Parts with points between them, such as the tokens of Discord
  {
    pattern: /()((?<![\w.-])[\w-]{16,}(?:\.[\w-]{3,}){2,})/g,
    isOne: (found) => found.split('.').some((part) => part.length >= 16 && isShuffled(part)),
  },
  // A prefix, and what nobody would choose for a name.
  {
    pattern: /()((?<![\w-])(?:[A-Za-z]{2,10}[-_]){1,3}[A-Za-z0-9]{10,}(?![\w-]))/g,
    isOne: (found) => isRandom(found.slice(found.search(/[^-_]*$/))),
  },
  // Long hexadecimal and base64, of the kind with slashes first: the other would cut it.
  {
    pattern: /()((?<![\w+/])[\w+/]{28,}={0,2})/g,
    isOne: (found) => /\d/.test(found) && /[a-z]/.test(found) && /[A-Z]/.test(found) && !isWordy(found),
  },
  {
    pattern: /()((?<![\w-])[\w-]{24,}={0,2})/g,
    isOne: (found, isSpeech) => /\d/.test(found) && !isWordy(found) && !(isSpeech && /^[\d_-]+$/.test(found)),
  },
  { pattern: /()((?<![\w-])[\w-]{16,23}(?![\w-]))/g, isOne: (found) => !/[-_]/.test(found) && isRandom(found) },
  // A nanoid
  { pattern: /()((?<![\w-])[\w-]{21}(?![\w-]))/g, isOne: isShuffled },
];

function hasDigitAndLetter(text: string): boolean {
  return /\d/.test(text) && /[a-z]/i.test(text);
}

/** Whether what stands before the colon is text in base64. */
function hasUser(found: string): boolean {
  try {
    return /^[\x20-\x7e]+$/.test(atob(found.slice(0, found.indexOf(':'))));
  } catch {
    return false;
  }
}
