// Every policy that a page may have: the recipes of docs/policies.md, run as they stand there, each also without any one of
// its allowances; and what a person reads where no recipe can help.
import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { browserArgs, browserPath } from '../../tools/browser.mjs';
import { openPage } from './harness.mjs';
import { cdn, sendFile, sendPage, serve } from './package-server.mjs';
import { lessAllowed, recipes } from './recipes.mjs';
import { smallTalk } from './wav.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sound = smallTalk();
const all = recipes();

const SCRIPT = '<script type="module" src="/avatar-ptt/avatar-ptt.min.js"></script>';
const TALK = `${SCRIPT}<avatar-ptt></avatar-ptt>`;
const ISOLATED = 'Cross-Origin-Embedder-Policy';
// Chromium asks for a gesture before sound, as it does for people.
const args = ['--autoplay-policy=document-user-activation-required', '--host-resolver-rules=MAP a.example localhost'];

/**
 * What the servers answer now: the page, the page in its frame, whether the worker's file has the isolating header, and
 * what is wrong with the detector's numbers.
 */
const served = {
  page: { headers: {}, markup: '' },
  frame: { headers: {}, markup: TALK },
  isWorkerIsolated: true,
  numbers: '',
};
let app;
let pages;
let talk;
let files;

before(async () => {
  app = await bundled();
  pages = await serve((request, response) => answer(served.page, request, response));
  talk = await serve((request, response) => answer(served.frame, request, response));
  files = await serve(({ url }, response) => sendFile(url, response));
});
after(() => Promise.all([pages, talk, files].map((server) => server.close())));

