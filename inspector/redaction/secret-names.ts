/** Small letters of other scripts that look like these of ours, in pairs. */
const LOOK_ALIKES = 'аaвbсcԁdеeһhнhіiјjкkӏlмmоoрpԛqѕsтtυuսuԝwхxуyαaβbεeιiκkνvοoρpτtχxγyωwɑaɡgıiӀlɩi';
/** Large ones that look like others than their small ones. */
const LARGE = 'ΝNΗHΥYΖZ';
const LATIN = new Map<string, string>();
for (let i = 0; i < LOOK_ALIKES.length; i += 2) {
  const [letter = '', latin = ''] = LOOK_ALIKES.slice(i, i + 2);
  LATIN.set(letter.toUpperCase(), latin.toUpperCase()).set(letter, latin);
}
for (let i = 0; i < LARGE.length; i += 2) LATIN.set(LARGE.charAt(i), LARGE.charAt(i + 1));

const LEET: Readonly<Record<string, string>> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's' };

const NOT_ASCII = /[^\0-~]/;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
const NAMED_CHARACTERS = new Map(
  Object.entries({ quot: '"', apos: "'", amp: '&', lt: '<', gt: '>', equals: '=', colon: ':', sol: '/', nbsp: ' ' }),
);
const ESCAPED =
  /(?:%[\da-f]{2})+|&#\d{1,7};|&#x[\da-f]{1,6};|&[a-z]{2,6};|\\{1,4}(?:u\{[\da-f]{1,6}\}|u[\da-f]{4}|x[\da-f]{2})/gi;

/** A name as it is judged: in small letters without marks, those that only look like ours as ours. */
function foldedName(name: string): string {
  if (!NOT_ASCII.test(name)) return name;
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(INVISIBLE, '')
    .normalize('NFC')
    .replace(/[^ -~]/g, (letter) => LATIN.get(letter) ?? letter);
}

/** `p4ssw0rd`, `pa$$word`: with letters where digits and signs stand for them, but not the number at the end of a name. */
function withoutLeet(name: string): string {
  return name.replace(/[@$]|[013457](?=[\d@$ ]*\p{L})/gu, (sign) => LEET[sign] ?? sign);
}

/** A text without one layer of what hides it: `%3D`, `&#61;`, `\u003d`, full-width letters, characters that nobody sees. */
export function decoded(text: string): string {
  const plain = /[%&\\]/.test(text) ? text.replace(ESCAPED, characterOf) : text;
  return NOT_ASCII.test(plain) ? plain.replace(INVISIBLE, '').normalize('NFKC') : plain;
}

