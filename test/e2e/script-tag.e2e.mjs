// The files for script tags, as a page gets them that has nothing else of ours: from another origin, under a policy that
// allows that origin and nothing else, as a module and as a classic script.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { despiteStumbles, openPage } from './harness.mjs';
import { cdn, sendFile, sendPage, serve } from './package-server.mjs';
import { smallTalk } from './wav.mjs';

const sound = smallTalk();
const integrity = JSON.parse(readFileSync(`${cdn}integrity.json`, 'utf8'));

const AS_MODULE = 'type="module" src="FILES/avatar-ptt.min.js"';
const AS_CLASSIC = 'src="FILES/avatar-ptt.classic.min.js"';

describe('the script tags, from another origin', () => {
  let tab;
  let page;
  let files;
  let pages;
  let requested;
  before(async () => {
    tab = await openPage({ sound });
    page = tab.page;
    files = await serve(({ url }, response) => sendFile(url, response));
    pages = await serve(({ url }, response) => answer(url, response));
    page.on('request', (request) => request.url().startsWith(files.origin) && requested.push(nameOf(request.url())));
  });
  after(async () => {
    await tab.close();
    await Promise.all([files.close(), pages.close()]);
  });

  /** A page whose policy allows scripts from the other origin alone; `FILES` stands for that. */
  const open = async (markup, policy = 'script-src FILES') => {
    requested = [];
    const query = new URLSearchParams({
      markup: withFiles(markup),
      policy: withFiles(`default-src 'none'; img-src data:; ${policy}`),
    });
    await page.goto(`${pages.origin}/?${query}`);
  };
  const withFiles = (text) => text.replaceAll('FILES', files.origin);
  const talk = async () => {
    await page.getByRole('button', { name: 'Start conversation' }).click();
    await page.waitForFunction(() => document.querySelector('avatar-ptt').session?.state.isSoundFlowing);
    await despiteStumbles(async () => assert.equal(await holdButton(), 'turn-completed'));
  };
  /** Why the lock let go after a turn said with the mouse. */
  const holdButton = async () => {
    const released = page.evaluate(() => {
      const tag = document.querySelector('avatar-ptt');
      const isOver = ({ releaseReason }) => releaseReason !== undefined;
      return new Promise((resolve) =>
        tag.addEventListener('lock-change', (event) => isOver(event) && resolve(event.releaseReason)),
      );
    });
    await page.getByRole('button', { name: 'Hold to talk' }).hover();
    await page.mouse.down();
    await page.waitForTimeout(900);
    await page.mouse.up();
    return released;
  };
  const isClean = () => assert.deepEqual(tab.problems.splice(0), []);

  for (const [name, attributes] of Object.entries({ 'a module': AS_MODULE, 'a classic script': AS_CLASSIC })) {
    const file = /FILES\/([\w.-]+)/.exec(attributes)[1];

    it(`show the button as ${name} with one file, and talk`, async () => {
      await open(`<script ${attributes} integrity="${integrity[file]}" crossorigin></script><avatar-ptt></avatar-ptt>`);
      await page.getByRole('button', { name: 'Start conversation' }).waitFor();
      assert.deepEqual(requested, [file]);
      await talk();
      assert.deepEqual(
        requested.filter((other) => other.startsWith('avatar-ptt')),
        [file],
        'the chunks ask for the file again',
      );
      isClean();
    });
  }

  it('give a classic page what a module exports', async () => {
    await open(`<script ${AS_CLASSIC}></script><avatar-ptt></avatar-ptt>`);
    assert.deepEqual(await page.evaluate(() => [avatarPtt.AvatarPtt.version, typeof avatarPtt.registerProvider]), [
      JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version,
      'function',
    ]);
    isClean();
  });

  it('load the rest from the base that the page sets', async () => {
    const markup = '<script src="/avatar-ptt.classic.min.js"></script><avatar-ptt></avatar-ptt>';
    await open(markup, "script-src 'self' FILES");
    await page.evaluate((base) => (document.querySelector('avatar-ptt').assetBase = base), files.origin);
    assert.deepEqual(requested, []);
    await talk();
    assert.ok(requested.some((file) => file.startsWith('chunks/create-session')));
    isClean();
  });

  it("load nothing from another origin that markup names, nor does the page's own tag then", async () => {
    const markup = `<script src="/avatar-ptt.classic.min.js"></script><avatar-ptt></avatar-ptt>
      <avatar-ptt lang="de" asset-base="FILES" worklet-url="FILES/evil.js" worker-url="FILES/evil.js"></avatar-ptt>`;
    await open(markup, "script-src 'self' FILES");
    const [own, evil] = [page.locator('avatar-ptt').first(), page.locator('avatar-ptt').last()];
    await evil.getByRole('alert').getByText('Set another one by script').first().waitFor();
    for (const tag of [own, evil]) await tag.getByRole('button').first().click();
    await own.getByRole('alert').waitFor();
    assert.deepEqual(requested, []);
    // What it still asks its own origin for in vain belongs to this test.
    await page.goto('about:blank');
    tab.problems.splice(0);
  });

  it('say what is wrong with a base that is no address', async () => {
    await open(`<script ${AS_CLASSIC}></script><avatar-ptt asset-base="http://["></avatar-ptt>`);
    await page.getByRole('alert').getByText('asset-base can only be an address').waitFor();
    isClean();
  });

  it('share a page with another version of themselves, and the first wins', async () => {
    const scripts = [AS_CLASSIC, 'src="FILES/9.9.9/avatar-ptt.classic.min.js"', AS_MODULE];
    await open(`${scripts.map((one) => `<script ${one}></script>`).join('')}<avatar-ptt></avatar-ptt>`);
    await talk();
    isClean();
  });

  it('show the inspector as a classic script beside the tag', async () => {
    const scripts = [AS_CLASSIC, 'src="FILES/avatar-inspector.classic.min.js"'];
    const markup = scripts.map((one) => `<script ${one}></script>`).join('');
    // Watching, it also wants the voice detector: a worker that imports from the other origin.
    const policy = 'script-src FILES; worker-src blob:';
    await open(`${markup}<avatar-ptt></avatar-ptt><avatar-inspector></avatar-inspector>`, policy);
    await page.getByRole('grid', { name: 'Events' }).waitFor();
    const [tag, inspector, ...parts] = requested;
    assert.deepEqual([tag, inspector], ['avatar-ptt.classic.min.js', 'avatar-inspector.classic.min.js']);
    assert.ok(parts.every((name) => name.startsWith('chunks/')));
    await page.getByRole('tab', { name: 'Tuning' }).click();
    await page.getByRole('slider', { name: 'Silence that ends the turn' }).first().waitFor();
    await talk();
    isClean();
  });
});

function nameOf(url) {
  return new URL(url).pathname.slice(1);
}

function answer(url, response) {
  const { pathname, searchParams } = new URL(url, 'http://x');
  // The script alone, for a page that has the rest elsewhere.
  if (pathname === '/avatar-ptt.classic.min.js') return sendFile(url, response);
  if (pathname !== '/') return response.writeHead(404).end();
  return sendPage(searchParams.get('markup'), response, { 'content-security-policy': searchParams.get('policy') });
}
