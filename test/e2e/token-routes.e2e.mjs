// The routes of examples/token-routes in the frameworks that they are for, between a page and services that stand in for
// the clouds.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, cpSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { postTokens } from '../../examples/token-routes/next-route.mjs';
import { tokenWorker } from '../../examples/token-routes/worker.mjs';
import { installBeside, root } from '../../tools/install.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const routes = path.join(root, 'examples/token-routes');
const ORIGIN = 'https://shop.example';
const KEY = 'planted-key-0123456789';
const ROOM = { token: 'room-token', room_url: 'wss://room.example', character_session_id: 'conversation-1' };

/** What stands in for both clouds, and what it was asked. */
const upstream = { server: null, requests: [], status: 200, body: {} };
let env;
before(async () => {
  upstream.server = createServer(async (request, response) => {
    let body = '';
    for await (const text of request) body += text;
    upstream.requests.push({ url: request.url, key: request.headers['x-api-key'], body: JSON.parse(body) });
    const { status, body: answer } = upstream;
    // As a service that breaks off.
    if (status === null) return request.socket.destroy();
    response
      .writeHead(status, { location: '/elsewhere' })
      .end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  upstream.server.listen(0, '127.0.0.1');
  await once(upstream.server, 'listening');
  const api = `http://127.0.0.1:${upstream.server.address().port}`;
  env = {
    ...{ ALLOWED_ORIGINS: `${ORIGIN}, https://other.example`, LIVEAVATAR_API_URL: api, CONVAI_API_URL: api },
    ...{ LIVEAVATAR_API_KEY: KEY, LIVEAVATAR_AVATAR_ID: 'avatar-1', LIVEAVATAR_CONTEXT_ID: 'context-1' },
    ...{ CONVAI_API_KEY: KEY, CONVAI_CHARACTER_ID: 'character-1' },
  };
});
after(() => upstream.server.close().closeAllConnections());

/** Logins of the test alone: real ones read a session. What is no text here is what a login gives in place of an id. */
const LOGINS = {
  late: async () => null,
  record: () => ({ id: 7 }),
  list: () => ['ada'],
  yes: () => true,
  zero: () => 0,
  blank: () => ' ',
  number: () => 7,
  broken: () => {
    throw new Error('password=hunter22');
  },
};
const loginOf = (name) => (Object.hasOwn(LOGINS, name ?? '') ? LOGINS[name]() : name);
const userOf = (headers) => loginOf(headers.get('x-login'));
const PYTHON_LOGIN = `
async def late(): return None
async def broken(): raise Exception("password=hunter22")
LOGINS = {"late": late, "broken": broken, "record": lambda: {"id": 7}, "list": lambda: ["ada"],
          "yes": lambda: True, "zero": lambda: 0, "blank": lambda: " ", "number": lambda: 7}
def login(request):
    name = request.headers.get("x-login")
    return LOGINS[name]() if name in LOGINS else name
`;

const FRAMEWORKS = {
  Next: async (env) => {
    const post = postTokens((request) => userOf(request.headers), env);
    return { ask: (service, init) => post(webRequest(service, init), { params: Promise.resolve({ service }) }) };
  },
  'Cloudflare Workers': async (env) => {
    const counts = new Map();
    const limit = async ({ key }) => {
      counts.set(key, (counts.get(key) ?? 0) + 1);
      return { success: counts.get(key) <= 10 };
    };
    const worker = tokenWorker((request) => userOf(request.headers));
    return { ask: (service, init) => worker.fetch(webRequest(service, init), { ...env, TOKENS_PER_USER: { limit } }) };
  },
  Express: (env) => startExpress(env),
  'Express behind its parser': (env) => startExpress(env, (express) => express.json({ strict: false })),
  FastAPI: async (env) => {
    const python = installedPython();
    if (!python) return null;
    const app = [
      'import uvicorn, sys, os, fastapi, fastapi_tokens',
      'app = fastapi.FastAPI()',
      PYTHON_LOGIN,
      'app.include_router(fastapi_tokens.token_routes(login, dict(os.environ)), prefix="/tokens")',
      'uvicorn.run(app, host="127.0.0.1", port=0, log_level="info")',
    ];
    const child = spawn(python, ['-c', app.join('\n')], {
      cwd: routes,
      env: { ...process.env, ...env, PYTHONDONTWRITEBYTECODE: '1' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    for await (const text of child.stderr.iterator({ destroyOnReturn: false })) {
      said += text;
      if (/:\d+ \(/.test(said)) break;
    }
    child.stderr.resume();
    const [, port] = /127\.0\.0\.1:(\d+) \(/.exec(said) ?? assert.fail(said);
    return askingAt(port, () => child.kill());
  },
};

async function startExpress(env, parser) {
  if (!installBeside('express', path.join(here, 'express'))) return null;
  // Beside the packages that they import, as in an application.
  const folder = path.join(root, '.cache/express');
  cpSync(routes, folder, { recursive: true });
  const { tokenRoutes } = await import(pathToFileURL(path.join(folder, 'express.mjs')));
  const { default: express } = await import(pathToFileURL(path.join(folder, 'node_modules/express/index.js')));
  const login = ({ headers }) => loginOf(headers['x-login']);
  const app = express();
  if (parser) app.use(parser(express));
  const server = app.use('/tokens', tokenRoutes(login, env)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return askingAt(server.address().port, () => server.close().closeAllConnections());
}

function webRequest(service, init) {
  return new Request(`${ORIGIN}/tokens/${service}`, init);
}

function askingAt(port, close) {
  return { ask: (service, init) => fetch(`http://127.0.0.1:${port}/tokens/${service}`, init), close };
}

/** A Python with what the route imports, in a folder of its own; null where there is none, or no registry. */
function installedPython() {
  const folder = path.join(root, '.cache/fastapi');
  const python = path.join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const has = () => existsSync(python) && spawnSync(python, ['-c', 'import fastapi, httpx, uvicorn']).status === 0;
  if (has()) return python;
  mkdirSync(path.dirname(folder), { recursive: true });
  if (spawnSync('python3', ['-m', 'venv', folder]).status !== 0) return null;
  const packages = ['fastapi==0.115.12', 'httpx==0.28.1', 'uvicorn==0.34.2'];
  spawnSync(python, ['-m', 'pip', 'install', '--quiet', ...packages], { timeout: 180_000 });
  return has() ? python : null;
}

for (const [name, start] of Object.entries(FRAMEWORKS)) {
  describe(`the token routes in ${name}`, () => {
    let app;
    let logins = 0;
    before(async () => {
      app = await start(env);
      if (!app)
        console.log(`\n  SKIPPED: ${name} could not be installed: no registry can be reached, or no Python is here.\n`);
    });
    const others = [];
    const startWith = async (settings) => {
      const other = await start(settings);
      others.push(other);
      return other;
    };
    after(() => {
      for (const started of [app, ...others]) started?.close?.();
    });
    beforeEach(() => Object.assign(upstream, { requests: [], status: 200, body: {} }));

    /** As a page asks; each time somebody else is logged in, so that no test is refused for another. */
    const ask = async (service, { origin = ORIGIN, login = `user-${logins++}`, body = '{}', method = 'POST' } = {}) => {
      const isParsed = name.endsWith('parser') && /^\{|^\[/.test(body);
      const type = isParsed ? 'application/json' : 'text/plain';
      const headers = { ...(origin && { origin }), ...(login && { 'x-login': login }), 'content-type': type };
      const answer = await app.ask(service, { method, headers, ...(method === 'POST' && { body }) });
      const text = await answer.text();
      assert.ok(!text.includes(KEY) && !JSON.stringify([...answer.headers]).includes(KEY), text);
      return { status: answer.status, json: JSON.parse(text), headers: answer.headers };
    };
    const test = (what, work) => it(what, async (context) => (app ? work(context) : context.skip(`no ${name}`)));

    test('gives a session token of LiveAvatar, and nothing else', async () => {
      upstream.body = { code: 100, data: { session_id: 's', session_token: 'a.good.token' }, message: KEY };
      const { status, json, headers } = await ask('liveavatar');
      assert.deepEqual([status, json], [200, { session_token: 'a.good.token' }]);
      assert.equal(headers.get('cache-control'), 'no-store');
      assert.deepEqual(upstream.requests, [
        {
          url: '/v1/sessions/token',
          key: KEY,
          body: {
            ...{ mode: 'FULL', avatar_id: 'avatar-1', interactivity_type: 'PUSH_TO_TALK' },
            avatar_persona: { context_id: 'context-1', language: 'en' },
          },
        },
      ]);
    });

    test('connects to Convai with what the page may say, and who it is by the login', async () => {
      upstream.body = { ...ROOM, session_id: KEY };
      const said = {
        end_user_id: 'the-boss',
        character_id: 'another',
        llm_provider: 'dear',
        vad_params: { start_secs: 1 },
      };
      const { status, json } = await ask('convai', { body: JSON.stringify(said), login: 'ada' });
      assert.deepEqual([status, json], [200, ROOM]);
      const { url, body } = upstream.requests[0];
      const whom = { character_id: 'character-1', end_user_id: 'ada', transport: 'livekit' };
      assert.deepEqual([url, body], ['/connect', { vad_params: { start_secs: 1 }, ...whom }]);
    });

    test('asks no service for who may not', async () => {
      const statuses = [];
      for (const how of [
        ...[
          { origin: 'https://evil.example' },
          { origin: '' },
          { origin: 'null' },
          { origin: `${ORIGIN}.evil.example` },
        ],
        ...[{ login: '' }, { body: '[]' }, { body: 'no json' }, { body: `"${'x'.repeat(70_000)}"` }],
      ]) {
        statuses.push((await ask('convai', how)).status);
      }
      assert.deepEqual(statuses, [403, 403, 403, 403, 401, 400, 400, 400]);
      for (const service of ['__proto__', 'constructor', 'other']) assert.equal((await ask(service)).status, 404);
      assert.deepEqual(upstream.requests, []);
    });

    test('takes nobody for somebody, whatever the login gives', async (context) => {
      context.mock.method(console, 'error', () => undefined);
      upstream.body = ROOM;
      const told = [];
      for (const login of Object.keys(LOGINS)) {
        const { status, json } = await ask('convai', { login });
        told.push([login, status, json.detail]);
      }
      const nobody = ['late', 'record', 'list', 'yes', 'zero', 'blank'];
      assert.deepEqual(told, [
        ...nobody.map((login) => [login, 401, 'Log in first.']),
        ['number', 200, undefined],
        ['broken', 500, 'The login failed.'],
      ]);
      assert.deepEqual(
        upstream.requests.map(({ body }) => body.end_user_id),
        ['7'],
      );
    });

    test('serves nobody where no page may ask', async () => {
      for (const ALLOWED_ORIGINS of ['', ',', ' , null, none, *,']) {
        const closed = await startWith({ ...env, ALLOWED_ORIGINS });
        for (const origin of ['', 'null', 'none', '*', ORIGIN]) {
          const headers = { 'x-login': 'ada', ...(origin && { origin }) };
          const { status } = await closed.ask('convai', { method: 'POST', headers, body: '{}' });
          assert.equal(status, 403, `${ALLOWED_ORIGINS} ${origin}`);
        }
      }
      assert.deepEqual(upstream.requests, []);
    });

    test('knows an origin by its address, with or without a slash', async () => {
      const open = await startWith({ ...env, ALLOWED_ORIGINS: `,${ORIGIN}/ ,` });
      upstream.body = ROOM;
      const headers = { 'x-login': 'slash', origin: ORIGIN };
      assert.equal((await open.ask('convai', { method: 'POST', headers, body: '{}' })).status, 200);
    });

    test('says which setting can not be meant, without it', async () => {
      for (const [wrong, detail] of [
        [{ CONVAI_API_KEY: `${KEY}\nmore` }, 'CONVAI_API_KEY is no key: it has a space or another odd character.'],
        [{ CONVAI_API_KEY: `${KEY}…` }, 'CONVAI_API_KEY is no key: it has a space or another odd character.'],
        [{ CONVAI_API_URL: 'http://elsewhere.example' }, 'CONVAI_API_URL is no address that begins with https://.'],
        [{ CONVAI_API_URL: KEY }, 'CONVAI_API_URL is no address that begins with https://.'],
      ]) {
        const mistaken = await startWith({ ...env, ...wrong });
        const headers = { 'x-login': `user-${logins++}`, origin: ORIGIN };
        const answer = await mistaken.ask('convai', { method: 'POST', headers, body: '{}' });
        assert.deepEqual([answer.status, await answer.json()], [503, { detail: `Convai is not set up: ${detail}` }]);
      }
      assert.deepEqual(upstream.requests, []);
    });

    test('takes no body for an empty one', async () => {
      upstream.body = ROOM;
      assert.equal((await ask('convai', { body: '' })).status, 200);
    });

    test('lets one user start ten conversations a minute', async () => {
      upstream.body = ROOM;
      const statuses = [];
      for (let i = 0; i < 11; i++) statuses.push((await ask('convai', { login: `eager in ${name}` })).status);
      assert.deepEqual(statuses, [...Array.from({ length: 10 }, () => 200), 429]);
      assert.equal((await ask('convai', { login: 'another' })).status, 200);
    });

    test('passes on no word of the service, and follows it nowhere', async () => {
      const told = [];
      for (const [status, body] of [
        ...[401, 402, 429, 500, 307].map((code) => [code, { detail: `Bad key ${KEY}`, message: KEY }]),
        [200, '<!doctype html>'],
        [200, { ...ROOM, token: KEY }],
        [200, { data: [] }],
        [200, `"${'x'.repeat(300_000)}"`],
      ]) {
        Object.assign(upstream, { status, body });
        told.push(await ask('convai'));
      }
      assert.deepEqual(
        told.map(({ status }) => status),
        [502, 402, 429, 502, 502, 502, 502, 502, 502],
      );
      assert.equal(told[1].json.detail, 'Convai answered 402.');
      assert.ok(upstream.requests.every(({ url }) => url === '/connect'));
    });

    test('says so when a service is not there', async () => {
      upstream.status = null;
      const { status, json } = await ask('convai');
      assert.deepEqual([status, json.detail], [502, 'Convai did not answer. Try again.']);
    });
  });
}

describe('the token routes in Express and its errors', () => {
  let app;
  beforeEach(() => Object.assign(upstream, { requests: [], status: 200, body: ROOM }));
  afterEach(() => app?.close());
  const post = async (service, more = {}) => {
    const headers = { 'x-login': 'ada', origin: ORIGIN, 'content-type': 'application/json' };
    const answer = await app.ask(service, { method: 'POST', headers, body: '{"audio_config":{}}', ...more });
    return { status: answer.status, json: await answer.json() };
  };

  it('says what to do where the body is gone', async (context) => {
    app = await startExpress(env, () => (request, _response, next) => request.resume().once('end', next));
    if (!app) return context.skip('no Express');
    const { status, json } = await post('convai');
    assert.equal(status, 500);
    assert.match(json.detail, /^The body was read before this route\. Put `tokenRoutes` before what reads it\.$/);
  });

  it('reads what a parser of text or bytes left', async (context) => {
    for (const kind of ['text', 'raw']) {
      app = await startExpress(env, (express) => express[kind]({ type: () => true }));
      if (!app) return context.skip('no Express');
      assert.equal((await post('convai')).status, 200);
      await app.close();
    }
    assert.deepEqual(
      upstream.requests.map(({ body }) => body.audio_config),
      [{}, {}],
    );
  });

  it('shows no file of the server for an address that is none', async (context) => {
    app = await startExpress(env);
    if (!app) return context.skip('no Express');
    assert.deepEqual(await post('%ff'), { status: 400, json: { detail: "This request can't be read." } });
  });
});
