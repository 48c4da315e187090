import { failure, made, shaped, wire, type Planted } from './planted-secrets.js';

/** Numbers and hashes that tell of themselves what they are. */
const SHAPED = [
  '4111 1111 1111 1111',
  '5500-0000-0000-0004',
  '378282246310005',
  'DE89 3704 0044 0532 0130 00',
  '123-45-6789',
  '$apr1$zq1Wolf8$abcdefgh',
  '$2b$12$abcdefghijklmnopqrstuv',
  '$6$saltsalt$abcdefghijkl',
  '$argon2id$v=19$m=65536,t=3,p=4$abcdefgh',
  '{SSHA}abcdefghijkl',
];

/** What is said in so many words. */
const SENTENCES = [
  'Your verification code is ',
  'Your sign-in code: ',
  'The one-time code ',
  'Use OTP ',
  'Bad credentials: me / ',
  'Login failed (me:',
].map((before) => (secret: string) => `${before}${secret}`);

const ADDRESSES: readonly ((secret: string) => string)[] = [
  (secret) => `https://a.example/verify-email?t=${secret}`,
  (secret) => `https://a.example/?lang=en&k=${secret}`,
  (secret) => `wss://a.example/rtc?join_request=${secret}`,
  (secret) => `https://a.example/?data=${secret}#top`,
  ...['s', 'magic', 'start', 'join', 'confirm', 'verify-email', 'activate', 'login', 'room'].map(
    (word) => (secret: string) => `https://a.example/${word}/${secret}/next`,
  ),
];

const COOKIES = ['PHPSESSID', 'ASPSESSIONIDABC', 'laravel_session', '_my_app_session', 'mysess', 'connect.sid'];

const TEXTS: readonly ((secret: string) => string)[] = [
  ...COOKIES.map((name) => (secret: string) => `lang=en; ${name}=${secret}; theme=dark`),
  (secret) => `v=0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${secret}|2^20\r\n`,
  (secret) => `v=0\r\na=ice-pwd:${secret}\r\n`,
  (secret) => `mysql -u me -p${secret} db`,
  (secret) => `sshpass -p ${secret} ssh me@a.example`,
  (secret) => `ldapsearch -D cn=me -w ${secret}`,
  (secret) => `redis-cli -h a.example -a ${secret}`,
  (secret) => `tool -p '${secret}'`,
  (secret) => `name,api_key,note\nme,${secret},x\n`,
  (secret) => `name;password\r\n"me; too";"${secret}"\r\n`,
  (secret) => `user\ttoken\nme\t${secret}`,
  (secret) => `| name | password |\n|---|---|\n| you | abc |\n| me | ${secret} |`,
  (secret) => `+----+----+\n| user | passwd |\n+----+----+\n| me | ${secret} |`,
  (secret) => `| field | value |\n|---|---|\n| password | ${secret} |`,
  (secret) => `<key>password</key>\n  <string>${secret}</string>`,
  (secret) => `<dt class="x">API key</dt><dd>${secret}</dd>`,
  (secret) => `<string name="api_key">${secret}</string>`,
  (secret) => `client.setToken("${secret}")`,
  (secret) => `withPassword('${secret}')`,
  (secret) => `the token -> ${secret}`,
  (secret) => `token → ${secret}`,
  (secret) => `password == "${secret}"`,
  (secret) => `p4ssw0rd: ${secret}`,
  (secret) => `pa$$word: ${secret}`,
  (secret) => `t0k3n=${secret}`,
  (secret) => `p a s s w o r d: ${secret}`,
  (secret) => `p-a-s-s-w-o-r-d: ${secret}`,
  (secret) => `t 0 k e n: ${secret}`,
  (secret) => `recovery phrase: some words ${secret} more`,
  (secret) => `mnemonic: some words ${secret} more`,
];

const NAMES =
  'seedPhrase mnemonic recovery_phrase device_code user_code SAMLResponse privkey cvv cvc ssn iban laravel_session p@ssw0rd';

/** Ukrainian, Persian, Indonesian, Malay, Swahili, Bengali, Urdu, Romanian, Bulgarian and so on. */
const FOREIGN =
  'гасло|пароль|رمز عبور|گذرواژه|kata sandi|kata laluan|nenosiri|পাসওয়ার্ড|پاس ورڈ|parolă|парола|slaptažodis|parole|parool|salasõna|heslo|geslo|contrasenya|contrasinal|pasahitza|lykilorð|лозинка|zaporka|kodeord';

/** Secrets in tables, calls, commands, addresses and sentences, under disguised names and in more languages. */
export const PLACES: readonly Planted[] = [
  ...SHAPED.map(shaped),
  ...[...SENTENCES, ...ADDRESSES, ...TEXTS].map((text) => made((secret) => failure(text(secret)))),
  ...NAMES.split(' ').map((name) => made((secret) => wire({ deep: [{ [name]: secret }] }))),
  ...FOREIGN.split('|').flatMap((name) => [
    made((secret) => wire({ [name]: secret })),
    made((secret) => failure(`${name}: ${secret}`)),
  ]),
  made((secret) => wire({ param: 'api_key', arg: secret })),
  made((secret) => wire({ arg: 'password', value: secret })),
  made((secret) => wire({ first: 'password', second: secret })),
  { secret: '602214', events: [failure('Your login code is 602214.')] },
  { secret: '918273', events: [failure('918273 is your verification code')] },
  { secret: '4012888888881881', events: [wire({ anything: 4012888888881881 })] },
];
