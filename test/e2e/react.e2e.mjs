// The React components, from what was built: rendered on a server, brought to life in Chromium, and treated as React
// treats what it shows. With the oldest React that they are for and with the newest.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { installBeside } from '../../tools/install.mjs';
import { openPage } from './harness.mjs';
import { serve } from './package-server.mjs';
import { bundle, imported } from './react/bundle.mjs';
import { smallTalk } from './wav.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = path.join(here, '..', '..');
const TURN = ['turn-start pointer', 'turn-end release'];

const VERSIONS = {
  18: () => installBeside('react-18', path.join(here, 'react-18')) && path.join(root, '.cache/react-18/node_modules'),
  19: () => path.join(root, 'node_modules'),
};

for (const [version, modulesOf] of Object.entries(VERSIONS)) {
  const modules = modulesOf();
  const skip = modules ? false : 'is not installed yet, and the npm registry can not be reached';

  describe(`avatar-ptt/react in React ${version}`, { skip }, () => {
    let app;
    let page;
    before(async () => {
      app = await openApp(modules);
      page = app.page;
    });
    after(() => app.close());
    // What a page leaves unfinished when it goes is no problem of the next.
    beforeEach(async () => {
      await page.goto('about:blank');
      app.problems.splice(0);
    });
    const isQuiet = () => assert.deepEqual(app.problems, []);

    describe('on a server', () => {
      it('renders the tag with its attributes and its children', () => {
        const { html } = app.rendered({});
        const tag =
          '<avatar-ptt id="librarian" class="wide" stop-secs="2.5"><p slot="poster">The librarian</p></avatar-ptt>';
        assert.ok(html.includes(tag), html);
      });

      it('says nothing', () => {
        assert.deepEqual(app.rendered({}).said, []);
      });
    });

    for (const how of ['server', 'client']) {
      describe(`rendered by the ${how} first`, () => {
        it('has its attributes, properties and children', async () => {
          await app.open({ how });
          await app.startsWith('Begin');
          assert.deepEqual(await page.evaluate(whatIsSet), {
            id: 'librarian',
            className: 'wide',
            pressStyle: 'hybrid',
            noTextInput: true,
            stopSecs: 2.5,
            releaseTailMs: 200,
            token: 'a token',
            poster: 'The librarian',
          });
          assert.deepEqual(await page.evaluate(() => window.recovered), []);
          isQuiet();
        });

        it('gives its ref the element, and takes it back', async () => {
          await app.open({ how });
          assert.ok(await page.evaluate(() => window.avatarRef.current === document.querySelector('avatar-ptt')));
          await app.change({ isMounted: false });
          assert.equal(await page.evaluate(() => window.avatarRef.current), null);
        });

        it('tells a turn said with the mouse held, and closes the microphone when it is unmounted', async () => {
          await app.open({ how });
          await app.begin();
          await app.sayTurn();
          await app.seen(TURN);
          await app.change({ isMounted: false });
          await app.microphoneCloses();
          isQuiet();
        });

        it('has one conversation although StrictMode starts it twice', async () => {
          await app.open({ how, isEager: true });
          await app.soundFlows();
          const states = await page.evaluate(() => window.connections);
          assert.deepEqual(states, ['connecting', 'disconnected', 'connecting', 'connected']);
          assert.equal(await app.liveTracks(), 1);
          isQuiet();
        });
      });
    }

    describe('its listeners', () => {
      for (const name of eventsOfTheTag()) {
        const prop = name.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase());
        it(`on${prop} hears ${name}, and the newest listener only`, async () => {
          await app.open({});
          const heard = await page.evaluate(hearEvent, { name, prop: `on${prop}` });
          assert.deepEqual(heard, [`newest ${name}`]);
          isQuiet();
        });
      }
    });

    describe('its properties', () => {
      it('leave a mode that a person has chosen until the page asks for another', async () => {
        await app.open({ props: { mode: 'push-to-talk' } });
        await app.begin();
        await page.getByRole('switch', { name: 'Hands-free' }).click();
        await app.seen(['mode-change hands-free']);
        const mode = () => page.evaluate(() => document.querySelector('avatar-ptt').mode);
        await app.change({ props: { mode: 'push-to-talk', 'data-words': 3 } });
        assert.equal(await mode(), 'hands-free');
        await app.change({ props: { mode: 'hands-free' } });
        await app.change({ props: { mode: 'push-to-talk' } });
        assert.equal(await mode(), 'push-to-talk');
      });

      it('are what they were before when they go away or are undefined', async () => {
        const set = { hotkey: 'Space', provider: 'elsewhere', mode: 'hands-free', turnTaking: { preRollMs: 1 } };
        set.turnTaking = { pushToTalkPolicy: { preRollMs: 300 } };
        await app.open({ props: set });
        const now = () => page.evaluate(whatMayGo);
        assert.deepEqual(await now(), ['Space', 'elsewhere', 'hands-free', 300, 2.5]);
        await app.change({ props: { turnTaking: undefined, provider: undefined } });
        assert.deepEqual(await now(), ['', 'local', 'push-to-talk', 0, 2.5]);
        await app.change({ props: { turnTaking: undefined, 'stop-secs': undefined } });
        assert.deepEqual(await now(), ['', 'local', 'push-to-talk', 0, 3]);
        isQuiet();
      });

      it('tell a wrong value once, although the listener renders again', async () => {
        await app.open({ props: { tapMs: -1, mode: 'mumble' } });
        await app.seen(['session-error invalid-option', 'session-error invalid-option']);
      });
    });

    describe('what React hides', () => {
      it('keeps its conversation while Suspense shows something else', async () => {
        await app.open({ how: 'server' });
        await app.begin();
        await page.evaluate(suspend);
        await page.getByText('Please wait').waitFor();
        assert.equal(await app.tag.isVisible(), false);
        assert.equal(await app.liveTracks(), 1);
        await page.evaluate(() => window.resume());
        await page.getByText('Please wait').waitFor({ state: 'detached' });
        assert.deepEqual(await page.evaluate(whatIsKept), { isSameTag: true, isSameSession: true, isFlowing: true });
        await app.sayTurn();
        await app.seen(TURN);
        isQuiet();
      });

      if (version !== '18') {
        it('ends its conversation when Activity hides it, and can start another', async () => {
          await app.open({ how: 'server', isHidden: false });
          await app.begin();
          await app.change({ isHidden: true });
          await app.microphoneCloses();
          assert.equal(await app.tag.count(), 1);
          await app.change({ isHidden: false });
          await app.begin();
          await app.sayTurn();
          await app.seen(TURN);
          isQuiet();
        });
      }
    });

    describe('avatar-ptt/react/inspector', () => {
      it('shows the conversation of the tag that it is for', async () => {
        await page.goto(`${app.origin}/inspector`);
        await page.getByRole('tab', { name: 'Locks' }).waitFor();
        assert.equal(await page.getByRole('tab').count(), 2);
        await page.getByRole('button', { name: 'Start conversation' }).click();
        await app.soundFlows();
        await page.locator('avatar-inspector').getByText('connected').first().waitFor();
        isQuiet();
      });

      it('comes along with nothing else', () => {
        const ofInspector = ({ files }) =>
          files.filter((file) => /dist\/(inspector|react\/avatar-inspector)/.test(file));
        assert.deepEqual(ofInspector(app.bundles.client), []);
        assert.notDeepEqual(ofInspector(app.bundles.inspector), []);
      });
    });
  });
}

