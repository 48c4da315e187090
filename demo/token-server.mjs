// A server for tokens, without dependencies: it keeps the API keys and gives pages what is good for one conversation.
// `npx avatar-ptt token-server`, configured by the environment:
//   LIVEAVATAR_API_KEY, LIVEAVATAR_AVATAR_ID, LIVEAVATAR_CONTEXT_ID   needed by POST /liveavatar/token
//   LIVEAVATAR_VOICE_ID, LIVEAVATAR_LANGUAGE                          of the persona; optional
//   LIVEAVATAR_SANDBOX                                                `true`: free sessions of about a minute
//   CONVAI_API_KEY                                                    needed by POST /convai/connect
//   CONVAI_CHARACTER_ID                                               the one character; without it, the page's choice
//   ALLOWED_ORIGINS                                                   pages that may ask, with commas between them
//   HOST, PORT                                                        default 127.0.0.1 and 8787
//   LIVEAVATAR_API_URL, CONVAI_API_URL                                base addresses in place of the public ones
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

const BODY_BYTES = 64 * 1024;
const REQUESTS_PER_WINDOW = 10;
const WINDOW_MS = 60_000;
const REMEMBERED_ADDRESSES = 10_000;
// Less than the 15 s that the tag waits, so that the page reads what went wrong.
const UPSTREAM_MS = 10_000;
// Also for what a client goes on sending after its answer.
const RECEIVE_MS = 10_000;
// A token is some hundred bytes; a service that has gone wrong may send without end.
const ANSWER_BYTES = 256 * 1024;
// Refusals cost whoever asks for them nothing, and must not fill a disk.
const REFUSALS_PER_WINDOW = 60;
const DEMO_ORIGIN = 'http://localhost:8000';
// GET: which services are set up, for pages that want to say it before anybody presses a button.
const STATUS = '/status';

// What a page may ask Convai for; all else is left out. Who a person is (`end_user_id`) your login knows, and what costs
// more (`llm_provider`) you decide: add them in `convaiConnect`.
const CONNECT_KEYS = [
  ...['character_id', 'character_session_id', 'connection_type', 'turn_detection_config', 'vad_params'],
  ...['default_stt_enabled', 'default_tts_enabled', 'audio_config'],
];
// What a page gets of Convai's answer, each as an id, a token or an address: a text of anything else might quote the key.
const ANSWER_KEYS = [
  ...['token', 'room_url', 'room_name', 'session_id', 'character_session_id'],
  ...['request_trace_id', 'end_user_id', 'end_user_metadata'],
];
const ANSWER_SHAPE = /^[\w.~:/?=&%+@[\]-]{1,8192}$/;

/** By path: what each service needs, how it is asked, and what of its answer the page gets (null: it is no answer). */
const ROUTES = new Map([
  [
    '/liveavatar/token',
    {
      name: 'LiveAvatar',
      // Without a context the avatar is silent, and nothing says why.
      needs: ['LIVEAVATAR_API_KEY', 'LIVEAVATAR_AVATAR_ID', 'LIVEAVATAR_CONTEXT_ID'],
      base: ['LIVEAVATAR_API_URL', 'https://api.liveavatar.com'],
      path: '/v1/sessions/token',
      ask: liveAvatarSession,
      give: ({ data }) => (isGivable(data?.session_token) ? { session_token: data.session_token } : null),
    },
  ],
  [
    '/convai/connect',
    {
      name: 'Convai',
      needs: ['CONVAI_API_KEY'],
      base: ['CONVAI_API_URL', 'https://live.convai.com'],
      path: '/connect',
      ask: convaiConnect,
      asksFor: ({ CONVAI_CHARACTER_ID: only }) => (only ? [] : ['character-id']),
      give: convaiAddress,
    },
  ],
]);

/**
 * The server, not yet listening. When it does, it logs what it serves and which variables are missing.
 * @throws Error for a setting that can't be meant, before anything is served.
 */