describe('promise 20: the recipes of docs/policies.md', () => {
  let tab;
  before(async () => {
    tab = await openPage({ sound, args });
    // Hands-free waits for a pause in the sound, and for the detector.
    tab.page.setDefaultTimeout(60_000);
  });
  after(() => tab.close());

  for (const [title, recipe] of all) {
    it(`${title}: talks`, async () => {
      served.isWorkerIsolated = true;
      assert.equal(await outcome(tab.page, recipe), 'talked');
      assert.deepEqual(tab.problems.splice(0), []);
      const isIsolated = await tab.page.evaluate(() => crossOriginIsolated);
      assert.equal(isIsolated, ISOLATED in recipe.headers);
    });

    for (const [taken, less] of lessAllowed(recipe)) {
      it(`${title}: needs ${taken}`, async () => {
        assert.notEqual(await outcome(tab.page, less), 'talked');
        tab.problems.splice(0);
      });
    }
  }

  it('Cross-origin isolation: needs the header on the worker', async () => {
    served.isWorkerIsolated = false;
    const told = await outcome(tab.page, all.get('Cross-origin isolation'));
    assert.match(told, /^talked with silero-v5: .*the page's own thread.*Cross-Origin-Embedder-Policy/);
    served.isWorkerIsolated = true;
    tab.problems.splice(0);
  });
});

describe('promise 20: a page where it can not work', () => {
  let tab;
  before(async () => {
    tab = await openPage({ sound, args });
  });
  after(() => tab.close());

  const csp = (policy) => ({ 'Content-Security-Policy': policy });
  const iframe = (attributes) => ({
    headers: {},
    markup: `<iframe src="https://talk.example/" ${attributes}></iframe>`,
  });
  const cases = {
    'is not secure': [{ markup: TALK }, /over https:\/\/ or on localhost/, 'microphone-insecure', 'a.example'],
    'is in a page that is not secure': [
      iframe('allow="microphone; autoplay"'),
      /each page around it/,
      'microphone-insecure',
      'a.example',
    ],
    'is in an iframe without the attribute': [iframe(''), /allow="microphone; autoplay"/, 'microphone-policy'],
    'is in a sandbox': [
      iframe('sandbox="allow-scripts" allow="microphone *; autoplay *"'),
      /allow-same-origin/,
      'microphone-sandboxed',
    ],
    'sandboxes itself': [
      { headers: csp('sandbox allow-scripts'), markup: TALK },
      /allow-same-origin/,
      'microphone-sandboxed',
    ],
    'forbids itself the microphone': [
      { headers: { 'Permissions-Policy': 'microphone=()' }, markup: TALK },
      /microphone=\(self\)/,
      'microphone-header',
    ],
    "forbids a bundle's worklet": [
      {
        headers: csp("script-src 'self'"),
        markup: '<script type="module" src="/app.js"></script><avatar-ptt></avatar-ptt>',
      },
      /blob: in script-src.*worklet-url/,
      'worklet-blocked',
    ],
    "forbids the script's worklet": [
      { headers: csp("script-src 'nonce-x'"), markup: TALK.replace('<script', '<script nonce="x"') },
      /capture\.worklet.*'strict-dynamic' beside a nonce/,
      'worklet-blocked',
    ],
    "forbids the script's parts": [
      { headers: csp(`script-src https://pages.example/avatar-ptt/avatar-ptt.min.js`), markup: TALK },
      /the page's script-src/,
      'load-failed',
    ],
  };

  for (const [name, [page, words, code, host]] of Object.entries(cases)) {
    it(`${name}: says why, and what to do`, async () => {
      const told = await outcome(tab.page, { headers: {}, ...page }, host);
      assert.match(told, words);
      assert.ok(told.startsWith(`${code}: `), told);
      tab.problems.splice(0);
    });
  }

  const STRICT = all.get('As strict as it gets');
  const HANDS_FREE = SCRIPT + '<avatar-ptt mode="hands-free"></avatar-ptt>';
  const workers = {
    'trusted types without a name for the worker': [
      { headers: all.get('Trusted types').headers, markup: HANDS_FREE },
      /trusted-types needs avatar-ptt/,
    ],
    'no worker from another origin': [
      {
        headers: csp('script-src https://cdn.example'),
        markup:
          '<script src="https://cdn.example/avatar-ptt.classic.min.js"></script><avatar-ptt mode="hands-free"></avatar-ptt>',
      },
      /worker-src needs blob:/,
    ],
    'a bundle whose worker is no file': [
      { ...STRICT, markup: STRICT.markup.replace(/ worker-url="[^"]*"/, '') },
      /worker-src needs blob:/,
    ],
    "a worker's file that is not there": [
      { ...STRICT, markup: STRICT.markup.replace(/worker-url="[^"]*"/, 'worker-url="/nowhere.js"') },
      /nowhere\.js can't be reached/,
    ],
  };
  for (const [name, [recipe, words]] of Object.entries(workers)) {
    it(`${name}: hears by the same network on the page's own thread, and says why`, async () => {
      const told = await outcome(tab.page, recipe);
      assert.match(told, /^talked with silero-v5: It runs on the page's own thread\. /);
      assert.match(told, words);
      tab.problems.splice(0);
    });
  }

  for (const numbers of ['missing', 'cut short', 'answered with a page', 'blocked']) {
    it(`numbers that are ${numbers}: hears by loudness, and says why`, async () => {
      served.numbers = numbers;
      const told = await outcome(tab.page, { headers: csp("script-src 'self'"), markup: HANDS_FREE });
      served.numbers = '';
      assert.match(told, /^talked with energy: Voice detection is off\. Its numbers did not load\. .*serve all files/);
      tab.problems.splice(0);
    });
  }

  it('is a file beside its script: says to serve it', async () => {
    const file = path.join(root, '.cache', 'policies.html');
    mkdirSync(path.dirname(file), { recursive: true });
    const script = pathToFileURL(`${cdn}avatar-ptt.classic.min.js`);
    writeFileSync(
      file,
      `<!doctype html><title>A file</title><script src="${script}"></script><avatar-ptt></avatar-ptt>`,
    );
    await tab.page.goto(pathToFileURL(file).href);
    assert.match(await reached(tab.page.mainFrame(), tab.page), /^load-failed: .*needs a web server/);
    rmSync(file);
  });
});

describe('a browser that keeps nothing', () => {
  it('talks, and the inspector says what is lost', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'avatar-ptt-'));
    mkdirSync(path.join(folder, 'Default'));
    const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
    writeFileSync(path.join(folder, 'Default', 'Preferences'), JSON.stringify(preferences));
    const context = await chromium.launchPersistentContext(folder, {
      executablePath: browserPath(),
      args: browserArgs(),
    });
    try {
      const [page] = context.pages();
      const inspector =
        '<script type="module" src="/avatar-ptt/avatar-inspector.min.js"></script><avatar-inspector></avatar-inspector>';
      assert.equal(await outcome(page, { headers: {}, markup: TALK + inspector }), 'talked');
      await assert.rejects(
        page.evaluate(() => localStorage.length),
        /denied/,
      );
      await page.getByRole('tab', { name: 'Tuning' }).click();
      await page.getByText('This browser keeps nothing here').waitFor();
      await page.getByRole('tab', { name: 'Recordings' }).click();
      await page.getByText('Recordings are kept in memory until the page is closed').waitFor();
      await page.getByRole('button', { name: 'Record', exact: true }).click();
      const stop = page.getByRole('button', { name: 'Stop recording' });
      await stop.waitFor();
      assert.ok(await page.getByText('Recordings are kept in memory until the page is closed').isVisible());
      await stop.click();
      await page.getByText('Only until the page is closed').waitFor();
    } finally {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** Opens a page and talks in it: `talked`, by which detector if not as wanted, or what a person reads instead. */
async function outcome(page, recipe, host = 'localhost') {
  served.page = { headers: mapped(recipe.headers), markup: withOrigins(recipe.markup) };
  await page.goto(`http://${host}:${pages.port}/`);
  const frame = page.frames().find((one) => one.url().startsWith(talk.origin)) ?? page.mainFrame();
  return reached(frame, page);
}

async function reached(frame, page) {
  const start = frame.getByRole('button', { name: 'Start conversation' });
  const isShown = await start.waitFor({ timeout: 3000 }).then(
    () => true,
    () => false,
  );
  if (!isShown) return 'no tag';
  await frame.evaluate(watchTag);
  await start.click();
  await frame.waitForFunction(() => window.told || document.querySelector('avatar-ptt').session?.state.isSoundFlowing);
  const button = frame.getByRole('button', { name: 'Hold to talk' });
  // A turn that falls into a stumble of the sound device comes to nothing, and is said once more.
  for (let turns = 3; turns > 0 && (await button.isVisible()); turns--) {
    await button.hover();
    await page.mouse.down();
    await page.waitForTimeout(900);
    await page.mouse.up();
    const isTold = frame.waitForFunction(() => window.told, null, { timeout: 10_000 });
    if (await isTold.catch(() => false)) break;
  }
  await frame.waitForFunction(() => window.told);
  return frame.evaluate(() => window.told);
}

/** Notes the first of: an error, a whole turn, and why its detector did not run as wanted. Runs in the page. */
function watchTag() {
  const tag = document.querySelector('avatar-ptt');
  const tell = (text) => (window.told ??= text);
  // Short enough for the pauses of the sound.
  tag.setAttribute('stop-secs', '0.4');
  tag.addEventListener('session-error', ({ code, message }) => tell(`${code}: ${message}`));
  tag.addEventListener('lock-change', ({ releaseReason }) => {
    if (releaseReason !== 'turn-completed') return;
    const { name, reason } = (tag.mode === 'hands-free' && tag.session.detector) || { reason: '' };
    tell(reason ? `talked with ${name}: ${reason}` : 'talked');
  });
}

function answer({ headers, markup }, { url }, response) {
  if (url === '/') return sendPage(markup, response, headers);
  if (url === '/app.js') return response.writeHead(200, { 'content-type': 'text/javascript' }).end(app);
  if (url === '/capture.worklet.js' || url === '/detector.worker.js') {
    return response.writeHead(200, { 'content-type': 'text/javascript' }).end(readFileSync(`${root}dist${url}`));
  }
  if (served.numbers && url.includes('/silero-v5-')) return answerDamaged(url, response);
  const isIsolated = served.isWorkerIsolated && url.includes('/detector.worker');
  return sendFile(url.replace(/^\/avatar-ptt/, ''), response, isIsolated ? { [ISOLATED]: 'require-corp' } : {});
}

function answerDamaged(url, response) {
  switch (served.numbers) {
    case 'missing':
      return response.writeHead(404).end();
    case 'cut short': {
      // Under another address, too.
      const file = readFileSync(cdn + url.replace('/avatar-ptt/', '').split('?')[0], 'utf8');
      return response.writeHead(200, { 'content-type': 'text/javascript' }).end(file.slice(0, file.length / 2));
    }
    case 'blocked':
      // Another origin is not what the page allows.
      return response.writeHead(302, { location: `${files.origin}${url.replace('/avatar-ptt', '')}` }).end();
    default:
      return sendPage('Not found', response);
  }
}

function mapped(headers) {
  // The pages here name an icon, so that nobody asks for one.
  const values = Object.entries(headers).map(([name, value]) => [
    name,
    name === 'Content-Security-Policy' ? `${withOrigins(value)}; img-src data:` : withOrigins(value),
  ]);
  return Object.fromEntries(values);
}

function withOrigins(text) {
  return text
    .replaceAll('https://cdn.example', files.origin)
    .replaceAll('https://talk.example', talk.origin)
    .replaceAll('https://pages.example', pages.origin);
}

/** The package as a bundler puts it into one file. */
async function bundled() {
  const { outputFiles } = await build({
    stdin: { contents: "import 'avatar-ptt/define';", resolveDir: root },
    bundle: true,
    format: 'esm',
    write: false,
    // Ours leads to the sources.
    tsconfigRaw: '{}',
  });
  return outputFiles[0].text;
}
