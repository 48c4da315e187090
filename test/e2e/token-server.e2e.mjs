// The token server of demo/, between a page's requests and services that stand in for the clouds.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { rateLimit, tokenServer } from '../../demo/token-server.mjs';
import { openPage } from './harness.mjs';
import { noise } from './sounds.mjs';

const ORIGIN = 'https://shop.example';
const LIVEAVATAR_KEY = 'planted-liveavatar-key-0123456789';
const CONVAI_KEY = 'planted-convai-key-9876543210';
const UUID_KEY = '3c90c3cc-0d44-4b50-8888-8dd25736052a';
const TOKEN = '/liveavatar/token';
const CONNECT = '/convai/connect';
const IDS = {
  LIVEAVATAR_AVATAR_ID: 'avatar-1',
  LIVEAVATAR_CONTEXT_ID: 'context-1',
  LIVEAVATAR_VOICE_ID: 'voice-1',
  LIVEAVATAR_LANGUAGE: 'en',
};
const CONVAI_ANSWER = {
  session_id: 'session-1',
  request_trace_id: 'trace-1',
  character_session_id: 'conversation-1',
  room_url: 'wss://room.example',
  room_name: 'room-1',
  token: 'room-token',
  end_user_id: null,
  end_user_metadata: null,
};
// As the tag sends it.
const CONNECT_REQUEST = {
  character_id: 'character-1',
  transport: 'livekit',
  connection_type: 'audio',
  turn_detection_config: { type: 'smart_turn', params: { stop_secs: 1, pre_speech_ms: 80, max_duration_secs: 8 } },
  default_stt_enabled: false,
};

let upstream;
let lines;
let servers;

beforeEach(async () => {
  lines = [];
  servers = [];
  upstream = await startUpstream();
});

// Whatever a test did: no key in any line of the log. Answers are checked where they arrive.
afterEach(async () => {
  await Promise.all(servers.map(closed));
  assertNoSecret(lines.join('\n'));
});

