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
export function foldedName(name: string): string {
  if (!NOT_ASCII.test(name)) return name;
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(INVISIBLE, '')
    .normalize('NFC')
    .replace(/[^ -~]/g, (letter) => LATIN.get(letter) ?? letter);
}

/** `p4ssw0rd`, `pa$$word`: with letters where digits and signs stand for them, but not the number at the end of a name. */
export function withoutLeet(name: string): string {
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