function characterOf(escaped: string): string {
  if (escaped.startsWith('%')) return ofPercent(escaped);
  const name = /^&([a-z]+);/i.exec(escaped)?.[1];
  if (name !== undefined) return NAMED_CHARACTERS.get(name.toLowerCase()) ?? escaped;
  const digits = /[\da-f]+(?=\W?$)/i.exec(escaped)?.[0] ?? '';
  const code = parseInt(digits, /^&#\d/.test(escaped) ? 10 : 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : escaped;
}

function ofPercent(run: string): string {
  try {
    return decodeURIComponent(run);
  } catch {
    // No UTF-8: what is ASCII counts all the same.
    return run.replace(/%([2-7][\da-f])/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  }
}

/** Words that make a name the name of a secret, wherever in it they stand. */
const SECRET =
  /^(?:token|secret|password|passwd|passphrase|passcode|passwort|kennwort|pass|passe|pwd|pw|pin|otp|totp|credential|cred|creds|authorization|authentication|auth|oauth|cookie|jwt|bearer|signature|sig|sid|hmac|csrf|xsrf|psk|ufrag|sas|ticket|assertion|verifier|nonce|mnemonic|cvv2?|cvc2?|ssn|iban)$/;
/** The same in names without a break between words: `clientsecret`, `SUBSCRIPTIONKEY`. */
const JOINED =
  /token|secret|passw|passphrase|credential|authori[sz]ation|cookie|jwt|signature|sess(?:ion)?(?:id|key)|privkey|saml(?:response|request|art)|(?:backup|mnemonic|recovery|seed|wallet)(?:phrase|word)|(?:access|account|admin|api|app|auth|client|consumer|encryption|function|host|licen[cs]e|master|private|project|server|service|shared|signing|ssh|storage|subscription|user|write)key|(?:access|auth|backup|confirmation|device|invite|login|onetime|pairing|reset|recovery|security|user|verification)code|(?:user|db|my)pass$/;
/** Words for passwords, tokens and keys that are also common ones. */
export const FOREIGN_VAGUE =
  'clave senha segreto geheim jeton clé ключ parola parole parol schlüssel chiave chave sandi'.split(' ');
/** Words that say it wherever in a name they stand; `_` where some write a space. */
export const FOREIGN =
  'contraseñ contrasenya contrasinal пароль парола гасло токен лозинка 密码 密碼 口令 令牌 密钥 密鑰 金鑰 パスワード トークン 暗証番号 비밀번호 암호키 토큰 mot_de_passe palavra_passe geheimni kennwort schluessel apischlüssel heslo geslo hasło lösenord wachtwoord wagwoord salasana salasõna parool şifre şifrə slaptažod kata_sandi kata_laluan neno_siri nywila pasahitz lykilorð aðgangsorð passord adgangskode kodeord jelszó lozink zaporka fjalëkalim cyfrinair pasfhocal pasvorto κωδικός mật_khẩu كلمة_المرور كلمة_السر رمز_عبور گذرواژه پاس_ورڈ סיסמ ססמ पासवर्ड পাসওয়ার্ড கடவுச்சொல் పాస్వర్డ్ รหัสผ่าน ລະຫັດຜ່ານ ពាក្យសម្ងាត់ စကားဝှက် գաղտնաբառ პაროლი құпия_сөз нууц_үг'.split(
    ' ',
  );
/** Those of other languages, as whole words and anywhere. */
const FOREIGN_NAME = new RegExp(`^(?:${folded(FOREIGN_VAGUE)})$`);
const FOREIGN_IN_NAME = new RegExp(folded(FOREIGN));
/** Keys that open nothing. */
const PLAIN_KEY =
  /^(?:arrow|cache|event|foreign|hot|i18n|keyboard|message|modifier|object|on|partition|primary|shortcut|sort|translation)$/;
/** What says something about a secret, and is none: how many, how long, until when, where to ask for it. */
const ABOUT =
  /^(?:count|length|size|limit|ttl|expire|expired|expiry|expiration|type|used|usage|remaining|budget|ms|sec|at|in|enabled|required|status|state|error|valid|version|url|uri|endpoint|policy)$/;
/** Words that say little by themselves: beside them in a text stands a secret only if it looks like one. */
const VAGUE =
  /^(?:key|auth|authentication|code|id|pin|pass|passe|pw|sas|sid|sig|cred|creds|ticket|assertion|verifier|nonce)$/;
/** What an address may hold that opens something, for once. */
const OPENS_ONCE = /^(?:code|state|invite|invitation|magic|otc|relaystate|samlresponse|samlrequest|sessionstate|hash)$/;
const MAX_NAME = 80;
/** Names come again and again, and to judge one takes a while. */
const JUDGED = new Map<string, boolean>();
const MAX_JUDGED = 2000;

/** Whether what goes under this name is a secret, however the name is spelt. */
export function isSecretName(name: string): boolean {
  if (name.length > MAX_NAME) return false;
  const known = JUDGED.get(name);
  if (known !== undefined) return known;
  if (JUDGED.size >= MAX_JUDGED) JUDGED.clear();
  const isOne = judge(name) || judge(withoutLeet(name));
  JUDGED.set(name, isOne);
  return isOne;
}

function judge(name: string): boolean {
  const parts = wordsOf(name);
  const last = parts.at(-1) ?? '';
  if (ABOUT.test(last)) return false;
  const joined = parts.join('');
  if (parts.some((word) => SECRET.test(word) || FOREIGN_NAME.test(word))) return true;
  if (JOINED.test(joined) || FOREIGN_IN_NAME.test(joined)) return true;
  return last === 'key' && !parts.some((word) => PLAIN_KEY.test(word));
}

/** Whether a name is too common in texts to say by itself that a secret follows; what stands before it may say it. */
export function isVagueName(name: string, phrase: string): boolean {
  const joined = wordsOf(name).join('');
  if (name !== phrase && FOREIGN_IN_NAME.test(wordsOf(phrase).join(''))) return false;
  return VAGUE.test(joined) || FOREIGN_NAME.test(joined);
}

/** Whether a parameter of an address opens something if it looks made up. */
export function opensOnce(name: string): boolean {
  return OPENS_ONCE.test(wordsOf(name).join(''));
}

/** Whether it is the name of a session, as cookies have it: of what looks made up, it holds the key. */
export function isSessionName(name: string): boolean {
  return /sess(?:ion)?$/.test(wordsOf(name).join(''));
}

/** Whether all the rest of a line belongs to this header, or to words in a row. */
export function isWholeLine(name: string): boolean {
  return /(?:^|[-_.])(?:authorization|cookie2?)$|phrase$|mnemonic$/i.test(name);
}

function folded(list: readonly string[]): string {
  return list.map((word) => foldedName(word.replaceAll('_', '')).toLowerCase()).join('|');
}

function wordsOf(name: string): string[] {
  const parts = foldedName(name)
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '')
    .map((word) => (word.length > 3 ? word.replace(/(?<!s)s$/, '') : word));
  // p-a-s-s, p a s s
  return parts.length > 2 && parts.every((part) => part.length === 1) ? [parts.join('')] : parts;
}