describe('tokenServer', () => {
  it('mints a LiveAvatar session token and gives nothing else', async () => {
    const { ask } = await started();
    const answer = await ask(TOKEN);
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.json, { session_token: 'session-token-1' });
    assert.equal(answer.headers.get('access-control-allow-origin'), ORIGIN);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    const [{ path, key, body }] = upstream.requests;
    assert.deepEqual([path, key], ['/v1/sessions/token', LIVEAVATAR_KEY]);
    assert.deepEqual(body, {
      mode: 'FULL',
      avatar_id: 'avatar-1',
      avatar_persona: { voice_id: 'voice-1', context_id: 'context-1', language: 'en' },
      interactivity_type: 'PUSH_TO_TALK',
    });
  });

  it('asks for sandbox sessions and leaves out what is not set', async () => {
    const { ask } = await started({ LIVEAVATAR_SANDBOX: 'true', LIVEAVATAR_VOICE_ID: '', LIVEAVATAR_LANGUAGE: '' });
    await ask(TOKEN);
    const [{ body }] = upstream.requests;
    assert.deepEqual([body.is_sandbox, body.avatar_persona], [true, { context_id: 'context-1' }]);
  });

  it('forwards a connect request with the key and gives the same answer', async () => {
    const { ask } = await started();
    const answer = await ask(CONNECT, { body: CONNECT_REQUEST });
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.json, CONVAI_ANSWER);
    assert.equal(answer.headers.get('access-control-allow-origin'), ORIGIN);
    assert.deepEqual(upstream.requests, [{ path: '/connect', key: CONVAI_KEY, body: CONNECT_REQUEST }]);
  });

  it('forwards only known keys', async () => {
    const { ask } = await started();
    const text = `{"__proto__":{"debug":true},"constructor":1,"api_key":"x","transport":"daily","character_id":"c"}`;
    await ask(CONNECT, { text });
    assert.deepEqual(upstream.requests[0].body, { character_id: 'c', transport: 'livekit' });
  });

  it('lets no page choose who somebody is, which model answers, or what is logged', async () => {
    const { ask } = await started();
    const chosen = { end_user_id: 'the-boss', end_user_metadata: {}, llm_provider: 'dear', debug: true, user_id: '1' };
    await ask(CONNECT, { body: { ...chosen, character_id: 'c', emotion_config: {}, blendshape_provider: 'dear' } });
    assert.deepEqual(upstream.requests[0].body, { character_id: 'c', transport: 'livekit' });
  });

  it('has one character where it is told so', async () => {
    const { ask } = await started({ CONVAI_CHARACTER_ID: 'character-1' });
    assert.equal((await ask(CONNECT, { body: {} })).status, 200);
    assert.equal(upstream.requests[0].body.character_id, 'character-1');
    const other = await ask(CONNECT, { body: { character_id: 'character-2' } });
    assert.deepEqual([other.status, other.json.detail], [422, 'This server is for another character.']);
    assert.equal(upstream.requests.length, 1);
  });

  it('refuses what is no connect request', async () => {
    const { ask } = await started();
    const deep = `{"character_id":"c","audio_config":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;
    const texts = ['', 'no json', '[]', 'null', '"text"', deep, '{}', '{"character_id":7}'];
    const statuses = [];
    for (const text of texts) statuses.push((await ask(CONNECT, { text })).status);
    assert.deepEqual(statuses, [422, 400, 400, 400, 400, 400, 422, 422]);
    assert.deepEqual(upstream.requests, []);
  });

  it('serves nothing else', async () => {
    const { ask } = await started();
    assert.equal((await ask('/')).status, 404);
    assert.equal((await ask('/__proto__')).status, 404);
    assert.equal((await ask(TOKEN, { method: 'GET' })).status, 405);
    assert.deepEqual(upstream.requests, []);
  });
});

describe('tokenServer and origins', () => {
  it('refuses pages that are not on the list, and who names none', async () => {
    const { ask } = await started();
    for (const origin of [
      'https://evil.example',
      'https://shop.example.evil.example',
      'http://shop.example',
      'null',
      '',
    ]) {
      const answer = await ask(TOKEN, { origin });
      assert.equal(answer.status, 403, origin);
      assert.match(answer.json.detail, /not in ALLOWED_ORIGINS/);
      assert.equal(answer.headers.get('access-control-allow-origin'), null);
    }
    assert.deepEqual(upstream.requests, []);
  });

  it('answers the preflight of those on the list alone', async () => {
    const { ask } = await started({ ALLOWED_ORIGINS: `https://other.example/ , ${ORIGIN}` });
    for (const origin of [ORIGIN, 'https://other.example']) {
      const { status, headers } = await ask(CONNECT, { method: 'OPTIONS', origin });
      assert.equal(status, 204);
      assert.equal(headers.get('access-control-allow-origin'), origin);
      assert.equal(headers.get('access-control-allow-methods'), 'POST');
      assert.match(headers.get('access-control-allow-headers'), /Content-Type/);
      assert.equal(headers.get('vary'), 'Origin');
    }
    const { status, headers } = await ask(CONNECT, { method: 'OPTIONS', origin: 'https://evil.example' });
    assert.equal(status, 403);
    assert.equal(headers.get('access-control-allow-origin'), null);
    assert.equal(headers.get('access-control-allow-headers'), null);
  });
});

