import { expect } from '@open-wc/testing';
import { sessionTokenOf, type TokenSettings } from '../../../src/providers/cloud/session-token.js';
import { codeOf } from '../../session/stand-ins.js';
import { StandInFetch } from './stand-in-room.js';

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl';

describe('sessionTokenOf', () => {
  let web: StandInFetch;
  let signal: AbortSignal;
  const tokenOf = (settings: TokenSettings): Promise<string> => sessionTokenOf(settings, signal);
  const from = (body: unknown, status = 200): Promise<string> => {
    web.answers['/token'] = { body, status };
    return tokenOf({ tokenUrl: '/token', sessionToken: 'another' });
  };
  beforeEach(() => {
    web = new StandInFetch();
    signal = new AbortController().signal;
  });
  afterEach(() => web.restore());

  it('asks the function first, each time anew', async () => {
    let asked = 0;
    const settings = { tokenProvider: () => `token ${++asked}`.replace(' ', '-'), tokenUrl: '/token' };
    expect([await tokenOf(settings), await tokenOf(settings)]).to.deep.equal(['token-1', 'token-2']);
    expect(web.requests).to.have.length(0);
  });

  for (const body of [
    JWT,
    ` ${JWT}\n`,
    { session_token: JWT },
    { data: { session_token: JWT } },
    { token: JWT },
    { apiAuthToken: JWT, expirationTime: 1 },
    `"${JWT}"`,
    `Bearer ${JWT}`,
  ]) {
    it(`takes ${JSON.stringify(body).slice(0, 30)}… from the address`, async () => {
      expect(await from(body)).to.equal(JWT);
    });
  }

  it('reads a Response of the function, and says so where it can not', async () => {
    expect(await tokenOf({ tokenProvider: () => Response.json({ token: JWT }) })).to.equal(JWT);
    const refused = tokenOf({ tokenProvider: () => new Response('', { status: 401 }) });
    expect(String(await refused.catch((thrown: unknown) => thrown))).to.contain('return its text or JSON');
  });

  it('says that what came is no token, and does not ask for a setting that is there', async () => {
    for (const given of [{}, { token: 42 }, '[object Object]', 'two words']) {
      expect(await codeOf(tokenOf({ tokenProvider: () => given }))).to.equal('token-failed');
    }
    expect(await codeOf(tokenOf({ sessionToken: 'undefined' }))).to.equal('token-failed');
  });

  it('takes the one in the page', async () => {
    expect(await tokenOf({ sessionToken: JWT })).to.equal(JWT);
  });

  it('says where no token came from', async () => {
    expect(await codeOf(tokenOf({}))).to.equal('token-missing');
    for (const bad of [from('', 200), from('<!doctype html>'), from({ data: 7 }), from({ session_token: JWT }, 500)]) {
      expect(await codeOf(bad)).to.equal('token-failed');
    }
    expect(await codeOf(tokenOf({ tokenUrl: '/nowhere' }))).to.equal('service-unreachable');
    expect(await codeOf(tokenOf({ tokenProvider: () => Promise.reject(new Error('No.')) }))).to.equal('token-failed');
  });

  for (const [words, body] of [
    ['The key is missing.', { detail: 'The key is missing.' }],
    ['Log in first.', { message: 'Log in\nfirst.\u0000' }],
    ['body.origin Unknown', { detail: [{ loc: ['body', 'origin'], msg: 'Unknown' }] }],
  ] as const) {
    it(`promise 34: says what your server said: ${words}`, async () => {
      const error = await from(body, 503).catch((thrown: unknown) => thrown);
      expect(error).to.have.property('message').that.contains(`it answered 503. It said: ${words}`);
    });
  }

  it('repeats no more of it than a person reads', async () => {
    const error = await from({ detail: 'x'.repeat(5000) }, 500).catch((thrown: unknown) => thrown);
    expect(error).to.have.property('message').with.property('length').below(500);
  });

  it('ends with the connection, also while a function thinks', async () => {
    const giveUp = new AbortController();
    const waiting = sessionTokenOf({ tokenProvider: () => new Promise(() => {}) }, giveUp.signal);
    giveUp.abort();
    expect(await codeOf(waiting)).to.equal('aborted');
  });

  for (const key of [
    '3c90c3cc-0d44-4b50-8888-8dd25736052a',
    'sk_live_0123456789',
    'hg-0123456789',
    'NTI5YmQ4ZmItMTcwMDAwMDAwMA==',
    '0123456789abcdef0123456789abcdef',
    '0123456789abcdef0123456789abcdef01234567',
    '0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef',
    '"3c90c3cc-0d44-4b50-8888-8dd25736052a"',
    "'3C90C3CC-0D44-4B50-8888-8DD25736052A'",
    'Bearer 3c90c3cc-0d44-4b50-8888-8dd25736052a',
    'bearer  "3c90c3cc-0d44-4b50-8888-8dd25736052a"',
    '"Bearer 3c90c3cc-0d44-4b50-8888-8dd25736052a"',
    '{3c90c3cc-0d44-4b50-8888-8dd25736052a}',
    ' sk-0123456789 ',
  ]) {
    it(`promise 34: refuses "${key.slice(0, 8)}…" as the key it is, and does not repeat it`, async () => {
      const error = await tokenOf({ sessionToken: key }).catch((thrown: unknown) => thrown);
      expect(error).to.have.property('code', 'api-key-refused');
      expect(error).to.have.property('message').that.does.not.contain(key);
    });
  }

  it('takes a UUID where tokens are UUIDs, and refuses other keys there', async () => {
    const uuid = '3c90c3cc-0d44-4b50-8888-8dd25736052a';
    const body = { apiAuthToken: uuid, expirationTime: '2999-01-01T00:00:00' };
    web.answers['/token'] = { body };
    for (const settings of [
      { sessionToken: uuid },
      { tokenUrl: '/token' },
      { tokenProvider: () => Promise.resolve(body) },
      { tokenProvider: () => JSON.stringify({ data: body }) },
    ]) {
      expect(await sessionTokenOf(settings, signal, { uuid: 'token' })).to.equal(uuid);
      expect(await codeOf(sessionTokenOf(settings, signal))).to.equal('api-key-refused');
    }
    const hex = '0123456789abcdef0123456789abcdef';
    expect(await codeOf(sessionTokenOf({ sessionToken: hex }, signal, { uuid: 'token' }))).to.equal('api-key-refused');
  });

  it('asks once more for a token that is over, and sends none that is', async () => {
    const over = { session_token: JWT, expires_at: 1_600_000_000 };
    const given: object[] = [over, { session_token: JWT }, over, over];
    const settings = { tokenProvider: () => given.shift() ?? '' };
    expect(await tokenOf(settings)).to.equal(JWT);
    expect(await codeOf(tokenOf(settings))).to.equal('token-expired');
    expect(given).to.have.length(0);
    expect(await codeOf(from(over))).to.equal('token-expired');
    expect(web.paths()).to.deep.equal(['/token', '/token']);
  });

  it('says so when a web page came in place of a token', async () => {
    for (const status of [200, 404]) {
      const error = await from('<!doctype html><title>token</title>', status).catch((thrown: unknown) => thrown);
      expect(error).to.have.property('code', 'token-failed');
      expect(String(error)).to.contain('answered with a web page: is the address right?');
    }
  });

  it('tells a limit from a failure', async () => {
    for (const status of [402, 429]) expect(await codeOf(from({ detail: 'No.' }, status))).to.equal('usage-limit');
  });

  it('says once who refused, and why', async () => {
    const detail = 'LiveAvatar answered 400. It said: voice_id is required';
    const error = await from({ detail }, 400).catch((thrown: unknown) => thrown);
    expect(error).to.have.property('message', `${location.host} gave no session token. ${detail}`);
  });

  it('names what else would do', async () => {
    const asked = sessionTokenOf({}, signal, { instead: '`connect-url`, ' });
    const error = await asked.catch((thrown: unknown) => thrown);
    expect(error).to.have.property('message').that.contains('Set `connect-url`, `token-url`');
  });

  for (const address of ['https://[secret', 'http://user:secret@host:secret/', 'https://:secret@/?key=secret']) {
    it(`does not show an address that is none: ${address}`, async () => {
      const error = await tokenOf({ tokenUrl: address }).catch((thrown: unknown) => thrown);
      expect(error).to.have.property('code', 'invalid-option');
      expect(`${String(error)} ${String((error as Error).cause)}`).to.not.contain('secret');
    });
  }

  it('shows the host alone of an address', async () => {
    const address = 'https://user:secret@tokens.test/secret?key=secret#secret';
    const error = await tokenOf({ tokenUrl: address }).catch((thrown: unknown) => thrown);
    expect(String(error)).to.contain('tokens.test did not answer').and.not.contain('secret');
  });
});
