import { failure, made, shaped, wire, type Planted } from './planted-secrets.js';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzabcdefgh';

/** What services give out, by its looks. */
const SHAPED = [
  `hf_${LETTERS}`,
  `npm_${LETTERS}`,
  'glpat-abcdEFGHijklMNOPqrst',
  'SG.abcdefghij.klmnopqrst',
  'whsec_abcdefghijklMNOP',
  'GOCSPX-abcdefghijklmnop',
  'AIzaSyAbcd',
  'pypi-AgEIcHlwaS5vcmcabcd',
  'rk_live_abcdefghijkl',
  'gsk_abcdefghijklmnop',
  'sk_car_abcdefghij',
  'xi-abcd1234efgh',
  'MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs',
  'APIbXyz9abcdEfg',
  'APIxKJhsdfkjhGd',
  'dXNlckBleGFtcGxlLmNvbQ:AbCd_efGhIjkl',
  'V1StGXR8_Z5jdHi6B-myT',
  '1//0gAbCdEfGhIjKl',
  '4/0AX4XfWhabcdef',
  'AC0123456789abcdef0123456789abcdef',
  '123456:AAabcdefghijkl',
  'abc8Q~abcdefghijklmnopqrstuv',
];

/** Texts in which nothing but the place tells. */
const TEXTS: readonly ((secret: string) => string)[] = [
  (secret) => `https://hooks.slack.com/services/T00000000/B00000000/${secret}`,
  (secret) => `https://discord.com/api/webhooks/123456789/${secret}`,
  (secret) => `https://a.webhook.office.com/webhookb2/${secret}@x/IncomingWebhook/y`,
  (secret) => `https://a.example/invite/${secret}`,
  (secret) => `protocols: realtime, openai-insecure-api-key.${secret}, openai-beta.realtime-v1`,
  (secret) => `my-session-token.${secret}`,
  (secret) => `Basic dXNlckBleGFtcGxlLmNvbQ:${secret}`,
  (secret) => `postgres://me:p/${secret}@a.example/db`,
  (secret) => `https://me:a?${secret}@a.example/`,
  (secret) => `https://me:a#${secret}@a.example/`,
  (secret) => `https://me:[redacted 1]${secret}@a.example/`,
  (secret) => `token=[redacted 1]${secret}`,
  (secret) => `Bearer [redacted]${secret}`,
  (secret) => `https://a.example/cb?code=4/${secret}&scope=x`,
  (secret) => `https://a.example/cb?ticket=${secret}&state=x`,
  (secret) => `https://a.example/cb?x=1&state=${secret}`,
  (secret) => `assertion=${secret}&grant_type=x`,
  (secret) => `tokens[0]=${secret}`,
  (secret) => `api_key[]=${secret}`,
  (secret) => `user[password]=${secret}`,
  (secret) => `password=p;${secret}`,
  (secret) => `user: x\npassword: |-\n  some\n  ${secret}\nname: x`,
  (secret) => `password: >\n    ${secret}\n`,
  (secret) => `tokens:\n  - some\n  - ${secret}\n`,
  (secret) => `export API_KEY=${secret}\nexport LANG=en`,
  (secret) => `<input type=hidden name=csrf_token value=${secret}>`,
  (secret) => `<meta content="${secret}" name="csrf-token">`,
  (secret) => `cut: [{"name":"api_key","value":"${secret}"},`,
  (secret) => `<token type="x">${secret}</token>`,
  (secret) => `ENV API_KEY ${secret}`,
  (secret) => `Passwort lautet ${secret}`,
  (secret) => `パスワードは${secret}です`,
  (secret) => `https://api.telegram.org/bot123456:${secret}/getMe`,
  (secret) => `https://a.example/reset-password/${secret}`,
  (secret) => `ΤΟΚΕΝ=${secret}`,
  (secret) => `level=info key=api_key value=${secret}`,
  (secret) => `--b\r\nContent-Disposition: form-data; name="password"\r\n\r\n${secret}\r\n--b--`,
  (secret) => `name="api_key"\r\nContent-Type: text/plain\r\n\r\n${secret}`,
  (secret) => `curl -u me:${secret} https://a.example`,
  (secret) => `curl --user=me:${secret} https://a.example`,
  (secret) => `curl -H 'x-api-key: ${secret}' https://a.example`,
  (secret) => `convai --password ${secret} --verbose`,
  (secret) => `password：${secret}`,
  (secret) => `ｐａｓｓｗｏｒｄ＝${secret}`,
  (secret) => `pаsswоrd: ${secret}`,
  (secret) => `pass\u00adword: ${secret}`,
  (secret) => `pass\u200bword=${secret}`,
  (secret) => `50% off %zz token%3D${secret}`,
  (secret) => `%ff&token%3d${secret}`,
  (secret) => `{"\\u0070assword":"${secret}`,
  (secret) => `{&quot;token&quot;:&quot;${secret}&quot;}`,
  (secret) => `token&#61;${secret}`,
  (secret) => `我的密码：${secret}`,
];

/** Structures, as somebody's provider may tell them. */
const STRUCTURES: readonly ((secret: string) => unknown)[] = [
  (secret) => ({ rawHeaders: ['odd', 'Host', 'a.example', 'Authorization', `Token ${secret}`] }),
  (secret) => ['x-api-key', [secret]],
  (secret) => ({ name: 'api_key', values: [secret] }),
  (secret) => ({ attribute: 'password', value: secret }),
  (secret) => ({ label: 'API key', value: secret }),
  (secret) => ({ header: 'x-api-key', value: secret }),
  (secret) => ({ header_name: 'x-api-key', header_value: secret }),
  (secret) => ({ property: 'clientSecret', val: secret }),
  (secret) => ({ title: 'Password', text: secret }),
  (secret) => ({ field: 'password', text: secret }),
  (secret) => ({ name: 'password', value: 'x', data: secret }),
  (secret) => ({ tokens: { [secret]: true } }),
  (secret) => ({ headers: new Map([['x-api-key', secret]]) }),
  (secret) => ({ tokens: new Set([secret]) }),
  (secret) => new URLSearchParams({ token: secret }),
  (secret) => new Headers({ 'x-api-key': secret }),
  (secret) => new Request(`https://a.example/?token=${secret}`, { headers: { 'x-api-key': secret } }),
  (secret) => new Response('', { headers: { 'x-token': secret } }),
  (secret) => formOf({ password: secret }),
  (secret) => new Blob([`token=${secret}`]),
  (secret) => ({ at: new URL(`https://a.example/?token=${secret}`) }),
];

const NAMES =
  'contraseña clave Пароль токен ключ 密码 密碼 令牌 パスワード トークン 비밀번호 senha motDePasse mot-de-passe jeton clé geheimnis Schlüssel hasło heslo lösenord wachtwoord salasana şifre parola סיסמה ｔｏｋｅｎ pаsswоrd pass\u200bword';

/** Secrets of more kinds, in more places, spellings and languages. */
export const KINDS: readonly Planted[] = [
  ...SHAPED.map(shaped),
  ...TEXTS.map((text) => made((secret) => failure(text(secret)))),
  ...STRUCTURES.map((structure) => made((secret) => wire(structure(secret)))),
  ...[...NAMES.split(' '), 'mot de passe', 'كلمة المرور'].flatMap((name) => [
    made((secret) => wire({ deep: [{ [name]: secret }] })),
    made((secret) => failure(`${name}: ${secret}`)),
  ]),
];

function formOf(fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}