describe('tokenServer and its settings', () => {
  it('says at the start what is on and what is missing, and answers 503 with it', async () => {
    const { ask } = await started({ CONVAI_API_KEY: '', LIVEAVATAR_CONTEXT_ID: ' ' });
    const greeting = lines.join('\n');
    assert.match(greeting, /http:\/\/127\.0\.0\.1:\d+ for pages of https:\/\/shop\.example/);
    assert.match(greeting, /\/liveavatar\/token\s+off \(503\): set LIVEAVATAR_CONTEXT_ID$/m);
    assert.match(greeting, /\/convai\/connect\s+off \(503\): set CONVAI_API_KEY$/m);
    const answers = [await ask(TOKEN), await ask(CONNECT, { body: CONNECT_REQUEST })];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [503, 503],
    );
    assert.match(answers[0].json.detail, /LIVEAVATAR_CONTEXT_ID missing/);
    assert.match(answers[1].json.detail, /CONVAI_API_KEY missing/);
    assert.deepEqual(upstream.requests, []);
  });

  it('refuses settings that would be unsafe', () => {
    const refused = (env, why) => assert.throws(() => tokenServer(env, { log: () => undefined }), why);
    refused({ ALLOWED_ORIGINS: '*' }, /ALLOWED_ORIGINS: "\*" is no origin/);
    refused({ ALLOWED_ORIGINS: ',' }, /ALLOWED_ORIGINS names no page: set an origin/);
    refused({ ALLOWED_ORIGINS: 'shop.example' }, /is no origin/);
    refused({ CONVAI_API_URL: 'http://live.convai.example' }, /CONVAI_API_URL must begin with https/);
    refused({ LIVEAVATAR_API_URL: 'nonsense' }, /LIVEAVATAR_API_URL must begin with https/);
    assert.throws(
      () => tokenServer({ CONVAI_API_KEY: `${CONVAI_KEY}\nmore` }),
      ({ message }) => /CONVAI_API_KEY is no key/.test(message) && !message.includes(CONVAI_KEY),
    );
  });

  it('refuses what is too short for a key, without showing it', () => {
    for (const key of ['a', 'key', '--------a']) {
      assert.throws(() => tokenServer({ CONVAI_API_KEY: key }), {
        message: 'CONVAI_API_KEY is no key: it is too short.',
      });
    }
  });

  it('says that the page has to name a character', async () => {
    const { ask, port } = await started();
    const { json } = await ask(CONNECT, { body: {} });
    assert.match(json.detail, /^The token server was told no character\. Set `character-id`/);
    assert.match(lines.join('\n'), /\/convai\/connect {2}on, for Convai; the page names its `character-id`$/m);
    const status = await fetch(`http://127.0.0.1:${port}/status`, { headers: { origin: ORIGIN } });
    assert.deepEqual((await status.json())[CONNECT], { missing: [], asks: ['character-id'] });
  });
});

describe('avatar-ptt token-server', () => {
  const command = fileURLToPath(new URL('../../bin/avatar-ptt.mjs', import.meta.url));
  const file = fileURLToPath(new URL('../../demo/token-server.mjs', import.meta.url));
  const env = { PATH: process.env.PATH, CONVAI_API_KEY: CONVAI_KEY };
  /** What it says at its start, until it tells where to talk. */
  const greetingOf = async (args, more = {}) => {
    const child = execFile(process.execPath, args, { env: { ...env, ...more } });
    let said = '';
    for await (const text of child.stdout) {
      said += text;
      if (said.includes('clouds.html')) break;
    }
    child.kill();
    return said;
  };
  /** The one line that it ends with. */
  const endOf = async (args, more = {}) => {
    const failing = execFile(process.execPath, [command, ...args], { env: { ...env, ...more } });
    let said = '';
    failing.stderr.on('data', (text) => (said += text));
    const [code] = await once(failing, 'close');
    assertNoSecret(said);
    assert.deepEqual([code, said.split('\n').length], [1, 2], said);
    return said.trim();
  };

  it('starts on any port and tells where to talk', async () => {
    for (const [args, more] of [
      [[command, 'token-server', '--port', '0']],
      [[command, 'token-server'], { PORT: '0' }],
      [[file], { PORT: '0' }],
    ]) {
      const said = await greetingOf(args, more);
      assert.match(said, /^Tokens at http:\/\/127\.0\.0\.1:\d+ for pages of http:\/\/localhost:8000/);
      assert.match(said, /talk at http:\/\/localhost:8000\/demo\/clouds\.html/);
      assertNoSecret(said);
    }
  });

  it('helps', async () => {
    for (const flag of ['--help', '-h']) {
      const asked = execFile(process.execPath, [command, 'token-server', flag]);
      let said = '';
      asked.stdout.on('data', (text) => (said += text));
      const [code] = await once(asked, 'close');
      assert.equal(code, 0);
      assert.match(said, /^avatar-ptt token-server .*ALLOWED_ORIGINS/s);
    }
  });

  it('stops with one line when it cannot', async () => {
    const taken = createServer();
    taken.listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address();
    assert.equal(
      await endOf(['token-server', '--port', String(port)]),
      `Port ${port} is taken, perhaps by a token server that runs already. Choose another with --port, or --port 0 for any that is free.`,
    );
    await new Promise((resolve) => taken.close(resolve));
    assert.match(await endOf(['token-server'], { ALLOWED_ORIGINS: '*' }), /is no origin/);
    assert.match(
      await endOf(['token-server'], { CONVAI_API_KEY: 'a' }),
      /^CONVAI_API_KEY is no key: it is too short\.$/,
    );
    assert.match(await endOf(['token-server', '--port', '70000']), /^The port is "70000"; allowed/);
    assert.match(await endOf(['token-server', '--host', '192.0.2.1']), /^192\.0\.2\.1 is no address/);
    assert.match(await endOf(['token-server', '--host', CONVAI_KEY]), /^What --host names is no address/);
    assert.match(await endOf(['token-server', '--key', 'x']), /Unknown option '--key'/);
    assert.match(await endOf([]), /^There are two commands: avatar-ptt token-server and avatar-ptt judge;/);
  });
});

