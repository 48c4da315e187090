// The three looks of the demo, and the tag in the corner of a window: what is under it stays free, and nothing is lost.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { openPage } from './harness.mjs';
import { smallTalk } from './wav.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

for (const [width, colorScheme] of [
  [1280, 'light'],
  [1280, 'dark'],
  [360, 'light'],
]) {
  describe(`three looks, ${width} px, ${colorScheme}`, () => {
    let tab;
    let page;
    let tiny;
    before(async () => {
      const context = { colorScheme, viewport: { width, height: 760 } };
      tab = await openPage({ file: 'demo/looks.html', sound: smallTalk(), context });
      page = tab.page;
      await page.evaluate(axe);
      tiny = page.locator('.tiny');
    });
    after(() => tab.close());

    const isClean = async () => {
      const { violations } = await page.evaluate(() => window.axe.run('avatar-ptt', { iframes: false }));
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
        [],
      );
    };
    /** What is there for a mouse, at the upper end of the corner and on the button. */
    const under = () =>
      tiny.evaluate((tag) => {
        const { left, top, right, bottom } = tag.getBoundingClientRect();
        const isTag = (x, y) => document.elementFromPoint(x, y) === tag;
        return [isTag(left + 5, top + 5), isTag(right - 32, bottom - 32)];
      });
    const opacityOf = (selector) =>
      tiny.evaluate((tag, part) => getComputedStyle(tag.shadowRoot.querySelector(part)).opacity, selector);

    it('shows what makes each look, and is accessible', async () => {
      assert.match(await page.locator('#bold-code').textContent(), /^\.bold \{\n {2}--avatar-accent: #f5d90a;/);
      await isClean();
    });

    it('leaves the page free but for the button', async () => {
      await page.mouse.move(5, 5);
      assert.deepEqual(await under(), [false, true]);
    });

    it('keeps the rest away until somebody is there, by mouse or by keyboard', async () => {
      await tiny.getByRole('button', { name: 'Start conversation' }).click();
      await page.waitForFunction(() => document.querySelector('.tiny').session?.state.isSoundFlowing);
      await page.evaluate(() => document.activeElement.blur());
      await page.mouse.move(5, 5);
      await page.waitForFunction(
        () => getComputedStyle(document.querySelector('.tiny').shadowRoot.querySelector('.text')).opacity === '0',
      );
      assert.equal(await opacityOf('.side'), '0');
      assert.deepEqual(await under(), [false, true]);
      await tiny.getByRole('switch', { name: 'Hands-free' }).focus();
      assert.deepEqual([await opacityOf('.side'), await opacityOf('.text')], ['1', '1']);
      await isClean();
    });

    it('takes a turn, and shows the words', async () => {
      const button = tiny.getByRole('button', { name: 'Hold or tap to talk' });
      await button.hover();
      await page.mouse.down();
      await page.waitForTimeout(900);
      await page.mouse.up();
      await page.mouse.move(5, 5);
      await page.waitForFunction(() => document.querySelector('.tiny').avatarState === 'speaking');
      assert.equal(await opacityOf('.status'), '1');
      await isClean();
      assert.deepEqual(tab.problems, []);
    });

    it('stays within the window', async () => {
      const box = await tiny.boundingBox();
      assert.ok(box.x >= 0 && box.x + box.width <= width && box.y + box.height <= 760, JSON.stringify(box));
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    });
  });
}