describe('the types of avatar-ptt/react', () => {
  it('tell mistakes, and nothing else', () => {
    const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', path.join(here, 'react'), '--pretty', 'false'], {
      encoding: 'utf8',
    });
    const found = [...stdout.matchAll(/^.*?mistakes\.tsx\((\d+),\d+\): error/gm)].map(([, line]) => Number(line));
    const lines = readFileSync(path.join(here, 'react/mistakes.tsx'), 'utf8').split('\n');
    const wrong = lines.flatMap((line, at) => (/\bwrong\b/i.test(line) || line.includes('onWrong') ? [at + 1] : []));
    assert.deepEqual(found, wrong, stdout);
  });
});

function eventsOfTheTag() {
  const { modules } = JSON.parse(readFileSync(path.join(root, 'custom-elements.json'), 'utf8'));
  return modules
    .flatMap(({ declarations }) => declarations)
    .find(({ tagName }) => tagName === 'avatar-ptt')
    .events.map(({ name }) => name);
}

async function openApp(modules) {
  const folder = mkdtempSync(path.join(tmpdir(), 'avatar-ptt-'));
  const bundles = { client: await bundle('client.jsx', modules), inspector: await bundle('inspector.jsx', modules) };
  const { render } = await imported('server.jsx', modules, path.join(folder, 'server.mjs'));
  const site = await serve(({ url }, response) => answer(new URL(url, 'http://x'), response, { bundles, render }));
  const tab = await openPage({ sound: smallTalk(), init: watchPage });
  const { page, problems } = tab;
  const tag = page.locator('avatar-ptt');
  const startsWith = (text) => page.getByRole('button', { name: text, exact: true }).waitFor();
  const soundFlows = () =>
    page.waitForFunction(() => document.querySelector('avatar-ptt').session?.state.isSoundFlowing);
  return {
    page,
    problems,
    bundles,
    tag,
    startsWith,
    soundFlows,
    origin: site.origin,
    rendered: (start) => quoting(() => render(start)),
    open: async ({ how = 'client', ...start }) => {
      await page.goto(`${site.origin}/${how}?${new URLSearchParams({ start: JSON.stringify(start) })}`);
      await page.waitForFunction(() => window.change);
    },
    change: (changes) => page.evaluate(changeState, changes),
    begin: async () => {
      await page.getByRole('button', { name: 'Begin', exact: true }).click();
      await soundFlows();
      await page.evaluate(rememberTag);
    },
    sayTurn: async () => {
      await page.getByRole('button', { name: 'Hold or tap to talk' }).hover();
      await page.mouse.down();
      await page.waitForTimeout(900);
      await page.mouse.up();
    },
    /** The application's own list, as it stands once it is long enough. */
    seen: async (expected) => {
      const items = page.locator('ol > li');
      await items.nth(expected.length - 1).waitFor();
      assert.deepEqual(await items.allTextContents(), expected);
    },
    liveTracks: () => page.evaluate(() => window.tracks.filter(({ readyState }) => readyState === 'live').length),
    microphoneCloses: () =>
      page.waitForFunction(
        () => window.tracks.length > 0 && window.tracks.every((track) => track.readyState === 'ended'),
      ),
    close: async () => {
      await tab.close();
      await site.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function answer({ pathname, searchParams }, response, { bundles, render }) {
  const name = pathname.slice(1);
  const script = Object.values(bundles)
    .find(({ scripts }) => scripts.has(name))
    ?.scripts.get(name);
  if (script !== undefined) return response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
  const start = searchParams.get('start') ?? '{}';
  const entry = name === 'inspector' ? 'inspector.js' : 'client.js';
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  return response.end(`<!doctype html><html lang="en"><title>A page</title><link rel="icon" href="data:," />
    <div id="app" data-start='${start}'>${name === 'server' ? render(JSON.parse(start)) : ''}</div>
    <script type="module" src="/${entry}"></script>`);
}

/** What a server writes into its console while it renders. */
function quoting(render) {
  const said = [];
  const { error, warn } = console;
  console.error = console.warn = (...words) => said.push(words.join(' '));
  try {
    return { html: render(), said };
  } finally {
    Object.assign(console, { error, warn });
  }
}

/** Runs in the page, before anything else does. */
function watchPage() {
  window.tracks = [];
  window.connections = [];
  const { getUserMedia } = MediaDevices.prototype;
  MediaDevices.prototype.getUserMedia = async function (constraints) {
    const stream = await getUserMedia.call(this, constraints);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
  document.addEventListener('connection-change', (event) => window.connections.push(event.connectionState));
}

// What follows runs in the page.

async function changeState(changes) {
  window.change(changes);
  // Twice a frame: React has rendered and the element has drawn.
  for (let i = 0; i < 2; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
}

function whatIsSet() {
  const tag = document.querySelector('avatar-ptt');
  const { id, className, pressStyle, noTextInput, turnTaking } = tag;
  return {
    ...{ id, className, pressStyle, noTextInput },
    stopSecs: turnTaking.customTurnDetection.stopSecs,
    releaseTailMs: turnTaking.pushToTalkPolicy.releaseTailMs,
    token: tag.tokenProvider(),
    poster: tag.textContent,
  };
}

function whatMayGo() {
  const { hotkey, provider, mode, turnTaking } = document.querySelector('avatar-ptt');
  return [hotkey, provider, mode, turnTaking.pushToTalkPolicy.preRollMs, turnTaking.customTurnDetection.stopSecs];
}

async function hearEvent({ name, prop }) {
  const heard = [];
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  for (const which of ['first', 'newest']) {
    window.change({ props: { [prop]: ({ type }) => heard.push(`${which} ${type}`) } });
    await frame();
    await frame();
  }
  document.querySelector('avatar-ptt').dispatchEvent(new Event(name));
  window.change({ props: { [prop]: undefined } });
  await frame();
  await frame();
  document.querySelector('avatar-ptt').dispatchEvent(new Event(name));
  return heard;
}

function suspend() {
  const waitsFor = { isOver: false };
  waitsFor.promise = new Promise((resolve) => {
    window.resume = () => {
      waitsFor.isOver = true;
      resolve();
    };
  });
  window.change({ waitsFor });
}

function rememberTag() {
  const tag = document.querySelector('avatar-ptt');
  Object.assign(window, { kept: tag, keptSession: tag.session });
}

function whatIsKept() {
  const tag = document.querySelector('avatar-ptt');
  return {
    isSameTag: tag === window.kept,
    isSameSession: tag.session === window.keptSession,
    isFlowing: tag.session.state.isSoundFlowing,
  };
}