describe('tokenServer and its limits', () => {
  it('takes 10 requests a minute from an address, both routes together', async () => {
    let at = 0;
    const { ask } = await started({}, { now: () => at });
    for (let i = 0; i < 10; i++) {
      at += 1000;
      assert.equal((await ask(i % 2 ? TOKEN : CONNECT, { body: CONNECT_REQUEST })).status, 200);
    }
    const answer = await ask(TOKEN);
    assert.equal(answer.status, 429);
    assert.equal(answer.headers.get('retry-after'), '51');
    assert.equal(answer.headers.get('access-control-allow-origin'), ORIGIN);
    assert.equal(upstream.requests.length, 10);
    at = 61_000;
    assert.equal((await ask(TOKEN)).status, 200);
  });

  it('refuses a body over 64 kB, announced or not, and takes one of 64 kB', async () => {
    const { ask, port } = await started();
    const bytes = (length) => JSON.stringify({ character_id: 'c' }).padEnd(length);
    assert.equal((await ask(CONNECT, { text: bytes(65_537) })).status, 413);
    const head = `POST ${CONNECT} HTTP/1.1\r\nHost: x\r\nOrigin: ${ORIGIN}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    // The end of the body never comes.
    const raw = await firstOf(port, `${head}11000\r\n${bytes(0x11000)}\r\n`);
    assert.match(raw, /^HTTP\/1\.1 413 /);
    assert.deepEqual(upstream.requests, []);
    assert.equal((await ask(CONNECT, { text: bytes(65_536) })).status, 200);
  });

  it('goes on after a client that leaves in the middle', async () => {
    const { ask, port } = await started();
    const socket = connect(port, '127.0.0.1');
    socket.write(`POST ${CONNECT} HTTP/1.1\r\nHost: x\r\nOrigin: ${ORIGIN}\r\nContent-Length: 500\r\n\r\n{"char`, () =>
      socket.destroy(),
    );
    await once(socket, 'close');
    assert.equal((await ask(TOKEN)).status, 200);
    assert.match(lines.at(-1), /token: 200$/);
    assert.ok(!lines.some((line) => line.includes('500')));
  });
});

describe('tokenServer and clients that leave', () => {
  const bodyOf = (text) => `Content-Length: ${text.length}\r\n\r\n${text}`;
  const head = (path) => `POST ${path} HTTP/1.1\r\nHost: x\r\nOrigin: ${ORIGIN}\r\n`;
  const isLogged = async (words) => {
    while (!words.test(lines.at(-1))) await new Promise((resolve) => setImmediate(resolve));
  };

  it('makes no session for one that left before its request was read', async () => {
    const { port } = await started();
    const socket = connect(port, '127.0.0.1');
    socket.write(`${head(CONNECT)}Content-Length: 500\r\n\r\n{"char`, () => socket.destroy());
    await isLogged(/its client has left$/);
    assert.deepEqual(upstream.requests, []);
  });

  for (const leaving of ['end', 'destroy']) {
    it(`gives up what the service has not made yet, and says so (${leaving})`, async () => {
      const { port } = await started();
      upstream.answer = null;
      const given = once(upstream.server, 'request');
      const socket = connect(port, '127.0.0.1');
      socket.write(head(TOKEN) + bodyOf('{}'));
      const [{ socket: asking }] = await given;
      const isOver = once(asking, 'close');
      socket[leaving]();
      await isOver;
      await isLogged(/POST \/liveavatar\/token: its client has left$/);
    });
  }
});

