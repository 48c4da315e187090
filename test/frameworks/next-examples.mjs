// What both of Next's bundlers have in common.
import assert from 'node:assert/strict';
import { sayHeldTurn } from './converse.mjs';
import { BASE, testExample } from './example-test.mjs';

/** `flag` chooses the bundler. */
export const testNextExample = (tool, flag = '') =>
  testExample('next', {
    tool,
    page: 'turns',
    html: /<avatar-ptt stop-secs="1.5"><\/avatar-ptt>/,
    also: {
      'closes the microphone when the page is left by a link': async (page) => {
        await page.getByRole('link', { name: 'Talk', exact: true }).click();
        await page.getByRole('heading', { name: 'Talk to me' }).waitFor();
        await page.waitForFunction(
          () => window.tracks.length > 0 && window.tracks.every(({ readyState }) => readyState === 'ended'),
        );
        assert.equal(await page.locator('avatar-ptt').count(), 1);
      },
      'takes a turn on the page of a server component': async (page) => {
        await page.evaluate(() => (window.turns = []));
        await sayHeldTurn(page, { isListed: false });
        assert.equal(await page.evaluate(() => document.querySelector('avatar-ptt').pressStyle), 'hybrid');
      },
    },
    app: { html: /<avatar-ptt stop-secs="2.5"><\/avatar-ptt>/, isStrict: true },
    production: {
      build: `npm run build -- ${flag}`,
      output: '.next/static',
      start: (port) => `npm run start -- --port ${port}`,
    },
    development: { start: (port) => `npm run dev -- --port ${port} ${flag}` },
    // It takes the base path from this file only.
    overlay: () => ({ 'next.config.mjs': `export default { basePath: '${BASE.slice(0, -1)}' };` }),
  });
