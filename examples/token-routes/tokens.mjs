// What a route of yours answers the tag: a session token of LiveAvatar, or Convai's answer to a connect request. It needs
// nothing but `fetch`, so it runs in Node, on Next and on Cloudflare Workers; the files beside this one put it there.
const BODY_BYTES = 64 * 1024;
const ANSWER_BYTES = 256 * 1024;
// Less than the 15 s that the tag waits, so that the page reads what went wrong.
const UPSTREAM_MS = 10_000;
const REQUESTS_A_MINUTE = 10;

// What a page may ask Convai for. Who a person is comes from your login, and what costs more is yours to decide.
const FROM_THE_PAGE = [
  ...['character_session_id', 'connection_type', 'turn_detection_config', 'vad_params'],
  ...['default_stt_enabled', 'default_tts_enabled', 'audio_config'],
];

const SERVICES = {
  liveavatar: {
    name: 'LiveAvatar',
    needs: ['LIVEAVATAR_API_KEY', 'LIVEAVATAR_AVATAR_ID', 'LIVEAVATAR_CONTEXT_ID'],
    url: (env) => `${env.LIVEAVATAR_API_URL || 'https://api.liveavatar.com'}/v1/sessions/token`,
    key: (env) => env.LIVEAVATAR_API_KEY,
    body: (env) => ({
      mode: 'FULL',
      avatar_id: env.LIVEAVATAR_AVATAR_ID,
      avatar_persona: {
        ...(env.LIVEAVATAR_VOICE_ID && { voice_id: env.LIVEAVATAR_VOICE_ID }),
        context_id: env.LIVEAVATAR_CONTEXT_ID,
        language: env.LIVEAVATAR_LANGUAGE || 'en',
      },
      interactivity_type: 'PUSH_TO_TALK',
    }),
    give: ({ data }) => ({ session_token: data?.session_token }),
  },
  convai: {
    name: 'Convai',
    needs: ['CONVAI_API_KEY', 'CONVAI_CHARACTER_ID'],
    url: (env) => `${env.CONVAI_API_URL || 'https://live.convai.com'}/connect`,
    key: (env) => env.CONVAI_API_KEY,
    body: (env, user, asked) => ({
      ...Object.fromEntries(FROM_THE_PAGE.filter((name) => name in asked).map((name) => [name, asked[name]])),
      character_id: env.CONVAI_CHARACTER_ID,
      end_user_id: user,
      transport: 'livekit',
    }),
    give: ({ token, room_url, character_session_id }) => ({ token, room_url, character_session_id }),
  },
};

/** What a request ends with; `detail` is what the tag shows. */
class Refusal extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/**
 * Answers a request for `service`. `login()` gives the id of who is logged in, a text or a number, or null: nothing of it
 * comes from the page. `isWithinLimit` is asked once for each user; by default it counts in this process.
 */
export async function tokenResponse(request, service, { env, login, isWithinLimit = isWithinMinute }) {
  try {
    return json(200, await tokenFor(request, service, { env, login, isWithinLimit }));
  } catch (thrown) {
    // The message of what is not expected may have the key in it.
    return thrown instanceof Refusal
      ? json(thrown.status, { detail: thrown.message })
      : json(500, { detail: 'It failed.' });
  }
}

async function tokenFor(request, service, { env, login, isWithinLimit }) {
  const known = Object.hasOwn(SERVICES, service) ? SERVICES[service] : null;
  if (!known) throw new Refusal(404, 'There is no such service.');
  if (request.method !== 'POST') throw new Refusal(405, 'Only POST is served.');
  if (!originsIn(env).includes(request.headers.get('origin'))) {
    throw new Refusal(403, 'The origin of this page is not in ALLOWED_ORIGINS.');
  }
  const user = await userFrom(login);
  if (!user) throw new Refusal(401, 'Log in first.');
  if (!(await isWithinLimit(user)))
    throw new Refusal(429, 'Too many conversations were started. Try again in a minute.');
  const missing = known.needs.filter((name) => !env[name]);
  if (missing.length > 0) throw new Refusal(503, `${known.name} is not set up: ${missing.join(', ')} missing.`);
  const wrong = wrongWith(env, known.needs[0]);
  if (wrong) throw new Refusal(503, `${known.name} is not set up: ${wrong}`);
  const text = await textOf(request.body, BODY_BYTES);
  const asked = text === '' ? {} : objectIn(text);
  if (!asked) throw new Refusal(400, 'The body is no JSON object, or is too long.');
  return ask(known, { env, body: known.body(env, user, asked), signal: request.signal });
}

