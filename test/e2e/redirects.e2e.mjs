// A service that sends a request elsewhere: what was in it must not go there.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openPage } from './harness.mjs';
import { sendFile, sendPage, serve } from './package-server.mjs';
import { smallTalk } from './wav.mjs';

const SECRET = 'a-secret-token';
const SCRIPT = '<script type="module" src="/avatar-ptt.min.js"></script><avatar-ptt></avatar-ptt>';

describe('a request that is sent elsewhere', () => {
  let tab;
  let own;
  let foreign;
  let asked;
  before(async () => {
    tab = await openPage({ sound: smallTalk() });
    foreign = await serve(({ url, headers }, response) => {
      asked.push([url, headers]);
      response.writeHead(200, { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }).end('{}');
    });
    own = await serve(({ url }, response) => {
      if (url === '/') return sendPage(SCRIPT, response);
      const [, status] = /^\/moved-(\d+)/.exec(url) ?? [];
      return status ? response.writeHead(status, { location: foreign.origin }).end() : sendFile(url, response);
    });
  });
  after(() => Promise.all([tab, own, foreign].map((one) => one.close())));

  const givers = {
    'liveavatar, its API': { provider: 'liveavatar', sessionToken: SECRET, apiUrl: 'MOVED' },
    'liveavatar, the token': { provider: 'liveavatar', tokenUrl: 'MOVED' },
    'convai, its API': { provider: 'convai', characterId: 'c', sessionToken: SECRET, apiUrl: 'MOVED' },
    'convai, your server': { provider: 'convai', characterId: 'c', connectUrl: 'MOVED' },
  };
  for (const status of [301, 302, 303, 307, 308]) {
    for (const [name, properties] of Object.entries(givers)) {
      it(`${name}, by ${status}: is not followed, and a person reads why`, async () => {
        asked = [];
        await tab.page.goto(own.origin);
        const told = await tab.page.evaluate(connectWith, [properties, `${own.origin}/moved-${status}`]);
        assert.match(told, /^service-unreachable: localhost:\d+ sends elsewhere/);
        assert.deepEqual(asked, []);
        tab.problems.splice(0);
      });
    }
  }
});

/** What connecting is refused with; runs in the page. */
async function connectWith([properties, moved]) {
  await customElements.whenDefined('avatar-ptt');
  const tag = document.querySelector('avatar-ptt');
  for (const [name, value] of Object.entries(properties)) tag[name] = value === 'MOVED' ? moved : value;
  return tag.connect().then(
    () => 'connected',
    ({ code, message }) => `${code}: ${message}`,
  );
}
