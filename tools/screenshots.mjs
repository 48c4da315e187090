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
for (const colorScheme of ['light', 'dark']) await take(colorScheme);

async function take(colorScheme) {
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
  // Playwright itself writes no WebP.
  const devtools = await page.context().newCDPSession(page);
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  writeFileSync(path.join(folder, `demo-${colorScheme}.webp`), Buffer.from(data, 'base64'));
  await tab.close();
}
