// Takes the pictures of README.md and docs/gallery.md from the running demo: a person speaks.
// `node tools/screenshots.mjs` takes all, `node tools/screenshots.mjs tag inspector` those whose names begin so.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openPage } from '../test/e2e/harness.mjs';
import { joined, silence } from '../test/e2e/sounds.mjs';
import { speech } from '../test/e2e/wav.mjs';
import { root } from './install.mjs';

const QUALITY = 82;
const folder = path.join(root, 'docs/images');
const wanted = process.argv.slice(2);

const takes = {
  'demo-light': () => takeDemo('light'),
  'demo-dark': () => takeDemo('dark'),
  'inspector-light': () => takeInspector('light'),
  'inspector-dark': () => takeInspector('dark'),
  'panels-': takePanels,
  'tag-states': takeTag,
  'tag-phone': takePhone,
  'tag-looks': takeLooks,
  'tag-forced-colors': () => takeListening('tag-forced-colors', { forcedColors: 'active', colorScheme: 'dark' }),
  'tag-own-colours': () => takeListening('tag-own-colours', {}, dressUp),
};

mkdirSync(folder, { recursive: true });
for (const [name, take] of Object.entries(takes)) {
  if (wanted.length === 0 || wanted.some((prefix) => name.startsWith(prefix))) await take();
}

async function takeDemo(colorScheme) {
  const tab = await openDemo({ colorScheme });
  await listen(tab.page);
  await save(tab.page, `demo-${colorScheme}`);
  await tab.close();
}

/** The tag alone, from the first look to the answer. */
async function takeTag() {
  const tab = await openDemo();
  const { page } = tab;
  const saveTag = (name) => save(page, name, 'avatar-ptt');
  await saveTag('tag-ready');
  await listen(page);
  await saveTag('tag-listening');
  await page.mouse.up();
  // Taking a picture may have ended that turn: another one, whose answer is awaited from its beginning.
  await page.waitForFunction(() => document.querySelector('avatar-ptt').avatarState === 'idle');
  await page.mouse.down();
  await page.waitForTimeout(2500);
  await page.mouse.up();
  await page.waitForFunction(() => document.querySelector('avatar-ptt').avatarState === 'speaking');
  await page.waitForFunction(() => document.querySelector('avatar-ptt').session.meter.avatarLevel > 0.1);
  await saveTag('tag-speaking');
  await page.evaluate(() => (document.querySelector('avatar-ptt').mode = 'hands-free'));
  await page.waitForFunction(() => document.querySelector('avatar-ptt').session.detector);
  await page.waitForFunction(() => document.querySelector('avatar-ptt').phase === 'capturing');
  await saveTag('tag-hands-free');
  await page.evaluate(() => document.querySelector('avatar-ptt').setAttribute('stop-secs', 'soon'));
  await saveTag('tag-error');
  await tab.close();
}

async function takePhone() {
  const tab = await openDemo({ viewport: { width: 360, height: 740 }, deviceScaleFactor: 2 });
  await listen(tab.page);
  await save(tab.page, 'tag-phone');
  await tab.close();
}

async function takeLooks() {
  const context = { colorScheme: 'light', viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' };
  const tab = await openPage({ file: 'demo/looks.html', sound: silence(1), context });
  await tab.page.locator('avatar-ptt.tiny').waitFor();
  await tab.page.waitForTimeout(500);
  await save(tab.page, 'tag-looks');
  await tab.close();
}

async function takeListening(name, context, prepare) {
  const tab = await openDemo(context);
  if (prepare) await tab.page.evaluate(prepare);
  await listen(tab.page);
  await save(tab.page, name, 'avatar-ptt');
  await tab.close();
}

/** As a page may dress the tag; runs in the page, whose policy allows no style of its own. */
function dressUp() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`avatar-ptt {
    --avatar-accent: #7b2d5b; --avatar-live: #d9480f; --avatar-surface: #fff8ee; --avatar-stage: #f3dfc1;
    --avatar-face: #c68863; --avatar-hair: #2b1a12; --avatar-shirt: #7b2d5b; --avatar-radius: 2px;
    --avatar-font: Georgia, serif;
  }`);
  document.adoptedStyleSheets.push(sheet);
}

