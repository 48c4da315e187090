// Takes the pictures of README.md from the running demo: a person speaks, in light and in dark. `node tools/screenshots.mjs`.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openPage } from '../test/e2e/harness.mjs';
import { joined, silence } from '../test/e2e/sounds.mjs';
import { speech } from '../test/e2e/wav.mjs';
import { root } from './install.mjs';

const QUALITY = 82;
const folder = path.join(root, 'docs/images');

mkdirSync(folder, { recursive: true });
for (const colorScheme of ['light', 'dark']) {
  await takeDemo(colorScheme);
  await takeInspector(colorScheme);
}

async function takeDemo(colorScheme) {
  const sound = joined(speech(), silence(0.3), speech(), silence(60));
  const context = { colorScheme, viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' };
  const tab = await openPage({ file: 'demo/index.html', sound, context });
  const { page } = tab;
  const avatar = page.locator('avatar-ptt');
  await avatar.getByRole('button', { name: 'Start conversation' }).click();
  await page.waitForFunction(() => document.querySelector('avatar-ptt').session?.state.isSoundFlowing);
  await avatar.getByRole('button', { name: 'Hold to talk' }).hover();
  await page.mouse.down();
  await page.waitForTimeout(800);
  await page.waitForFunction(() => document.querySelector('avatar-ptt').session.meter.volume > 0.8);
  await save(page, `demo-${colorScheme}`);
  await tab.close();
}

/** Someone who pauses to think, with a setting that is too short for that, and the slider on its way to a better one. */
async function takeInspector(colorScheme) {
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

/** Playwright itself writes no WebP. */
async function save(page, name) {
  const devtools = await page.context().newCDPSession(page);
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  writeFileSync(path.join(folder, `${name}.webp`), Buffer.from(data, 'base64'));
}
