// The tag as people meet it who hear the page, enlarge it, want it still or in their own colours, or read another
// language. The session behind it is a stand-in, so that every state can be had and stays.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { openPage } from './harness.mjs';
import { silence } from './sounds.mjs';
import { boxesAt, readsLanguage, spokenStatus, unseen } from './people.mjs';

const LANGUAGES = ['en', 'ar', 'de', 'es', 'fr', 'ja'];
const TOUCH_PX = 44;
const trees = new URL('people.aria.txt', import.meta.url);

let tab;
let page;
let states;
before(async () => {
  tab = await openPage({ sound: silence(1), file: 'test/e2e/people.html' });
  ({ page } = tab);
  await page.waitForFunction(() => window.states);
  states = await page.evaluate(() => window.states);
});
after(() => tab.close());

const place = async (state, lang = 'en') => {
  await page.evaluate(([name, language]) => window.place(name, language), [state, lang]);
  if (lang !== 'en') await page.waitForFunction(readsLanguage, lang);
};
const size = (width, height = 900) => page.setViewportSize({ width, height });

describe('what a screen reader meets', () => {
  // Written anew with UPDATE=1; what changes in it is to be read as a person would hear it.
  it('is the stored tree, in every state', async () => {
    await size(800);
    const found = [];
    for (const state of states) {
      await place(state);
      const tree = await page.locator('avatar-ptt').ariaSnapshot();
      found.push(`${state}:\n${tree.replace(/^/gm, '  ')}\n`);
    }
    const text = found.join('\n');
    if (process.env.UPDATE) writeFileSync(trees, text);
    const stored = readFileSync(trees, 'utf8');
    for (const tree of found) assert.ok(stored.includes(tree), `another tree:\n${tree}`);
    assert.equal(text, stored);
  });

  it('names the tag and the microphone menu, in the language of the page', async () => {
    const names = async () => {
      const client = await page.context().newCDPSession(page);
      const { nodes } = await client.send('Accessibility.getFullAXTree');
      return nodes.filter(({ ignored }) => !ignored).map(({ role, name }) => `${role.value} ${name?.value}`);
    };
    await place('disconnected');
    assert.ok((await names()).includes('group Conversation with the avatar'));
    await place('idle', 'de');
    const german = await names();
    assert.ok(german.includes('group Unterhaltung mit dem Avatar'));
    assert.ok(german.includes('DisclosureTriangle Mikrofon'), german.join('\n'));
  });

  it('starts by keyboard and goes on with the talk button', async () => {
    await place('disconnected');
    await page.evaluate(spokenStatus);
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'Start conversation');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => window.tag.connectionState === 'connected');
    await page.waitForFunction(() => window.spoken.at(-1) === 'Hold the button and speak.');
    assert.equal(await focused(), 'Hold to talk');
  });

  it('talks by the click that assistive technology makes, and hears what goes on', async () => {
    await place('idle');
    await page.evaluate(spokenStatus);
    const talk = page.getByRole('button', { name: 'Hold to talk' });
    // As a screen reader activates it: no pointer, no key.
    const activate = () => talk.evaluate((button) => button.click());
    await activate();
    await page.getByRole('button', { name: 'Hold to talk', pressed: true }).waitFor();
    await activate();
    await page.getByRole('button', { name: 'Hold to talk', pressed: false }).waitFor();
    await page.evaluate(() => window.session.send({ type: 'turn-completed' }));
    await page.waitForFunction(() => window.spoken.at(-1) === 'Hold the button and speak.');
    const { spoken, isSameNode } = await page.evaluate(() => ({
      spoken: window.spoken,
      isSameNode: window.liveRegion === window.tag.shadowRoot.querySelector('[role=status]'),
    }));
    assert.deepEqual(spoken, [
      'Hold the button and speak.',
      'Listening… Press again to send.',
      'The avatar is thinking…',
      'Hold the button and speak.',
    ]);
    assert.ok(isSameNode, 'a live region that is replaced is not read');
  });

  it('hears why a press is refused, from the button that still has the focus', async () => {
    await place('speaking, locked');
    await page.evaluate(spokenStatus);
    await page.getByRole('button', { name: 'Hold to talk' }).focus();
    await page.keyboard.down('Space');
    await page.waitForFunction(() => /has not finished/.test(window.spoken.at(-1)));
    assert.equal(await focused(), 'Hold to talk');
    await page.keyboard.up('Space');
  });

  it('discards with Escape, and hears so', async () => {
    await place('idle');
    await page.evaluate(spokenStatus);
    await page.getByRole('button', { name: 'Hold to talk' }).focus();
    await page.keyboard.down('Space');
    await page.waitForFunction(() => /Listening/.test(window.spoken.at(-1)));
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => window.spoken.at(-1) === 'Discarded. Nothing was sent.');
    await page.keyboard.up('Space');
    assert.equal(await focused(), 'Hold to talk');
  });

  it('dismisses an error, and goes on with the talk button', async () => {
    await place('error');
    await page.getByRole('alert').getByText('Gone.').waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => window.tag.shadowRoot.querySelector('[role=alert]').textContent.trim() === '');
    assert.equal(await focused(), 'Hold to talk');
  });
});

