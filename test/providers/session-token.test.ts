import { expect } from '@open-wc/testing';
import { sessionTokenOf, type TokenSettings } from '../../src/providers/session-token.js';
import { codeOf } from '../session/stand-ins.js';
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

  for (const body of [JWT, ` ${JWT}\n`, { session_token: JWT }, { data: { session_token: JWT } }, { token: JWT }]) {
    it(`takes ${JSON.stringify(body).slice(0, 30)}… from the address`, async () => {
      expect(await from(body)).to.equal(JWT);
    });
  }

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
    it(`pain 34: says what your server said: ${words}`, async () => {
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
  ]) {
    it(`pain 34: refuses "${key.slice(0, 8)}…" as the key it is, and does not repeat it`, async () => {
      const error = await tokenOf({ sessionToken: key }).catch((thrown: unknown) => thrown);
      expect(error).to.have.property('code', 'api-key-refused');
      expect(error).to.have.property('message').that.does.not.contain(key);
    });
  }
});
