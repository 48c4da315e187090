import type { TurnEvent } from 'avatar-ptt/headless';

/** A secret, and the events that hold it. */
export interface Planted {
  readonly secret: string;
  readonly events: readonly (Partial<TurnEvent> & { readonly type: TurnEvent['type'] })[];
}

export const wire = (raw: unknown): Planted['events'][number] => ({ type: 'wire-message', direction: 'in', raw });
export const failure = (message: string): Planted['events'][number] => ({
  type: 'session-error',
  code: 'refused',
  message,
});

let count = 0;

/** One that nothing but its place tells: short, and different each time. */
export function made(place: (secret: string) => Planted['events'][number] | Planted['events']): Planted {
  const secret = `zq${++count}Wolf${count * 7 + 11}`;
  return { secret, events: [place(secret)].flat() };
}

/** One that its looks tell. */
export function shaped(secret: string): Planted {
  return { secret, events: [failure(`Could not use ${secret} here.`), wire({ [secret]: { note: [secret] } })] };
}

const NAMES =
  'Ocp-Apim-Subscription-Key encryption_key pass auth_code x-amz-security-token sessionid jwt client_secret sig API_KEY apiKeys clientsecret accessToken X-Auth-Token dbPassword PASSWORDS privateKeyPem refresh.token xsrf proxy-authorization set-cookie SUBSCRIPTIONKEY';

/** Secrets of all kinds, in all places. */
export const PLANTED: readonly Planted[] = [
  ...NAMES.split(' ').map((name) => made((secret) => wire({ deep: [{ [name]: secret }] }))),
  made((secret) => wire({ 'API Key': secret })),
  made((secret) => wire(['x-api-key', secret])),
  made((secret) => wire({ headers: [['x-api-key', secret]] })),
  made((secret) => wire({ rawHeaders: ['Host', 'a.example', 'Authorization', `Token ${secret}`] })),
  made((secret) => wire({ name: 'x-api-key', value: secret })),
  made((secret) => wire({ key: 'password', value: secret })),
  made((secret) => wire([`CONVAI_API_KEY=${secret}`])),
  made((secret) => wire({ iceServers: [{ urls: 'turn:a.example', username: 'u', credential: secret }] })),
  made((secret) => wire({ iceServers: [{ urls: 'turn:a.example', username: secret, credential: 'zq0Wolf0' }] })),
  made((secret) => wire({ cookie: `theme=dark; sid=${secret}; Path=/` })),
  made((secret) => failure(`Cookie: theme=dark; other=${secret}; lang=en\r\nHost: a.example`)),
  made((secret) => failure(`Set-Cookie: a=1; Path=/; x=${secret}`)),
  made((secret) => failure(`Authorization: Token ${secret}`)),
  made((secret) => failure(`Authorization: Digest username="me", response="${secret}"`)),
  made((secret) => failure(`curl -H "Authorization: ApiKey ${secret}" https://a.example`)),
  made((secret) => failure(`Bearer ${secret} has expired`)),
  made((secret) => failure(`https://me:${secret}@a.example/ answers 401`)),
  made((secret) => failure(`turn:me:${secret}@a.example:3478 answers 401`)),
  made((secret) => failure(`https://a.example/cb#access_token=${secret}&state=x`)),
  made((secret) => failure(`https://a.example/f.mp4?se=2026&sig=${secret}&sp=r`)),
  made((secret) => failure(`https://a.example/?next=https%3A%2F%2Fb.example%2F%3Ftoken%3D${secret}`)),
  made((secret) => failure(`convai --api-key ${secret} --verbose`)),
  made((secret) => failure(`<apiKey>${secret}</apiKey>`)),
  made((secret) => failure(`Incorrect API key provided: ${secret}.`)),
  made((secret) => failure(`config = { clientSecret: '${secret}' }`)),
  made((secret) => wire(`42["login",{"password":"${secret}"}]`)),
  made((secret) => wire(JSON.stringify({ body: JSON.stringify({ body: JSON.stringify({ secret }) }) }))),
  made((secret) => wire(`cut: {"data":"{\\"token\\":\\"${secret}`)),
  made((secret) => [failure(`Nobody knows ${secret}.`), wire({ token: secret })]),
  made((secret) => [wire({ password: secret }), { type: 'send-text', text: `I typed ${secret}, is that right` }]),
  made((secret) => [wire({ Authorization: `Bearer ${secret}` }), failure(`What is ${secret}?`)]),
  made((secret) => [wire({ note: btoa(`a ${secret} b`) }), wire({ apiKey: secret })]),
  made((secret) => [
    { type: 'microphone-opened', label: `Desk ${secret}`, isEchoCancelled: false },
    wire({ pin: secret }),
  ]),
  made((secret) => [{ type: 'connect-failed', code: secret, message: 'x' }, wire({ otp: secret })]),
  shaped('eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'),
  shaped('eyJhbGciOiJIUzI1NiJ9.eyJzdW'),
  shaped('sk-proj-9aF3kQ2mZ7'),
  shaped('hg_9a8b7c6d5e4f3a'),
  shaped('ghp_16C7e42F292c6912E7'),
  shaped('xoxb-123456-abcdefgh'),
  shaped('AKIAIOSFODNN7EXAMPLE'),
  shaped('AIzaSyD-9tSrke72PouQMnMX'),
  shaped('-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\nabc\n-----END PRIVATE KEY-----'),
  shaped('a94a8fe5ccb19ba61c4c0873d391e987982fbbd3'),
  shaped('0f8b1c1e-5d0a-4f6e-9a55-3f3b6d3c7a10'),
  shaped('Zm9vYmFyMTIzNDU2Nzg5MGFiY2RlZmdo'),
];

