/** Words that make a name the name of a secret, wherever in it they stand. */
const SECRET =
  /^(?:token|secret|password|passwd|passphrase|passcode|passwort|kennwort|pass|pwd|pw|pin|otp|totp|credential|cred|creds|authorization|authentication|auth|oauth|cookie|jwt|bearer|signature|sig|sid|hmac|csrf|xsrf|psk|ufrag|sas)$/;
/** The same in names without a break between words: `clientsecret`, `SUBSCRIPTIONKEY`. */
const JOINED =
  /token|secret|passw|passphrase|credential|authori[sz]ation|cookie|jwt|signature|session(?:id|key)|(?:access|account|admin|api|app|auth|client|consumer|encryption|function|host|licen[cs]e|master|private|project|server|service|shared|signing|ssh|storage|subscription|user|write)key|(?:access|auth|invite|login|pairing|reset|recovery|security|verification)code|(?:user|db|my)pass$/;
/** Keys that open nothing. */
const PLAIN_KEY =
  /^(?:arrow|cache|event|foreign|hot|i18n|keyboard|message|modifier|object|partition|primary|shortcut|sort|translation)$/;
/** What is told about a secret, and is none: how many, how long, until when, where to ask for it. */
const ABOUT =
  /^(?:count|length|size|limit|ttl|expire|expired|expiry|expiration|type|used|usage|remaining|budget|ms|sec|at|in|enabled|required|status|state|error|valid|version|url|uri|endpoint|policy)$/;
/** Words that say little by themselves: beside them in a text stands a secret only if it looks like one. */
const VAGUE = /^(?:key|auth|authentication|code|id|pin|pass|pw|sas|sid|sig|cred|creds)$/;
const MAX_NAME = 80;

/** Whether what goes under this name is a secret, however the name is spelt. */
export function isSecretName(name: string): boolean {
  if (name.length > MAX_NAME) return false;
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  if (ABOUT.test(last)) return false;
  if (words.some((word) => SECRET.test(word)) || JOINED.test(words.join(''))) return true;
  return last === 'key' && !words.some((word) => PLAIN_KEY.test(word));
}

/** Whether a name is too common in texts to say by itself that a secret follows. */
export function isVagueName(name: string): boolean {
  return VAGUE.test(wordsOf(name).join(''));
}

/** Whether all the rest of a line belongs to this header. */
export function isWholeLine(name: string): boolean {
  return /(?:^|[-_.])(?:authorization|cookie2?)$/i.test(name);
}

function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '')
    .map((word) => (word.length > 3 ? word.replace(/(?<!s)s$/, '') : word));
}