describe('rateLimit', () => {
  const times = (count, work) => Array.from({ length: count }, work);

  it('counts each address by itself, and its minute from its first request', () => {
    let at = 0;
    const waitSecsOf = rateLimit(() => at);
    assert.deepEqual(
      times(11, () => waitSecsOf('a')),
      [...times(10, () => 0), 60],
    );
    at = 30_000;
    assert.equal(waitSecsOf('b'), 0);
    assert.equal(waitSecsOf('a'), 30);
    at = 60_000;
    assert.deepEqual(
      times(11, () => waitSecsOf('a')),
      [...times(10, () => 0), 60],
    );
    assert.deepEqual(
      times(10, () => waitSecsOf('b')),
      [...times(9, () => 0), 30],
    );
  });

  it('remembers 10,000 addresses and lets the oldest go first', () => {
    const waitSecsOf = rateLimit(() => 0);
    const exhaust = (address) => times(11, () => waitSecsOf(address)).at(-1);
    exhaust('first');
    exhaust('second');
    times(9998, (_, i) => waitSecsOf(`other ${i}`));
    assert.deepEqual([waitSecsOf('first'), waitSecsOf('second')], [60, 60]);
    waitSecsOf('one more');
    assert.deepEqual([waitSecsOf('second'), waitSecsOf('first')], [60, 0]);
  });
});

