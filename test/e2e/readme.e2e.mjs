// Every HTML and JavaScript block of the README, run as it stands there.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openPage } from './harness.mjs';
import { joined, silence } from './sounds.mjs';
import { speech } from './wav.mjs';

const root = new URL('../../', import.meta.url);
const folder = '.cache/readme';
const readme = readFileSync(new URL('README.md', root), 'utf8');
const blocks = [...readme.matchAll(/^```(html|js)\n(.*?)^```$/gms)].map(([, language, text]) => ({ language, text }));
const run = new Set();

// The fake microphone plays on from page to page, so there is something to say at any time.
const sound = joined(...Array.from({ length: 40 }, () => joined(speech(), silence(0.7))));

describe('the code in README.md', () => {
  let tab;
  let page;
  let avatar;
  const missingIcons = [];
  before(async () => {
    mkdirSync(new URL(folder, root), { recursive: true });
    tab = await openPage({ sound });
    page = tab.page;
    // The blocks name no icon, so the browser asks for the usual one, in vain.
    page.on('console', (message) => {
      if (message.location().url.endsWith('/favicon.ico')) missingIcons.push(message.text());
    });
    avatar = page.locator('avatar-ptt');
  });
  after(async () => {
    await tab.close();
    rmSync(fileURLToPath(new URL(folder, root)), { recursive: true });
  });

  /** Opens the one block that has these words in it. */
  const open = async (words) => {
    const found = blocks.filter(({ text }) => text.includes(words));
    assert.equal(found.length, 1, `blocks with ${words}`);
    run.add(found[0]);
    const file = `${folder}/${blocks.indexOf(found[0])}.html`;
    writeFileSync(new URL(file, root), pageOf(found[0]));
    await page.goto(new URL(`/${file}`, page.url()).href);
    if (await avatar.count()) await page.waitForFunction(() => customElements.get('avatar-ptt'));
  };
  const talk = async (label) => {
    await avatar.getByRole('button', { name: 'Start conversation' }).click();
    await page.waitForFunction(() => document.querySelector('avatar-ptt').session?.state.isSoundFlowing);
    await page.evaluate(watchTag);
    await avatar.getByRole('button', { name: label }).hover();
    await page.mouse.down();
    await page.waitForTimeout(900);
    await page.mouse.up();
    await page.waitForFunction(() => window.released !== undefined);
    assert.equal(await page.evaluate(() => window.released), 'turn-completed');
  };

  it('embeds the tag by a script', async () => {
    await open('<title>Talk to me</title>');
    await talk('Hold or tap to talk');
  });

  it('embeds the tag under a strict policy, with the wanted voice detector', async () => {
    await open('Content-Security-Policy');
    await avatar.getByRole('button', { name: 'Start conversation' }).click();
    await page.waitForFunction(() => document.querySelector('avatar-ptt').session?.detector);
    const detector = await avatar.evaluate((element) => element.session.detector);
    assert.deepEqual(detector, { name: 'silero-v5', reason: '' });
  });

  it('embeds the tag by a bundler', async () => {
    await open('releaseTailMs: 500');
    const { turnDetection, pushToTalkPolicy } = await avatar.evaluate((element) => element.turnTaking);
    assert.deepEqual([turnDetection, pushToTalkPolicy.releaseTailMs], ['custom', 500]);
    await talk('Hold to talk');
  });

  it('embeds the inspector by a script', async () => {
    await open('avatar-inspector.min.js');
    await page.getByText('It is watched when it comes.').waitFor();
    await page.evaluate(async () => {
      await import('/cdn/avatar-ptt.min.js');
      document.body.append(document.createElement('avatar-ptt'));
    });
    await page.getByLabel('What is watched').waitFor();
    await page.getByRole('tab', { name: 'Tuning' }).click();
    await page.getByRole('slider', { name: 'Silence that ends the turn' }).first().waitFor();
  });

  it('answers with a function', async () => {
    await open('toReversed');
    await talk('Hold to talk');
  });

  it('registers a backend', async () => {
    await open('parrot');
    await talk('Hold to talk');
    assert.deepEqual(await page.evaluate(() => window.heard), ['Polly wants a cracker.']);
  });

  it('talks without the tag', async () => {
    await open('avatar-ptt/headless');
    const connected = page.waitForEvent('console', (message) => message.text().startsWith('connected'));
    await page.getByRole('button').click();
    await connected;
  });

  it('leaves no block out', () => {
    assert.deepEqual(
      blocks.filter((block) => !run.has(block)),
      [],
    );
  });

  it('has a console without errors', () => {
    const isIcon = (problem) => missingIcons.includes(problem);
    assert.equal(tab.problems.filter(isIcon).length, missingIcons.length);
    assert.deepEqual(
      tab.problems.filter((problem) => !isIcon(problem)),
      [],
    );
  });
});

/** A page around a block; the package's folder `cdn/` is served under its own name here. */
function pageOf({ language, text }) {
  const served = text.replaceAll('/avatar-ptt/', '/cdn/');
  if (language === 'html') return `${/^<!doctype/i.test(text) ? '' : '<!doctype html>'}${served}`;
  const tag = text.includes('headless') ? '' : '<avatar-ptt></avatar-ptt>';
  return `<!doctype html><title>README</title>${tag}<button>Go</button><script type="module">${text}</script>`;
}

/** Notes how the lock let go, and what the avatar said; runs in the page. */
function watchTag() {
  const tag = document.querySelector('avatar-ptt');
  window.heard = [];
  tag.addEventListener('transcript', ({ role, text }) => role === 'avatar' && window.heard.push(text));
  tag.addEventListener('lock-change', ({ lock, releaseReason }) => lock || (window.released = releaseReason));
}
