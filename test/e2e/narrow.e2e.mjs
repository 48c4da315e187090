// A docked inspector, a tag in the corner and what the tag has to say, in windows of all widths: none is over another.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openPage } from './harness.mjs';
import { silence } from './sounds.mjs';

describe('a docked inspector beside a tag in the corner', () => {
  let tab;
  before(async () => {
    tab = await openPage({ sound: silence(1), file: 'test/e2e/element.html' });
    await tab.page.evaluate(async () => {
      await import('/inspector/define.ts');
      document.body.innerHTML = `<avatar-ptt placement="corner" provider="nowhere"></avatar-ptt>
        <avatar-inspector></avatar-inspector>`;
      await document
        .querySelector('avatar-ptt')
        .connect()
        .catch(() => undefined);
    });
    await tab.page.getByRole('alert').getByText('There is no provider').waitFor();
  });
  after(() => tab.close());

  for (const [width, height] of [
    [390, 844],
    [390, 600],
    [704, 700],
    [705, 700],
    [800, 800],
    [1280, 720],
  ]) {
    for (const dock of ['right', 'bottom']) {
      it(`${width} × ${height}, at ${dock}: hides neither the button nor a notice`, async () => {
        await tab.page.setViewportSize({ width, height });
        await tab.page.evaluate((to) => document.querySelector('avatar-inspector').setAttribute('dock', to), dock);
        await tab.page.waitForFunction(isAllSeen);
      });
    }
  }

  it('leaves no room taken when it goes', async () => {
    const style = await tab.page.evaluate(() => {
      document.querySelector('avatar-inspector').remove();
      return document.documentElement.getAttribute('style') ?? '';
    });
    assert.equal(style, '');
  });
});

/** Runs in the page: whether the button, the notice and the inspector are in the window, each beside the others. */
function isAllSeen() {
  const tag = document.querySelector('avatar-ptt').shadowRoot;
  const { top, left } = document
    .querySelector('avatar-inspector')
    .shadowRoot.querySelector('.frame')
    .getBoundingClientRect();
  return [tag.querySelector('.disc'), tag.querySelector('[role="alert"]')].every((part) => {
    const box = part.getBoundingClientRect();
    const isInside = box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
    return isInside && box.width > 0 && (box.right <= left || box.bottom <= top);
  });
}
