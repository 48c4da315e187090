// What is loaded on demand: a part that fails once is asked for again, and one that was changed on its way is refused.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { openPage } from './harness.mjs';
import { cdn, sendFile, sendPage, serve } from './package-server.mjs';
import { smallTalk } from './wav.mjs';

const INSPECTOR = '<script type="module" src="/avatar-inspector.min.js"></script><avatar-inspector></avatar-inspector>';
const TAGS = { module: 'type="module" src="/avatar-ptt.min.js"', classic: 'src="/avatar-ptt.classic.min.js"' };
const hashes = JSON.parse(readFileSync(`${cdn}integrity.json`, 'utf8'));

describe('what is loaded on demand', () => {
  let tab;
  let page;
  let server;
  /** What a test does to the answers of the server, by the address. */
  let spoil;
  let asked;
  let isBack;
  before(async () => {
    tab = await openPage({ sound: smallTalk() });
    page = tab.page;
    page.setDefaultTimeout(8000);
    server = await serve((request, response) => {
      const { url } = request;
      asked.push(url);
      if (url.startsWith('/page')) return sendPage(decodeURIComponent(url.split('?')[1]), response);
      if (!spoil(url, response)) sendFile(url, response);
      return undefined;
    });
  });
  after(() => Promise.all([tab, server].map((one) => one.close())));

  const open = async (markup, how = () => false) => {
    spoil = how;
    asked = [];
    await page.goto(`${server.origin}/page?${encodeURIComponent(markup)}`);
  };
  /** Fails until the network is back. */
  const failing = (part, how) => {
    isBack = false;
    return (url, response) => {
      if (!url.includes(part) || isBack) return false;
      if (how === 'dropped') response.destroy();
      else response.writeHead(how).end();
      return true;
    };
  };
  const start = () => page.getByRole('button', { name: /Start conversation|Try again/ }).click();
  const isConnected = () =>
    page.waitForFunction(() => document.querySelector('avatar-ptt').connectionState === 'connected');
  const alert = (text) => page.getByRole('alert').getByText(text).first().waitFor();

  for (const [name, attributes] of Object.entries(TAGS)) {
    const tag = `<script ${attributes}></script><avatar-ptt></avatar-ptt>`;
    for (const part of ['create-session', 'conversation-parts', 'local-']) {
      for (const how of ['dropped', 503, 404]) {
        it(`${name}: asks again for ${part}, ${how} at first`, async () => {
          await open(tag, failing(part, how));
          await start();
          await alert('reload the page');
          isBack = true;
          await start();
          await isConnected();
          tab.problems.splice(0);
        });
      }
    }
  }

  it('asks at another address where the browser keeps the failure', async () => {
    await open(`<script ${TAGS.module}></script><avatar-ptt></avatar-ptt>`, (url, response) => {
      if (!/create-session[^?]*$/.test(url)) return false;
      response.writeHead(503).end();
      return true;
    });
    await start();
    await isConnected();
    // One copy of it, however many asked: with a press, a focus and a click.
    const addresses = asked.filter((url) => url.includes('create-session') && url.includes('?'));
    assert.deepEqual(
      addresses.map((url) => url.split('?')[1]),
      ['1'],
    );
    tab.problems.splice(0);
  });

  it('reads another language as soon as it is there', async () => {
    const tag = `<script ${TAGS.module}></script><avatar-ptt lang="de"></avatar-ptt>`;
    await open(tag, failing('/de-', 503));
    await page.getByRole('button', { name: 'Start conversation' }).waitFor();
    isBack = true;
    await page.getByRole('button', { name: 'Unterhaltung starten' }).waitFor();
    tab.problems.splice(0);
  });

  for (const part of ['recording-store', 'recorder']) {
    it(`records once ${part} is there, and says so until then`, async () => {
      const tags = `<script ${TAGS.module}></script><avatar-ptt></avatar-ptt>${INSPECTOR}`;
      await open(tags, failing(`chunks/${part}-`, 503));
      await page.getByRole('tab', { name: 'Recordings' }).click();
      const record = page.getByRole('button', { name: 'Record', exact: true });
      // The list of recordings is read first, and what is said of it moves the button.
      if (part === 'recording-store') await page.getByText('A part of the inspector could not be loaded.').waitFor();
      // It fails at its address, then at another; what is asked for after that may succeed.
      const failed = page.waitForResponse(
        (response) => response.url().includes(`chunks/${part}-`) && /\?\d+$/.test(response.url()),
      );
      await record.click();
      await failed;
      await page.getByText('A part of the inspector could not be loaded.').waitFor();
      if (part === 'recording-store') assert.equal(await page.getByText('Looking for recordings').count(), 0);
      isBack = true;
      await record.click();
      await page.getByRole('button', { name: 'Stop recording' }).waitFor();
      tab.problems.splice(0);
    });
  }

  describe('promise 33: with the hashes of an import map', () => {
    const integrity = Object.fromEntries(Object.entries(hashes).map(([file, hash]) => [`/${file}`, hash]));
    const map = `<script type="importmap">${JSON.stringify({ integrity })}</script>`;
    const changed = (part) => (url, response) => {
      if (!url.includes(part)) return false;
      const file = readFileSync(cdn + new URL(url, 'http://x').pathname.slice(1), 'utf8');
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(`${file}\nwindow.isEvil = true;`);
      return true;
    };

    for (const [name, attributes] of Object.entries(TAGS)) {
      const tag = `${map}<script ${attributes}></script><avatar-ptt></avatar-ptt>`;

      it(`${name}: talks with what was built`, async () => {
        await open(tag);
        await start();
        await isConnected();
        assert.deepEqual(tab.problems.splice(0), []);
      });

      for (const part of ['chunks/create-session', 'chunks/local-']) {
        it(`${name}: refuses a changed ${part}, however often it is asked for`, async () => {
          await open(tag, changed(part));
          for (let tries = 0; tries < 3; tries++) {
            await start();
            await alert('reload the page');
          }
          assert.equal(await page.evaluate(() => window.isEvil), undefined);
          assert.ok(!asked.some((url) => url.startsWith('/chunks') && url.includes('?')));
          tab.problems.splice(0);
        });
      }
    }
  });
});