describe('tokenServer and services that fail', () => {
  it('says what was refused and what to do, and no word of the service', async () => {
    const { ask } = await started();
    const loc = ['body', 'vad_params', 'confidence', 'not-sent'];
    const refused = { loc, msg: 'Input should be at most 1', input: 'private words' };
    upstream.answer = { status: 422, body: { detail: [refused, refused, { loc: {} }, null], request_trace_id: 'x' } };
    const convai = await ask(CONNECT, { body: { ...CONNECT_REQUEST, vad_params: { confidence: 2 } } });
    assert.equal(convai.status, 422);
    assert.deepEqual(Object.keys(convai.json), ['detail']);
    assert.match(convai.json.detail, /^Convai answered 422\. It refused vad_params\.confidence\. Check the ids/);
    upstream.answer = { status: 400, body: { code: 4000, data: [{ message: 'voice_id is required' }], message: {} } };
    const liveAvatar = await ask(TOKEN);
    assert.equal(liveAvatar.status, 400);
    assert.match(liveAvatar.json.detail, /^LiveAvatar answered 400 \(code 4000\)\. Check the ids and settings\./);
    for (const [status, advice] of [
      [404, /belong to the account/],
      [429, /limit is reached/],
      [503, /Try again later/],
    ]) {
      upstream.answer = { status, body: { code: 6789, detail: 'private words', message: [{}] } };
      const { json } = await ask(TOKEN);
      assert.match(json.detail, new RegExp(`^LiveAvatar answered ${status}\\.`));
      assert.match(json.detail, advice);
    }
    assert.doesNotMatch(lines.join(), /private|required|at most|object Object/);
  });

  it('says that its own key is wrong, and no word of the service about it', async () => {
    const { ask } = await started();
    for (const status of [401, 403]) {
      upstream.answer = { status, body: { detail: `Invalid key ${CONVAI_KEY.slice(0, 12)}…` } };
      const answer = await ask(CONNECT, { body: CONNECT_REQUEST });
      assert.equal(answer.status, 502);
      assert.equal(answer.json.detail, `Convai refused this server's key (${status}). Check CONVAI_API_KEY.`);
    }
  });

  it('keeps back a key in any answer', async () => {
    const { ask } = await started({}, { now: eachMinute() });
    const leaking = { detail: `key ${CONVAI_KEY}`, message: LIVEAVATAR_KEY, request_trace_id: CONVAI_KEY };
    // Cut to its length, half of the key would be left.
    const cut = { detail: `${'x'.repeat(285)}${CONVAI_KEY}` };
    const passedOn = [400, 404, 429];
    for (const status of [200, 401, 500, ...passedOn]) {
      for (const body of [
        leaking,
        cut,
        { ...CONVAI_ANSWER, ...leaking },
        { data: { session_token: LIVEAVATAR_KEY } },
      ]) {
        upstream.answer = { status, body };
        const statuses = [(await ask(TOKEN)).status, (await ask(CONNECT, { body: CONNECT_REQUEST })).status];
        const expected = passedOn.includes(status) ? status : 502;
        assert.deepEqual(statuses, [expected, expected]);
      }
    }
  });

  it('gives no answer on that holds a part of the key, however good it is', async () => {
    const { ask } = await started({}, { now: eachMinute() });
    upstream.answer = { status: 200, body: { ...CONVAI_ANSWER, note: `used ${CONVAI_KEY.slice(0, 24)}` } };
    const { status, json } = await ask(CONNECT, { body: CONNECT_REQUEST });
    assert.equal(status, 502);
    assert.equal(json.detail, 'Convai answered with a part of CONVAI_API_KEY, which stays here.');
  });

  it('gives on no word that could hold a part of a key, however it is written', async () => {
    const { ask } = await started({ LIVEAVATAR_API_KEY: UUID_KEY }, { now: eachMinute() });
    upstream.answer = { status: 400, body: { message: 'nothing' } };
    const { json: usual } = await ask(TOKEN);
    const line = lines.at(-1);
    for (const written of [
      ...[
        UUID_KEY.toUpperCase(),
        UUID_KEY.replaceAll('-', ''),
        UUID_KEY.slice(0, 13),
        '3c90****',
        '…052a',
        '3c9...52a',
      ],
      ...['3c90xxxxxxxx', '3c90####', '3c90____052a', '3c90••••', 'ending in 052a', 'starting with 3c90'],
      ...['base64', 'base64url', 'hex'].map((encoding) => Buffer.from(UUID_KEY).toString(encoding)),
      ...[/./g, /-/g].map((some) => UUID_KEY.replaceAll(some, percent)),
      [...UUID_KEY].map((letter) => String.fromCodePoint(letter.codePointAt(0) + 0xfee0)).join(''),
      [...UUID_KEY].reverse().join(''),
    ]) {
      for (const body of [
        { message: `Bad key ${written}`, request_trace_id: written },
        { detail: [{ loc: ['body', written], msg: written, type: written }, written] },
        { data: { [written]: written }, code: written },
      ]) {
        upstream.answer = { status: 400, body };
        assert.deepEqual((await ask(TOKEN)).json, usual);
        assert.equal(lines.at(-1), line);
      }
    }
  });

  it('gives no good answer on with an encoded or masked key in one of its fields', async () => {
    const { ask } = await started({}, { now: eachMinute() });
    const key = CONVAI_KEY;
    for (const hidden of [
      ...['base64', 'base64url', 'hex'].map((encoding) => `a${Buffer.from(`?${key}`).toString(encoding)}`),
      Buffer.from(JSON.stringify({ key: Buffer.from(key).toString('base64') })).toString('base64url'),
      ...[[...key].map(percent).join(''), 'planted_____3210', 'xxxxxx3210'],
    ]) {
      for (const field of ['token', 'session_id']) {
        upstream.answer = { status: 200, body: { ...CONVAI_ANSWER, [field]: hidden } };
        assert.equal((await ask(CONNECT, { body: CONNECT_REQUEST })).status, 502, hidden);
      }
    }
  });

  it('gives only known fields of a good answer on, and only as ids and addresses', async () => {
    const { ask } = await started();
    const more = { note: 'key ends in 3210', session_id: 'key 3210', room_name: '…3210', end_user_metadata: { a: 1 } };
    upstream.answer = { status: 200, body: { ...CONVAI_ANSWER, ...more } };
    const { json } = await ask(CONNECT, { body: CONNECT_REQUEST });
    const { token, room_url, character_session_id, request_trace_id, end_user_id } = CONVAI_ANSWER;
    assert.deepEqual(json, { token, room_url, character_session_id, request_trace_id, end_user_id });
  });

  it('quotes no address with a part of the key in it', async () => {
    const { ask } = await started();
    const origin = `https://${CONVAI_KEY.slice(0, 12)}.example`;
    const { status, json } = await ask(TOKEN, { origin });
    assert.deepEqual([status, json.detail], [403, 'The origin of this request ("…") is not in ALLOWED_ORIGINS.']);
    assert.throws(
      () => tokenServer({ CONVAI_API_KEY: CONVAI_KEY, ALLOWED_ORIGINS: CONVAI_KEY }),
      ({ message }) => /ALLOWED_ORIGINS: "…" is no origin/.test(message),
    );
  });

  it('reads no answer without end', async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(((sent += 65_536), 65_536))),
    });
    const { ask } = await started({}, { fetch: async () => new Response(endless) });
    const { status, json } = await ask(TOKEN);
    assert.deepEqual([status, json.detail], [502, 'LiveAvatar answered with more than 262144 bytes.']);
    assert.ok(sent < 1_000_000, `${sent} bytes were read`);
  });

  it('waits no longer for an answer that trickles', async () => {
    const { ask } = await started({}, { timeoutMs: 50 });
    upstream.server.removeAllListeners('request').on('request', (_request, response) => {
      const trickle = setInterval(() => response.write(' '), 5);
      response.once('close', () => clearInterval(trickle));
    });
    assert.equal((await ask(TOKEN)).status, 504);
  });

  it('answers 502 to what is no answer', async () => {
    const { ask } = await started();
    for (const body of [{}, [], 'text', null, { data: { session_token: 7 } }, { token: 't' }]) {
      upstream.answer = { body };
      assert.equal((await ask(body?.token ? CONNECT : TOKEN, { body: CONNECT_REQUEST })).status, 502);
    }
    upstream.answer = { status: 503, body: { detail: 'down' } };
    const { status, json } = await ask(TOKEN);
    assert.deepEqual([status, json.detail], [502, 'LiveAvatar answered 503. Try again later.']);
  });

  it('follows no redirect, since the key would go along', async () => {
    const elsewhere = await startUpstream();
    const { ask } = await started();
    upstream.answer = { status: 307, headers: { location: `${elsewhere.url}/connect` }, body: {} };
    assert.equal((await ask(CONNECT, { body: CONNECT_REQUEST })).status, 502);
    assert.deepEqual(elsewhere.requests, []);
  });

  it('answers 504 to a service that does not answer, and 502 when there is none', async () => {
    const { ask } = await started({}, { timeoutMs: 50 });
    upstream.answer = null;
    const late = await ask(TOKEN);
    assert.deepEqual([late.status, late.json.detail], [504, 'LiveAvatar did not answer in time. Try again.']);
    await closed(upstream.server);
    const gone = await ask(CONNECT, { body: CONNECT_REQUEST });
    assert.deepEqual([gone.status, gone.json.detail], [502, "Convai can't be reached from this server."]);
  });

  it('tells nothing of an error that quotes the key', async () => {
    const failing = () => Promise.reject(new TypeError(`bad header ${CONVAI_KEY}`));
    const { ask } = await started({}, { fetch: failing });
    assert.equal((await ask(CONNECT, { body: CONNECT_REQUEST })).status, 502);
    assert.match(lines.at(-1), /^POST \/convai\/connect: 502 Convai can't be reached/);
  });

  it('logs so many refusals a minute, and how many more there were', async () => {
    let at = 1;
    const { ask } = await started({}, { now: () => at });
    const before = lines.length;
    for (let i = 0; i < 70; i++) await ask('/nowhere');
    await ask(TOKEN);
    assert.equal(lines.length, before + 61);
    assert.match(lines.at(-1), /token: 200$/);
    at += 60_000;
    await ask('/nowhere');
    assert.match(lines.at(-2), /^10 more refusals were left out\.$/);
    assert.match(lines.at(-1), /^Another path: 404/);
  });

  it('logs one line a request, without control characters', async () => {
    const { ask } = await started();
    const before = lines.length;
    upstream.answer = { status: 400, body: { message: 'one\r\ntwo\u001b[31m' } };
    await ask(TOKEN);
    await ask(TOKEN, { origin: 'https://evil\u009b.example' });
    assert.equal(lines.length, before + 2);
    for (const line of lines) assert.doesNotMatch(line, /\p{Cc}/u);
  });

  it('writes nothing that turns a line around, also when it does not start', async () => {
    const file = fileURLToPath(new URL('../../demo/token-server.mjs', import.meta.url));
    const env = { PATH: process.env.PATH, ALLOWED_ORIGINS: 'shop\u202e\u2066\u200b\u2028.example' };
    const failing = execFile(process.execPath, [file], { env });
    let said = '';
    failing.stderr.on('data', (text) => (said += text));
    await once(failing, 'close');
    assert.match(said, /^ALLOWED_ORIGINS: "shop {4}\.example" is no origin/);
  });
});