/** Someone who pauses to think, with a setting that is too short for that, and the slider on its way to a better one. */
async function takeInspector(colorScheme) {
  const tab = await openInspector(colorScheme);
  const { page } = tab;
  const slider = page.locator('input[type=range][id$="customTurnDetection.stopSecs"]');
  await slider.evaluate((range) => {
    range.scrollIntoView({ block: 'center' });
    range.value = '2.4';
    range.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
  });
  await page.waitForTimeout(500);
  await save(page, `inspector-${colorScheme}`);
  await tab.close();
}

/** The other panels, of the same conversation. */
async function takePanels() {
  const tab = await openInspector('light');
  const { page } = tab;
  const show = (panel) => page.getByRole('tab', { name: panel }).click();
  const press = (name) => page.getByRole('button', { name, exact: true }).click();
  const ripen = {
    // A lock is soon over.
    Locks: () => page.waitForFunction(() => document.querySelector('avatar-ptt').lock),
    // One recording to see, and another one that goes on.
    Recordings: async () => {
      await press('Stop recording');
      await press('Record');
      await page.waitForTimeout(1500);
    },
  };
  await show('Recordings');
  await press('Record');
  for (const panel of ['Events', 'Timeline', 'Locks', 'Recordings']) {
    await show(panel);
    await page.waitForTimeout(150);
    await ripen[panel]?.();
    await page.waitForTimeout(150);
    await save(page, `panels-${panel.toLowerCase()}`, 'avatar-inspector');
  }
  await tab.close();
}

function openDemo(context) {
  const sound = joined(...Array.from({ length: 8 }, () => joined(speech(), silence(0.3))), silence(60));
  const usual = { colorScheme: 'light', viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' };
  return openPage({ file: 'demo/index.html', sound, context: { ...usual, ...context } });
}

/** Starts the conversation and speaks; the button stays held. */
async function listen(page) {
  const avatar = page.locator('avatar-ptt');
  await avatar.getByRole('button', { name: 'Start conversation' }).click();
  await page.waitForFunction(() => document.querySelector('avatar-ptt').session?.state.isSoundFlowing);
  await avatar.getByRole('button', { name: 'Hold to talk' }).hover();
  await page.mouse.down();
  await page.waitForTimeout(800);
  await page.waitForFunction(() => document.querySelector('avatar-ptt').session.meter.volume > 0.8);
}

async function openInspector(colorScheme) {
  const thinking = joined(speech(), silence(1.1), speech(), silence(6));
  const sound = joined(thinking, thinking, thinking, thinking, thinking, silence(60));
  const context = { colorScheme, viewport: { width: 1600, height: 960 }, reducedMotion: 'reduce' };
  const tab = await openPage({ file: 'demo/tune.html', sound, context });
  const { page } = tab;
  await page.evaluate(() => {
    const avatar = document.querySelector('avatar-ptt');
    avatar.setAttribute('stop-secs', '0.7');
    avatar.setAttribute('max-duration-secs', '30');
    // As with headphones: what is said over the avatar interrupts it.
    avatar.setAttribute('enable-acoustic-echo-cancellation', 'true');
  });
  await page.locator('avatar-ptt').getByRole('button', { name: 'Start conversation' }).click();
  const hasHeard = (turns) => {
    const { session } = document.querySelector('avatar-ptt');
    return session?.turns.filter(({ lockReleasedAt }) => lockReleasedAt).length >= turns;
  };
  await page.waitForFunction(hasHeard, 4, { timeout: 60_000 });
  return tab;
}

/** The window, or one element of it. Playwright itself writes no WebP. */
async function save(page, name, selector) {
  const box = selector && (await page.locator(selector).boundingBox());
  const devtools = await page.context().newCDPSession(page);
  const clip = box && { clip: { ...box, scale: 1 }, captureBeyondViewport: true };
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY, ...clip });
  writeFileSync(path.join(folder, `${name}.webp`), Buffer.from(data, 'base64'));
}