/** What people say about keys, passwords and tokens, and what tells nobody's secret. */
export const ORDINARY: readonly string[] = [
  'The key to the house is under the mat, and the password: please.',
  'My secret = practice every day. Authorization: denied, said the guard.',
  'Token: a small coin. The bearer of news took a basic English course.',
  'Cookie: chocolate, and 250 grams of sugar; bake at 180 degrees for 12 minutes.',
  'I was born on 2026-11-30 in Mönchengladbach, Donaudampfschifffahrtsgesellschaft.',
  'Is it 3:45 or 15:45? Call me at 030 123456, flight LH1234, room B12.',
  'A token is worth 5 points; 20% off, 100% sure, e.g. at https://example.org/lesson-3?lang=en#part-2.',
  'Das Kennwort: Sonnenschein. El secreto: nada. 店員との会話、鍵はどこですか。',
  'She said "the key": it was a joke, and (between us) authentication: never.',
  'We call getUserMediaWithConstraints2024 and Donaudampfschifffahrtsgesellschaftskapitän2024.',
  'Rindfleischetikettierungsüberwachungsgesetz1999 is in lesson3_unit12_exercise4_part2_version1.',
  'Pi is 3.14159265358979323846264338327950288419.',
  'The key is 3rd-floor. What? Name: token value: none.',
  'Cookie: chocolate chip cookies are great',
  'secret: I love you',
  '密码：不知道。 パスワードは秘密です。 Пароль: забыла.',
  'One card has 4111 1111 1111 1112 on it, and the code of the lesson is B12. Our session = fun.',
  'Look at https://a.example/s/lesson-of-monday/start?k=morning&t=2026-11-30&size=1024x768.',
  'A geheimnisvoll2 story, with a pin in it: P. S. The login is slow; 12 people wait, 3,5 of them for a token -> a coin.',
  'Name, token, value\nAnna, none, three\nTom, a coin, four',
  'Run mkdir -p lesson-3, then grep -w word; call getToken("name") or k3y: yes.',
  "My mum's iPhone is on the table, beside Anna's headset.",
];

export const HARMLESS = {
  type: 'bot-turn-completed',
  turn_id: '0f8b1c1e-5d0a-4f6e-9a55-3f3b6d3c7a10',
  sha256: 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3',
  prompt_tokens: 1200,
  usage: { total_tokens: 99, token_type: 'bearer', expires_in: 3600 },
  hotkey: 'Space',
  name: 'lesson-of-monday-2026-11-30-morning',
  stream: { type: 'token', content: 'Hello' },
  prompt: { title: 'Your password', text: 'Please enter it again' },
  code: 'com.example.AnswerService.begin',
  links: [
    'https://react.dev/hooks/useState',
    'https://a.example:8080/img@2x.png',
    'https://a.example/?state=done&code=404',
  ],
  environment: ['npm_config_registry', 'hf_hub_download', 'APIDocumentation'],
  agent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)',
  failure: 'Token: expired. Key: missing.',
  file: 'recording-2026-11-30T10-15-00.zip',
  userHeadset: 'Your headset is muted: take the AirPods.',
};