describe('tokenServer and the tag', () => {
  let tab;
  before(async () => {
    tab = await openPage({ sound: noise(1) });
  });
  after(() => tab.close());

  it('gives the tag what it asks for, from a page of another origin', async () => {
    const { port } = await started({ ALLOWED_ORIGINS: new URL(tab.page.url()).origin });
    const given = await tab.page.evaluate(askAsTheTag, { base: `http://127.0.0.1:${port}`, body: CONNECT_REQUEST });
    const address = { url: 'wss://room.example', token: 'room-token', characterSessionId: 'conversation-1' };
    assert.deepEqual(given, { sessionToken: 'session-token-1', withoutToken: address, withToken: address });
    assert.deepEqual(tab.problems, []);
  });

  it('gives a page nothing that is not on the list', async () => {
    const { port } = await started();
    const given = await tab.page.evaluate(askAsTheTag, { base: `http://127.0.0.1:${port}`, body: CONNECT_REQUEST });
    const refused = 'service-unreachable';
    assert.deepEqual(given, { sessionToken: refused, withoutToken: refused, withToken: refused });
    assert.deepEqual(upstream.requests, []);
  });
});

/** Runs in the page: what the providers do with `token-url` and `connect-url`, or the codes of their errors. */
async function askAsTheTag({ base, body }) {
  const { sessionTokenOf } = await import('/src/providers/cloud/session-token.ts');
  const { askToConnect } = await import('/src/providers/convai/convai-api.ts');
  const { signal } = new AbortController();
  const codeOf = ({ code }) => code;
  const connect = (token) => askToConnect(`${base}/convai/connect`, token, body, signal).catch(codeOf);
  return {
    sessionToken: await sessionTokenOf({ tokenUrl: `${base}/liveavatar/token` }, signal).catch(codeOf),
    withoutToken: await connect(''),
    withToken: await connect('a-token-as-well'),
  };
}

