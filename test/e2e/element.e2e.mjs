// The tag under real fingers: input events of the browser, a real microphone, and what the avatar heard of it.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { Stumble, despiteStumbles, openPage } from './harness.mjs';
import { DEVICE_HZ, noise } from './sounds.mjs';

const CALLBACK_MS = 10;
// The way from the device to the graph differs with each opening, and is not measured: cuts are early by it.
const DEVICE_MS = 16;
const MEASURED_MS = 1;

describe('<avatar-ptt> pressed by a person', () => {
  let tab;
  let page;
  before(async () => {
    tab = await openPage({
      sound: noise(60),
      file: 'test/e2e/element.html',
      // The tag asks for a microphone as pages do; processed samples could not be compared.
      init: () => {
        const { getUserMedia } = MediaDevices.prototype;
        MediaDevices.prototype.getUserMedia = function ({ audio }) {
          const plain = { ...audio, noiseSuppression: false, autoGainControl: false };
          return getUserMedia.call(this, { audio: plain });
        };
      },
    });
    ({ page } = tab);
    await page.waitForFunction(() => window.isReady);
    await start();
  });
  after(() => tab.close());
  const start = async () => {
    await page.getByRole('button', { name: 'Start conversation' }).click();
    await page.waitForFunction(() => window.tag.session?.state.isSoundFlowing && window.device.current().isReady());
  };
  // A device that stumbled stays behind for good, and every press is early by that: another opening is another device.
  const reopen = async () => {
    await page.evaluate(() => window.tag.disconnect());
    await start();
  };
  const startOver = () =>
    page.evaluate(() => {
      window.pressedAt.length = 0;
      window.tag.interrupt();
    });
  beforeEach(startOver);

  const talk = () => page.getByRole('button', { name: 'Hold to talk' });

  it('hears a mouse from the press on', () =>
    despiteStumbles(async () => {
      await startOver();
      await talk().hover();
      await page.mouse.down();
      await page.waitForTimeout(600);
      await page.mouse.up();
      await assertHeard(page);
    }, reopen));

  it('promise 3: hears a mouse from the press on when the page is blocked for 200 ms as it goes down', () =>
    despiteStumbles(async () => {
      await talk().hover();
      // A slow machine may send the press when the page is free again: that would prove nothing.
      for (let attempts = 5, delayMs = 0; delayMs < 50; attempts--) {
        assert.ok(attempts > 0, `the press was handled only ${delayMs.toFixed(0)} ms late`);
        await startOver();
        const blocked = page.evaluate(() => new Promise((done) => setTimeout(() => done(window.block(200)), 30)));
        await page.waitForTimeout(50);
        await page.mouse.down();
        await blocked;
        await page.waitForTimeout(600);
        await page.mouse.up();
        delayMs = await assertHeard(page);
      }
    }, reopen));

  it('hears the space bar from the press on', () =>
    despiteStumbles(async () => {
      await startOver();
      await talk().focus();
      await page.keyboard.down('Space');
      await page.waitForTimeout(600);
      await page.keyboard.up('Space');
      await assertHeard(page);
    }, reopen));

  it('promise 2: closes the gate at once when the element is taken out while held', async () => {
    await talk().hover();
    await page.mouse.down();
    await page.waitForTimeout(600);
    const state = await page.evaluate(async () => {
      const { session } = window.tag;
      window.tag.remove();
      const { turn } = session.state;
      await new Promise((done) => setTimeout(done, 200));
      return { gate: turn?.gate ?? 'closed', connection: session.state.connection };
    });
    await page.mouse.up();
    assert.deepEqual(state, { gate: 'closed', connection: 'disconnected' });
  });

  it('has a console without errors', () => {
    assert.deepEqual(tab.problems, []);
  });
});

/** The newest turn begins with the press, at most a callback and the way through the device early, and never late. Returns how late it was handled. */
async function assertHeard(page) {
  await page.waitForFunction(() => window.tag.lock === null && window.tag.session.turns.at(-1)?.stopAcknowledgedAt);
  const { earlyMs, delayMs, isPunctual } = await page.evaluate((hz) => {
    const { lastTurn } = window.avatar;
    const { place, current } = window.device;
    const [at] = window.pressedAt;
    const turn = window.tag.session.turns.at(-1);
    const earlyMs = ((current().heardAt(at) - place(lastTurn.samples)) * 1000) / hz;
    return { earlyMs, delayMs: turn.gateOpenedAt - at, isPunctual: current().isPunctual() };
  }, DEVICE_HZ);
  const latestMs = CALLBACK_MS + DEVICE_MS + MEASURED_MS;
  const isRight = earlyMs >= -MEASURED_MS && earlyMs <= latestMs;
  if (!isRight && !isPunctual) throw new Stumble('the audio device lost its pace');
  assert.ok(isRight, `${earlyMs.toFixed(1)} ms early, which is not from ${-MEASURED_MS} to ${latestMs}`);
  return delayMs;
}
