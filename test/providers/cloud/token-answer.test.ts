import { expect } from '@open-wc/testing';
import { isOver, readToken } from '../../../src/providers/cloud/token-answer.js';

const jwt = (claims: string): string => `e30.${btoa(claims).replaceAll('+', '-').replaceAll('/', '_')}.c2ln`;
const AT = Date.UTC(2040, 0, 2, 3, 4, 5);

describe('readToken', () => {
  for (const expiry of [
    AT,
    AT / 1000,
    String(AT / 1000),
    '2040-01-02T03:04:05Z',
    '2040-01-02T05:04:05+02:00',
    // Without a zone, as a server in Python writes its own time.
    '2040-01-02T03:04:05.000000',
    '2040-01-02 03:04:05',
    'Mon, 02 Jan 2040 03:04:05 GMT',
  ]) {
    it(`reads ${expiry} as a moment`, () => {
      const answer = { apiAuthToken: 'a', expirationTime: expiry };
      for (const given of [answer, JSON.stringify(answer), { data: answer }]) {
        expect(readToken(given)).to.deep.equal({ token: 'a', expiresAtMs: AT });
      }
    });
  }

  it('lets a date last until its day is over', () => {
    const { expiresAtMs } = readToken({ token: 'a', expires_at: '2040-01-02' });
    expect(expiresAtMs).to.equal(Date.UTC(2040, 0, 3) - 1);
  });

  it('reads what a JSON web token says of itself', () => {
    const token = jwt(JSON.stringify({ exp: AT / 1000, name: '¿Quién? ÿÿÿ' }));
    for (const given of [token, `Bearer ${token}`, { session_token: token }]) {
      expect(readToken(given)).to.deep.equal({ token, expiresAtMs: AT });
    }
  });

  for (const given of [
    ...[3600, -1, 0, null, {}, [AT], 'soon', '3600', '', Number.NaN, Infinity].map((expirationTime) => ({
      token: 'a',
      expirationTime,
    })),
    ...['a.b.c', 'a..c', jwt('null'), jwt('[]'), jwt('{"exp":"never"}'), jwt('{"exp":{}}')],
  ]) {
    it(`takes a token whose end nobody can read: ${JSON.stringify(given)}`, () => {
      const { token, expiresAtMs } = readToken(given);
      expect([token !== '', expiresAtMs]).to.deep.equal([true, null]);
    });
  }

  for (const given of [
    'undefined',
    'null',
    '[object Object]',
    'two words',
    'two\nlines',
    { token: 'null' },
    undefined,
    null,
    7,
    [],
    {},
    { token: 7 },
    { data: 'a' },
    '',
    '  ',
    () => 'a',
    '{"token":{}}',
  ]) {
    it(`finds no token in ${typeof given === 'function' ? 'a function' : JSON.stringify(given)}`, () => {
      expect(readToken(given)).to.deep.equal({ token: '', expiresAtMs: null });
    });
  }
});

describe('isOver', () => {
  it('compares with the clock, and believes in no end that nobody told', () => {
    const now = Date.now();
    const over = [now - 1000, now + 60_000, null].map((expiresAtMs) => isOver({ token: 'a', expiresAtMs }));
    expect(over).to.deep.equal([true, false, false]);
  });
});
