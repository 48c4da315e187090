// Random hands on the tag: two fingers and two sources at once, and a control that is hidden, covered or moved meanwhile.
// Whatever the order, a microphone is open only while somebody holds a control that can be reached.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openPage } from './harness.mjs';
import { noise } from './sounds.mjs';

const ROUNDS = 5;
const GESTURES = 400;

describe('2,000 random gestures on the tag', () => {
  const seed = Number(process.env.SEED ?? 1883);
  let tab;
  before(async () => {
    tab = await openPage({ sound: noise(240), file: 'test/e2e/element.html' });
    await tab.page.waitForFunction(() => window.isReady);
    await tab.page.getByRole('button', { name: 'Start conversation' }).click();
    await tab.page.evaluate(async (given) => {
      const { prepare } = await import('/test/e2e/tag-gestures.mjs');
      await prepare(given);
    }, seed);
  });
  after(() => tab.close());

  for (let round = 1; round <= ROUNDS; round++) {
    it(`leave the gate closed wherever nobody holds the control, ${round} of ${ROUNDS}`, async () => {
      const found = await tab.page.evaluate((count) => window.round(count), GESTURES);
      assert.deepEqual(found, { leftOpen: [], tooManyDevices: 0, nextPress: 'heard' }, `seed ${seed}`);
    });
  }

  it('leave no microphone open once the tag is gone', async () => {
    assert.equal(await tab.page.evaluate(() => window.end()), 0, `seed ${seed}`);
  });

  it('have a console without errors', () => {
    assert.deepEqual(tab.problems, [], `seed ${seed}`);
  });
});