export function tokenServer(
  env,
  { fetch = globalThis.fetch, log = console.log, now = () => performance.now(), timeoutMs = UPSTREAM_MS } = {},
) {
  const settings = settingsOf(env);
  const { origins, secrets, services } = settings;
  const context = {
    ...settings,
    fetch,
    timeoutMs,
    waitSecsOf: rateLimit(now),
  };
  const sayRefusal = bounded(say, now);
  const options = { requestTimeout: RECEIVE_MS, headersTimeout: RECEIVE_MS, connectionsCheckingInterval: 5000 };
  const server = createServer(options, (request, response) => void serve(request, response));
  server.once('listening', () => greet(server, settings, say));
  return server;

  function say(line) {
    log(printable(line));
  }

  function holdsSecret(text) {
    return secrets.some((secret) => plain(text).includes(plain(secret)));
  }

  async function serve(request, response) {
    // The address may have anything after the path.
    const [path] = request.url.split('?');
    const service = services.get(path);
    const { origin } = request.headers;
    const isAllowed = origins.includes(origin);
    const gone = goneOf(request, response);
    const answer = await answerTo({ request, path, service, isAllowed, gone }, context).catch(asAnswer);
    // What is logged of an answer is a part of its text.
    const { status, headers, text, detail = '' } = holdsSecret(answer.text) ? LEAK : answer;
    const asked = service ? `${request.method} ${path}` : 'Another path';
    // What was made for somebody who has left may cost, too.
    if (gone.aborted) return sayRefusal(`${asked}: its client has left${status === 200 ? ', after it was made' : ''}`);
    if (isAllowed) response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Vary', 'Origin');
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    if (text) response.setHeader('Content-Type', 'application/json');
    response.writeHead(status, headers).end(text);
    (status < 400 ? say : sayRefusal)(`${asked}: ${status} ${detail}`.trim());
  }
}

/** Aborted when nobody waits for the answer any more. */
function goneOf({ socket }, response) {
  const gone = new AbortController();
  const leave = () => response.writableEnded || gone.abort();
  for (const over of ['end', 'close']) socket.once(over, leave);
  response.once('close', () => {
    for (const over of ['end', 'close']) socket.off(over, leave);
  });
  if (socket.destroyed || socket.readableEnded) gone.abort();
  return gone.signal;
}

/** Says so many lines in a minute, and then how many it left out. */
function bounded(say, now) {
  let [endsAt, count] = [0, 0];
  return (line) => {
    if (now() >= endsAt) {
      if (count > REFUSALS_PER_WINDOW) say(`${count - REFUSALS_PER_WINDOW} more refusals were left out.`);
      [endsAt, count] = [now() + WINDOW_MS, 0];
    }
    count++;
    if (count <= REFUSALS_PER_WINDOW) say(line);
  };
}

/** On one line, without what turns its direction or can't be seen in it. */
export function printable(line) {
  return line.replaceAll(/[\p{C}\p{Z}]/gu, ' ');
}

function quoted(text, secrets) {
  return hidesPart(secrets, text) ? '"…"' : JSON.stringify(text.slice(0, 100));
}

/** As a key is found in whatever way it is written. */
function plain(text) {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^a-z\d]/g, '');
}

/** Whether a part of a key is in it that would help to guess the rest. */
function holdsPart(secrets, text) {
  const letters = plain(text);
  return secrets.map(plain).some((secret) => {
    const starts = Array.from({ length: Math.max(1, secret.length - 7) }, (_, at) => at);
    return starts.some((at) => letters.includes(secret.slice(at, at + 8)));
  });
}

/** As `holdsPart`, also for what is encoded once or twice, or masked between its ends. */
function hidesPart(secrets, text) {
  const once = decoded(text);
  return (
    [text, ...once, ...once.flatMap(decoded)].some((reading) => holdsPart(secrets, reading)) || isMasked(secrets, text)
  );
}

