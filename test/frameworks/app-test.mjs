// One list of checks on the same small application in every framework: in the place of an example's own page.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { joined, silence } from '../e2e/sounds.mjs';
import { speech } from '../e2e/wav.mjs';
import { openTab } from './tab.mjs';

const sound = joined(...Array.from({ length: 40 }, () => joined(speech(), silence(0.7))));
const TURN = ['turn-start pointer', 'turn-end release'];

/**
 * `build` makes the application and serves it, `develop` starts its development server. `html` is what a server has
 * rendered; `isStrict`: in development, React runs effects twice to check them.
 */
export function testApp(title, { build, develop, html, isStrict = false }) {
  describe(`an application in ${title}`, () => {
    let app;
    before(async () => {
      app = await openApp(await build());
    });
    after(() => app?.close());

    if (html) {
      it('is there before any script has run', async () => {
        assert.match(await (await fetch(app.url)).text(), html);
      });
    }

    it('shows the attributes and properties that the template sets', async () => {
      await app.startsWith('Begin');
      assert.deepEqual(await app.settings(), { pressStyle: 'hybrid', stopSecs: 2.5, releaseTailMs: 200 });
      assert.equal(await app.page.evaluate(() => document.querySelector('avatar-ptt').tokenProvider()), 'a token');
    });

    it('shows what the application sets later', async () => {
      await app.click('Other words');
      await app.startsWith('Begin again');
      assert.deepEqual(await app.settings(), { pressStyle: 'hybrid', stopSecs: 2.5, releaseTailMs: 300 });
    });

    it('tells the application of a turn said with the mouse held', async () => {
      await app.click('Begin again');
      await app.soundFlows();
      assert.equal(await app.page.getByRole('textbox').count(), 0);
      await app.sayTurn();
      await app.seen(TURN);
    });

    it('keeps its conversation when the application moves it', async () => {
      await app.rememberTag();
      await app.click('Move');
      await app.page.waitForFunction(() => window.moves > 0);
      assert.equal(await app.liveTracks(), 1);
      await app.sayTurn();
      await app.seen([...TURN, ...TURN]);
      assert.deepEqual(await app.remembered(), { isSameTag: true, isSameSession: true, connection: 'connected' });
    });

    it('closes the gate and the microphone when it is unmounted while held', async () => {
      await app.press();
      await app.seen([...TURN, ...TURN, TURN[0]]);
      await app.unmount();
      await app.page.waitForFunction(() => window.tracks.every(({ readyState }) => readyState === 'ended'));
      assert.equal(await app.page.evaluate(() => window.kept.session.state.isSoundFlowing), false);
      await app.page.mouse.up();
      assert.equal(await app.page.locator('avatar-ptt').count(), 0);
    });

    it('starts anew when it is mounted again', async () => {
      await app.click('Mount');
      await app.startsWith('Begin again');
      assert.equal(await app.liveTracks(), 0);
      await app.click('Begin again');
      await app.soundFlows();
      assert.equal(await app.liveTracks(), 1);
    });

    it('leaves no noise in the console', () => {
      assert.deepEqual(app.problems, []);
    });
  });

  if (!isStrict) return;
  describe(`an application in ${title}, mounted twice by StrictMode`, () => {
    let app;
    before(async () => {
      app = await openApp(await develop(), '?eager');
    });
    after(() => app?.close());

    it('has one session', async () => {
      await app.soundFlows();
      const states = await app.page.evaluate(() => window.connections);
      assert.deepEqual(states, ['connecting', 'disconnected', 'connecting', 'connected']);
      assert.equal(await app.liveTracks(), 1);
      await app.sayTurn();
      await app.seen(TURN);
    });

    it('leaves no noise in the console', () => {
      assert.deepEqual(app.problems, []);
    });
  });
}

async function openApp(server, search = '') {
  const { url } = server;
  const tab = await openTab(url + search, { sound });
  const { page, problems } = tab;
  const click = (text) => page.getByRole('button', { name: text, exact: true }).click();
  const press = async () => {
    await page.getByRole('button', { name: 'Hold or tap to talk' }).hover();
    await page.mouse.down();
  };
  return {
    page,
    problems,
    url,
    click,
    press,
    startsWith: (text) => page.getByRole('button', { name: text, exact: true }).waitFor(),
    settings: () => page.evaluate(settingsInForce),
    soundFlows: () => page.waitForFunction(() => document.querySelector('avatar-ptt')?.session?.state.isSoundFlowing),
    sayTurn: async () => {
      await press();
      await page.waitForTimeout(900);
      await page.mouse.up();
    },
    /** The application's own list, as it stands once it is long enough. */
    seen: async (expected) => {
      const items = page.locator('ol > li');
      await items.nth(expected.length - 1).waitFor();
      assert.deepEqual(await items.allTextContents(), expected);
    },
    rememberTag: () => page.evaluate(rememberTag),
    remembered: () => page.evaluate(compareTag),
    // The mouse is busy, so the button is pressed from the page.
    unmount: () => page.getByRole('button', { name: 'Mount' }).dispatchEvent('click'),
    liveTracks: () => page.evaluate(() => window.tracks.filter(({ readyState }) => readyState === 'live').length),
    close: async () => {
      await tab.close();
      await server.close();
    },
  };
}

function settingsInForce() {
  const { pressStyle, turnTaking } = document.querySelector('avatar-ptt');
  const { customTurnDetection, pushToTalkPolicy } = turnTaking;
  return { pressStyle, stopSecs: customTurnDetection.stopSecs, releaseTailMs: pushToTalkPolicy.releaseTailMs };
}

function rememberTag() {
  const tag = document.querySelector('avatar-ptt');
  Object.assign(window, { kept: tag, keptSession: tag.session, moves: 0 });
  const isIn = (node) => node.contains(tag);
  const observer = new MutationObserver((records) => {
    window.moves += records.filter(({ removedNodes }) => [...removedNodes].some(isIn)).length;
  });
  observer.observe(document.body, { childList: true, subtree: true });
}

function compareTag() {
  const tag = document.querySelector('avatar-ptt');
  return {
    isSameTag: tag === window.kept,
    isSameSession: tag.session === window.keptSession,
    connection: tag.connectionState,
  };
}