/** Nothing is an origin but an address: no gap between commas, and no `null`, which every page in a sandbox has. */
function originsIn({ ALLOWED_ORIGINS: list }) {
  const entries = (list ?? '').split(',').map((entry) => entry.trim().replace(/\/$/, ''));
  return entries.filter((entry) => entry.includes('://'));
}

/** As text, since a record is another one each time and would never come to its limit; empty: nobody is logged in. */
async function userFrom(login) {
  try {
    const user = await login();
    if (typeof user === 'string') return user.trim();
    const isNumber = typeof user === 'bigint' || Number.isFinite(user);
    return isNumber && user ? String(user) : '';
  } catch (thrown) {
    // As many a login says it.
    if (thrown?.status === 401 || thrown?.status === 403) return '';
    console.error('The login failed:', thrown);
    throw new Refusal(500, 'The login failed.');
  }
}

/** What fetch would refuse, with the key in its words. */
function wrongWith(env, keyName) {
  if (/[^!-~]/.test(env[keyName])) return `${keyName} is no key: it has a space or another odd character.`;
  const urlName = keyName.replace('_KEY', '_URL');
  return !env[urlName] || isApiAddress(env[urlName]) ? '' : `${urlName} is no address that begins with https://.`;
}

function isApiAddress(address) {
  const { protocol, hostname, username } = URL.canParse(address) ? new URL(address) : {};
  const isLoopback = protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return !username && (protocol === 'https:' || isLoopback);
}

async function ask({ name, url, key, give }, { env, body, signal }) {
  const { status, isOk, answer } = await post(url(env), { key: key(env), body, signal }).catch(() => {
    throw new Refusal(502, `${name} did not answer. Try again.`);
  });
  // The service's own words may quote the key.
  if (!isOk) throw new Refusal(status === 402 || status === 429 ? status : 502, `${name} answered ${status}.`);
  const given = answer && give(answer);
  const isWhole = given && Object.values(given).every((value) => typeof value === 'string');
  if (!isWhole || JSON.stringify(given).includes(key(env))) throw new Refusal(502, `${name} gave no token.`);
  return given;
}

async function post(url, { key, body, signal }) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-API-Key': key },
    body: JSON.stringify(body),
    // Another host would get the key.
    redirect: 'manual',
    // A session that nobody waits for would be paid for.
    signal: AbortSignal.any([signal, AbortSignal.timeout(UPSTREAM_MS)]),
  });
  return { status: response.status, isOk: response.ok, answer: objectIn(await textOf(response.body, ANSWER_BYTES)) };
}

/** null: it is longer than that, and the rest is not read. */
async function textOf(stream, maxBytes) {
  if (!stream) return '';
  const decoder = new TextDecoder();
  let [text, bytes] = ['', 0];
  const reader = stream.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.length;
    if (bytes > maxBytes) {
      await reader.cancel();
      return null;
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}

function objectIn(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

const windows = new Map();

/** Per user, in this process: with several of them, count where all can see it. */
function isWithinMinute(user) {
  const now = Date.now();
  for (const [known, { endsAt }] of windows) if (endsAt <= now) windows.delete(known);
  const current = windows.get(user) ?? { endsAt: now + 60_000, count: 0 };
  windows.set(user, current);
  return ++current.count <= REQUESTS_A_MINUTE;
}

/** An answer that is kept nowhere. */
export function json(status, body) {
  return Response.json(body, { status, headers: { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' } });
}