/** The server, listening, with all set up, and `ask` as a page would. */
async function started(env = {}, options = {}) {
  const all = {
    ...IDS,
    LIVEAVATAR_API_KEY: LIVEAVATAR_KEY,
    CONVAI_API_KEY: CONVAI_KEY,
    LIVEAVATAR_API_URL: upstream.url,
    CONVAI_API_URL: `${upstream.url}/`,
    ALLOWED_ORIGINS: ORIGIN,
    ...env,
  };
  const server = tokenServer(all, { log: (line) => lines.push(line), ...options });
  const port = await listening(server);
  const ask = async (path, { method = 'POST', origin = ORIGIN, body, text } = {}) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { ...(origin && { Origin: origin }), ...(body && { 'Content-Type': 'application/json' }) },
      ...(method === 'POST' && { body: text ?? (body && JSON.stringify(body)) }),
    });
    const answer = await response.text();
    assertNoSecret(answer + JSON.stringify([...response.headers]));
    return { status: response.status, headers: response.headers, json: answer ? JSON.parse(answer) : null };
  };
  return { ask, port };
}

/** Stands in for both services. `answer` replaces their usual answers; null is none at all. */
async function startUpstream() {
  const requests = [];
  const usual = {
    '/v1/sessions/token': { code: 1000, data: { session_id: 's', session_token: 'session-token-1' }, message: 'ok' },
    '/connect': CONVAI_ANSWER,
  };
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray();
    requests.push({
      path: request.url,
      key: request.headers['x-api-key'],
      body: JSON.parse(Buffer.concat(chunks).toString()),
    });
    const { answer } = service;
    if (!answer) return;
    const { status = 200, headers = {}, body = usual[request.url] } = answer;
    response.writeHead(status, headers).end(JSON.stringify(body));
  });
  const service = { server, requests, answer: {}, url: `http://127.0.0.1:${await listening(server)}` };
  return service;
}

/** Its port. It is closed after the test. */
async function listening(server) {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.address().port;
}

async function closed(server) {
  if (!server.listening) return;
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

/** What comes back first for these bytes. */
async function firstOf(port, bytes) {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  const [chunk] = await once(socket, 'data');
  socket.destroy();
  return chunk.toString();
}

function percent(letter) {
  return `%${letter.charCodeAt(0).toString(16)}`;
}

/** A clock on which no two requests are within a minute. */
function eachMinute() {
  let at = 0;
  return () => (at += 60_001);
}

function assertNoSecret(text) {
  for (const key of [LIVEAVATAR_KEY, CONVAI_KEY]) assert.ok(!text.includes(key.slice(0, 14)), 'There is a key in it.');
}