/** What a text may stand for: percent signs, base64 and hex, wherever they begin. */
function decoded(text) {
  const bytes = text.replaceAll(/%([\da-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  const runs = (shape, encoding, offsets) =>
    (text.match(shape) ?? []).flatMap((run) =>
      offsets.map((offset) => Buffer.from(run.slice(offset), encoding).toString('latin1')),
    );
  return [bytes, ...runs(/[\w+/-]{8,}/g, 'base64', [0, 1, 2, 3]), ...runs(/[\da-f]{16,}/gi, 'hex', [0, 1])];
}

function isMasked(secrets, text) {
  const shown = text.split(/([^a-z\d]|x)\1{2,}/i);
  if (shown.length === 1) return false;
  const ends = secrets.map(plain).flatMap((secret) => [secret.slice(0, 3), secret.slice(-3)]);
  return shown.some((piece = '') => ends.some((end) => plain(piece).includes(end)));
}

/** What a request ends with when it is not served. `detail` is for the page and the log: no secret, nothing unbounded. */
class Refusal extends Error {
  constructor(status, detail, { headers = {}, ...more } = {}) {
    super(detail);
    this.answer = { status, headers, detail, text: JSON.stringify({ detail, ...more }) };
  }
}

const LEAK = new Refusal(502, 'The service put a key into its answer. It is kept back.').answer;

function asAnswer(thrown) {
  if (thrown instanceof Refusal) return thrown.answer;
  // The message of what is not expected may have anything in it.
  return new Refusal(500, `The token server failed (${thrown instanceof Error ? thrown.name : 'no error'}).`).answer;
}

async function answerTo({ request, path, service, isAllowed, gone }, context) {
  const isStatus = path === STATUS && request.method === 'GET';
  if (!service && !isStatus) throw new Refusal(404, `There is only POST ${[...ROUTES.keys()].join(' and POST ')}.`);
  if (!isAllowed) {
    const origin = quoted(request.headers.origin ?? 'none', context.secrets);
    throw new Refusal(403, `The origin of this request (${origin}) is not in ALLOWED_ORIGINS.`);
  }
  if (isStatus) return { status: 200, text: statusOf(context) };
  if (request.method === 'OPTIONS') return { status: 204, headers: PREFLIGHT, text: '' };
  if (request.method !== 'POST') throw new Refusal(405, 'Only POST is served.', { headers: { Allow: 'POST' } });
  const waitSecs = context.waitSecsOf(request.socket.remoteAddress);
  if (waitSecs > 0) {
    throw new Refusal(429, `Too many requests. Try again in ${waitSecs} s.`, { headers: { 'Retry-After': waitSecs } });
  }
  if (service.missing.length > 0) {
    throw new Refusal(503, `${service.name} is not set up on this server: ${service.missing.join(', ')} missing.`);
  }
  const body = jsonText(service.ask(context.env, await bodyOf(request)));
  return { status: 200, text: jsonText(await askService(service, { body, gone }, context)) };
}

/** By path, the names of the variables that are missing, and what the page itself has to name. */
function statusOf({ services, env }) {
  const states = [...services].map(([path, { missing, asksFor = () => [] }]) => [
    path,
    { missing, asks: asksFor(env) },
  ]);
  return jsonText(Object.fromEntries(states));
}

// Other clients of Convai's send API-AUTH-TOKEN. It is let through the preflight and then not used.
const PREFLIGHT = {
  'Access-Control-Allow-Methods': 'POST',
  'Access-Control-Allow-Headers': 'Content-Type, API-AUTH-TOKEN',
  'Access-Control-Max-Age': '600',
};

/** Nothing of it comes from the page, so the page's body is not looked at. */
function liveAvatarSession(env) {
  const persona = {
    ...(env.LIVEAVATAR_VOICE_ID && { voice_id: env.LIVEAVATAR_VOICE_ID }),
    context_id: env.LIVEAVATAR_CONTEXT_ID,
    ...(env.LIVEAVATAR_LANGUAGE && { language: env.LIVEAVATAR_LANGUAGE }),
  };
  return {
    mode: 'FULL',
    avatar_id: env.LIVEAVATAR_AVATAR_ID,
    avatar_persona: persona,
    interactivity_type: 'PUSH_TO_TALK',
    ...(env.LIVEAVATAR_SANDBOX === 'true' && { is_sandbox: true }),
  };
}

const NO_CHARACTER =
  'The token server was told no character. Set `character-id` in the page, or CONVAI_CHARACTER_ID for the server.';

function convaiConnect({ CONVAI_CHARACTER_ID: only }, text) {
  const asked = text === '' ? {} : jsonObject(text);
  if (!asked) throw new Refusal(400, 'The body is no JSON object.');
  const { character_id: character = only } = asked;
  if (!isText(character)) throw new Refusal(422, NO_CHARACTER);
  if (only && character !== only) throw new Refusal(422, 'This server is for another character.');
  const kept = CONNECT_KEYS.filter((key) => key in asked).map((key) => [key, asked[key]]);
  return { ...Object.fromEntries(kept), character_id: character, transport: 'livekit' };
}

function convaiAddress(json) {
  if (!isGivable(json.token) || !isGivable(json.room_url)) return null;
  const kept = ANSWER_KEYS.filter((name) => json[name] === null || isGivable(json[name]));
  return Object.fromEntries(kept.map((name) => [name, json[name]]));
}

function isGivable(value) {
  return isText(value) && ANSWER_SHAPE.test(value);
}

/** What the page gets of the service's answer. No word of the service's own does: it may quote the key in any way. */
async function askService({ name, key, keyName, url, give }, { body, gone }, { fetch, timeoutMs, secrets }) {
  // A session that nobody waits for would be paid for.
  if (gone.aborted) throw new Refusal(499, 'The client has left.');
  const { status, isOk, json } = await post({ name, url, key, body, gone }, fetch, timeoutMs);
  if (isOk && json && holdsPart(secrets, jsonText(json))) throw keptBack(name, keyName);
  const given = isOk && json ? give(json) : null;
  if (given && Object.values(given).some((value) => hidesPart(secrets, String(value)))) throw keptBack(name, keyName);
  if (given) return given;
  if (isOk) throw new Refusal(502, `${name} answered without what is needed.`);
  if (status === 401 || status === 403) {
    throw new Refusal(502, `${name} refused this server's key (${status}). Check ${keyName}.`);
  }
  const places = placesIn(json, body);
  const refused = places.length > 0 ? ` It refused ${places.join(', ')}.` : '';
  const detail = `${name} answered ${status}${codeOf(json, secrets)}.${refused} ${adviceFor(status)}`;
  throw new Refusal(status < 500 && status >= 400 ? status : 502, detail);
}

function keptBack(name, keyName) {
  return new Refusal(502, `${name} answered with a part of ${keyName}, which stays here.`);
}

function adviceFor(status) {
  if (status === 402 || status === 429) return 'Its limit is reached: wait, or look at the account.';
  if (status === 404) return 'Check that the ids are right and belong to the account of the key.';
  if (status >= 500) return 'Try again later.';
  return 'Check the ids and settings. Its own words stay here: send it the same request by hand to read them.';
}

/** LiveAvatar's number for what went wrong, which its documentation explains. */
function codeOf(json, secrets) {
  const code = json?.code;
  const isCode = Number.isInteger(code) && code >= 1000 && code <= 9999;
  return isCode && !secrets.some((secret) => secret.includes(code)) ? ` (code ${code})` : '';
}

/** Which fields of what was sent are refused, as far as the answer names them so; names of others are left out. */
function placesIn(json, body) {
  const sent = new Set();
  JSON.parse(body, (name, value) => (sent.add(name), value));
  const named = [json?.detail, json?.data]
    .flat()
    .slice(0, 5)
    .map((field) => (Array.isArray(field?.loc) ? field.loc : []))
    .map((loc) => loc.filter((name) => sent.has(name) && /^[a-z_]{1,40}$/.test(name)).join('.'));
  return [...new Set(named)].filter(Boolean);
}

async function post({ name, url, key, body, gone }, fetch, timeoutMs) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-API-Key': key },
      body,
      // Another host would get the key.
      redirect: 'error',
      signal: AbortSignal.any([gone, AbortSignal.timeout(timeoutMs)]),
    });
    const text = await textOf(response.body ?? [], ANSWER_BYTES);
    if (text === null) throw new Refusal(502, `${name} answered with more than ${ANSWER_BYTES} bytes.`);
    return { status: response.status, isOk: response.ok, json: jsonObject(text) };
  } catch (thrown) {
    if (thrown instanceof Refusal) throw thrown;
    if (thrown?.name === 'TimeoutError') throw new Refusal(504, `${name} did not answer in time. Try again.`);
    throw new Refusal(502, `${name} can't be reached from this server.`);
  }
}