describe('at 320 px', () => {
  for (const lang of LANGUAGES) {
    it(`fits in ${lang}, in every state, with controls big enough for a finger`, async () => {
      await size(320);
      for (const state of states) {
        await place(state, lang);
        assert.deepEqual(
          await page.evaluate(boxesAt, TOUCH_PX),
          { outside: [], crowded: [], overlapping: [], small: [], cut: [], scrollsBy: 0 },
          `${lang}, ${state}`,
        );
      }
    });
  }

  it('puts what comes first to the right in Arabic', async () => {
    await size(320);
    await place('idle', 'ar');
    const [first, last] = await page.evaluate(() =>
      ['.switch', '.hang-up'].map((one) => window.tag.shadowRoot.querySelector(one).getBoundingClientRect().x),
    );
    assert.ok(first > last);
  });
});

describe('at 200 %', () => {
  after(() => page.evaluate(() => document.documentElement.style.removeProperty('font-size')));

  it('fits when the page is enlarged, or only its text', async () => {
    // 1280 px at 200 % leave 640; twice the text is twice the root's font.
    for (const [width, fontSize] of [
      [640, ''],
      [640, '200%'],
    ]) {
      await size(width);
      await page.evaluate((value) => (document.documentElement.style.fontSize = value), fontSize);
      for (const state of states) {
        await place(state);
        const { outside, overlapping, cut, scrollsBy } = await page.evaluate(boxesAt, TOUCH_PX);
        assert.deepEqual(
          { outside, overlapping, cut, scrollsBy },
          { outside: [], overlapping: [], cut: [], scrollsBy: 0 },
          `${fontSize}, ${state}`,
        );
      }
    }
  });
});

describe('the script tag', () => {
  const script = '/cdn/avatar-ptt.classic.min.js';
  const inline = () => readFileSync(new URL(`../..${script}`, import.meta.url), 'utf8');
  const ways = {
    'beside itself': () => `<script src="${script}"></script><avatar-ptt lang="de-CH"></avatar-ptt>`,
    'at the base that the page sets': () =>
      `<avatar-ptt lang="de-CH" asset-base="/cdn"></avatar-ptt><script>${inline()}</script>`,
  };
  for (const [where, markup] of Object.entries(ways)) {
    it(`finds its languages ${where}`, async () => {
      const other = await page.context().newPage();
      await other.route('**/tag', (route) => route.fulfill({ contentType: 'text/html', body: markup() }));
      await other.goto(new URL('/tag', page.url()).href);
      await other.getByRole('button', { name: 'Unterhaltung starten' }).waitFor({ timeout: 5000 });
      await other.close();
    });
  }
});

describe('as the person has set it', () => {
  after(() => page.emulateMedia({ reducedMotion: null, forcedColors: null }));

  it('moves nothing under reduced motion', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    for (const state of states) {
      await place(state);
      const running = await page.evaluate(() =>
        window.tag.shadowRoot
          .getAnimations()
          .filter(({ playState }) => playState === 'running')
          .map(({ animationName }) => animationName),
      );
      assert.deepEqual(running, [], state);
    }
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await place('connecting');
    assert.ok(await page.evaluate(() => window.tag.shadowRoot.getAnimations().length > 0), 'nothing ever moves');
  });

  it('outlines what can be pressed under forced colours, and shows pressed from not', async () => {
    await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
    for (const state of states) {
      await place(state);
      const lost = await page.evaluate(unseen);
      assert.deepEqual(lost, [], state);
    }
    const disc = () =>
      page.evaluate(() => getComputedStyle(window.tag.shadowRoot.querySelector('.disc')).backgroundColor);
    await place('idle');
    const idle = await disc();
    await place('latched');
    assert.notEqual(await disc(), idle);
  });

  it('has a console without errors', () => {
    assert.deepEqual(tab.problems, []);
  });
});

function focused() {
  return page.evaluate(() => {
    const node = window.tag.shadowRoot.activeElement;
    return node?.getAttribute('aria-label') ?? node?.textContent.trim();
  });
}
