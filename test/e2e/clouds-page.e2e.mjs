// The demo's page for the clouds: what it says of the token server, under its strict policy. No cloud is reached.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { tokenServer } from '../../demo/token-server.mjs';
import { openPage } from './harness.mjs';
import { silence } from './sounds.mjs';

// The address that the page and its policy name; requests to it are led to a server of the test, or nowhere.
const ADDRESS = 'http://127.0.0.1:8787';
const LIVEAVATAR = {
  LIVEAVATAR_API_KEY: 'liveavatar-key',
  LIVEAVATAR_AVATAR_ID: 'avatar',
  LIVEAVATAR_CONTEXT_ID: 'context',
};
const CONVAI = { CONVAI_API_KEY: 'convai-key' };

describe('the page for the clouds', () => {
  let tab;
  let page;
  let avatar;
  let origin;
  let cloud;
  const asked = [];
  const servers = [];
  before(async () => {
    tab = await openPage({
      sound: silence(1),
      file: 'demo/index.html',
      context: { viewport: { width: 1280, height: 900 } },
    });
    page = tab.page;
    avatar = page.locator('avatar-ptt');
    origin = new URL(page.url()).origin;
    cloud = await listening(
      createServer((request, response) => {
        asked.push(request.url);
        request.resume();
        response.writeHead(402, { 'content-type': 'application/json' }).end('{"message":"No credits are left."}');
      }),
    );
  });
  after(async () => {
    await tab.close();
    for (const server of servers) server.closeAllConnections();
    for (const server of servers) server.close();
  });

  /** The server's address on the loopback, once it listens. */
  async function listening(server) {
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${server.address().port}`;
  }

  /** A token server in the place where the page looks for it; without settings there is none. */
  async function serve(env) {
    await page.unroute(`${ADDRESS}/**`);
    if (!env) return page.route(`${ADDRESS}/**`, (route) => route.abort('connectionrefused'));
    const settings = { ALLOWED_ORIGINS: origin, LIVEAVATAR_API_URL: cloud, CONVAI_API_URL: cloud, ...env };
    const url = await listening(tokenServer(settings, { log: () => undefined }));
    return page.route(`${ADDRESS}/**`, (route) => route.continue({ url: route.request().url().replace(ADDRESS, url) }));
  }

  const said = () => page.locator('#server [role=status]');
  const lookAgain = () => page.getByRole('button', { name: 'Look again' }).click();
  const pick = (name) => page.getByRole('radio', { name }).check({ force: true });
  /** The console says of itself which requests failed; what else it says is wrong. */
  const problems = () =>
    tab.problems.splice(0).filter((problem) => !/^Failed to load|ERR_CONNECTION_REFUSED/.test(problem));

  it('says how to start the token server where there is none', async () => {
    await serve(null);
    await page.getByRole('link', { name: 'LiveAvatar or Convai' }).click();
    await said().getByText(`No token server answers at ${ADDRESS}.`).waitFor();
    const command = await said().getByLabel('Command').innerText();
    for (const name of Object.keys(LIVEAVATAR)) assert.ok(command.includes(`${name}=…`), command);
    assert.ok(command.includes(`ALLOWED_ORIGINS=${origin}`), command);
    assert.ok(command.endsWith('node demo/token-server.mjs'), command);
    assert.deepEqual(problems(), []);
  });

  it('says so when the server is for other pages', async () => {
    await serve({ ...LIVEAVATAR, ALLOWED_ORIGINS: 'http://localhost:1' });
    await lookAgain();
    await said().getByText(`not for pages of ${origin}`).waitFor();
    const other = problems().filter((problem) => !/CORS policy|ERR_FAILED|ERR_ABORTED/.test(problem));
    assert.deepEqual(other, []);
  });

  it('names what the server lacks, for the service that is picked', async () => {
    await serve(CONVAI);
    await lookAgain();
    await said()
      .getByText(`lacks ${Object.keys(LIVEAVATAR).join(', ')}`)
      .waitFor();
    await pick('Convai');
    await said().getByText('needs to know the character').waitFor();
    assert.deepEqual(problems(), []);
  });

  it('asks for the character, unless the server has one', async () => {
    await page.getByLabel('Character of Convai').fill('c-2');
    await page.getByLabel('Character of Convai').press('Enter');
    await said().getByText('It is ready. Press').waitFor();
    await page.getByLabel('Character of Convai').fill('');
    await page.getByLabel('Character of Convai').press('Enter');
    await said().getByText('type its id above').waitFor();
    await serve({ ...CONVAI, CONVAI_CHARACTER_ID: 'c-1' });
    await lookAgain();
    await said().getByText('It is ready. Press').waitFor();
    assert.deepEqual(problems(), []);
  });

  it('shows what it has set', async () => {
    await page.getByLabel('Character of Convai').fill('c-1');
    await page.getByLabel('Character of Convai').press('Enter');
    const markup = page.locator('#markup code');
    assert.equal(
      (await markup.innerText()).split('\n').slice(1).join(' '),
      `<avatar-ptt   provider="convai"   character-id="c-1" ></avatar-ptt> <script>   document.querySelector('avatar-ptt').connectUrl = '${ADDRESS}/convai/connect'; </script>`,
    );
    await pick('LiveAvatar');
    assert.match(await markup.innerText(), /tokenUrl = 'http:\/\/127\.0\.0\.1:8787\/liveavatar\/token';/);
    const set = await avatar.evaluate((tag) => [tag.provider, tag.tokenUrl, tag.hasAttribute('character-id')]);
    assert.deepEqual(set, ['liveavatar', `${ADDRESS}/liveavatar/token`, false]);
  });

  it('asks no cloud until somebody starts a conversation', () => assert.deepEqual(asked, []));

  it('gets to the cloud by the server, and tells when it refuses', async () => {
    await serve(LIVEAVATAR);
    await lookAgain();
    await said().getByText('It is ready.').waitFor();
    await avatar.getByRole('button', { name: 'Start conversation' }).click();
    await page.waitForFunction(() => document.querySelector('avatar-ptt').connectionState === 'failed');
    assert.deepEqual(asked, ['/v1/sessions/token']);
    await avatar.getByText('127.0.0.1:8787 gives no more session tokens now').waitFor();
    assert.deepEqual(problems(), []);
  });

  it('asks its own server where that passes requests on', async () => {
    const url = await listening(tokenServer({ ...LIVEAVATAR, ALLOWED_ORIGINS: origin }, { log: () => undefined }));
    const passOn = async (route) => {
      const { pathname } = new URL(route.request().url());
      const headers = { ...route.request().headers(), origin };
      const response = await route.fetch({ url: url + pathname.replace('/token-server', ''), headers });
      return route.fulfill({ response });
    };
    await page.route('**/token-server/**', passOn);
    await lookAgain();
    await page.waitForFunction(() => document.querySelector('avatar-ptt').tokenUrl.includes('/token-server/'));
    await said().getByText('It is ready.').waitFor();
    assert.match(await page.locator('#markup code').innerText(), /tokenUrl = '\/token-server\/liveavatar\/token'/);
    await page.unroute('**/token-server/**', passOn);
    assert.deepEqual(problems(), []);
  });

  it('lets the tag ask the clouds, and nobody else', async () => {
    const isAllowed = (url) =>
      page.evaluate(async (address) => {
        let isBlocked = false;
        const note = () => (isBlocked = true);
        document.addEventListener('securitypolicyviolation', note);
        await fetch(address, { mode: 'no-cors' }).catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, 50));
        document.removeEventListener('securitypolicyviolation', note);
        return !isBlocked;
      }, url);
    await page.route(/liveavatar\.com|livekit\.cloud/, (route) => route.abort());
    assert.equal(await isAllowed('https://api.liveavatar.com/v1/sessions/start'), true);
    assert.equal(await isAllowed('https://room.livekit.cloud/settings/regions'), true);
    assert.equal(await isAllowed('https://elsewhere.example/'), false);
  });

  it('is no wider than a small phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    for (const name of ['LiveAvatar', 'Convai']) {
      await pick(name);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, name);
    }
  });
});