async function bodyOf(request) {
  // Left open, so that the refusal can still be read by whoever sends too much.
  const text = await textOf(request.iterator({ destroyOnReturn: false }), BODY_BYTES);
  if (text === null) throw new Refusal(413, `The body is larger than ${BODY_BYTES} bytes.`);
  return text;
}

/** null: it is longer than that, and the rest is not read. */
async function textOf(stream, maxBytes) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Counts requests per address, in windows of a minute. The function answers 0, or how many seconds to wait. */
export function rateLimit(now) {
  // All windows are equally long, so the first in the map is the first to end.
  const windows = new Map();
  return (address) => {
    const at = now();
    for (const [oldest, { endsAt }] of windows) {
      if (endsAt > at) break;
      windows.delete(oldest);
    }
    const current = windows.get(address) ?? open(address, at);
    current.count++;
    return current.count > REQUESTS_PER_WINDOW ? Math.ceil((current.endsAt - at) / 1000) : 0;
  };

  function open(address, at) {
    if (windows.size >= REMEMBERED_ADDRESSES) windows.delete(windows.keys().next().value);
    const opened = { count: 0, endsAt: at + WINDOW_MS };
    windows.set(address, opened);
    return opened;
  }
}

function settingsOf(given) {
  const env = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value ?? '').trim()]));
  const services = [...ROUTES].map(([path, service]) => {
    const keyName = service.needs[0];
    const key = env[keyName] ?? '';
    // fetch would quote it in its error, and JSON would escape it, so that it is not found in an answer.
    if (/[^!#-[\]-~]/.test(key)) throw new Error(`${keyName} is no key: it has a space or another odd character.`);
    // Nor could so short a one be told from other words, to keep it back.
    if (key && plain(key).length < 8) throw new Error(`${keyName} is no key: it is too short.`);
    const missing = service.needs.filter((name) => !env[name]);
    return [path, { ...service, key, keyName, missing, url: `${baseOf(env, service.base)}${service.path}` }];
  });
  const secrets = services.map(([, { key }]) => key).filter(Boolean);
  return { env, origins: originsOf(env, secrets), secrets, services: new Map(services) };
}

function originsOf({ ALLOWED_ORIGINS: list }, secrets) {
  const entries = (list || DEMO_ORIGIN).split(',').map((entry) => entry.trim());
  if (!entries.some(Boolean))
    throw new Error('ALLOWED_ORIGINS names no page: set an origin such as https://example.com.');
  return entries.filter(Boolean).map((entry) => {
    const origin = URL.canParse(entry) ? new URL(entry).origin : 'null';
    if (origin !== 'null') return origin;
    throw new Error(`ALLOWED_ORIGINS: ${quoted(entry, secrets)} is no origin such as https://example.com.`);
  });
}

function baseOf(env, [name, standard]) {
  const address = env[name] || standard;
  const { protocol, hostname } = URL.canParse(address) ? new URL(address) : {};
  const isLoopback = protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (protocol === 'https:' || isLoopback) return address.replace(/\/+$/, '');
  throw new Error(`${name} must begin with https://, since the key is sent there.`);
}

/** Where it listens, as an address begins. */
export function addressOf(server) {
  const { address, port } = server.address();
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

function greet(server, { origins, services, env }, say) {
  say(`Tokens at ${addressOf(server)} for pages of ${origins.join(', ')}`);
  for (const [path, { name, missing, asksFor = () => [] }] of services) {
    const asks = asksFor(env).map((attribute) => `; the page names its \`${attribute}\``);
    const state = missing.length > 0 ? `off (503): set ${missing.join(', ')}` : `on, for ${name}${asks.join('')}`;
    say(`  POST ${path}  ${state}`);
  }
}

function jsonObject(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** Sound JSON can be nested so deeply that it can't be written again. */
function jsonText(value) {
  try {
    return JSON.stringify(value);
  } catch {
    throw new Refusal(400, 'The JSON is nested too deeply.');
  }
}

function isText(value) {
  return typeof value === 'string' && value !== '';
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  // That one imports this one, so this one can't wait for it.
  void import('./token-server-command.mjs').then(({ runTokenServer }) =>
    runTokenServer(process.env, process.argv.slice(2)),
  );
}
