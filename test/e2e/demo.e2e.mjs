// The demo as a visitor uses it: reads, presses, speaks, hears, turns a setting, breaks something and mends it.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openPage } from './harness.mjs';
import { joined, silence } from './sounds.mjs';
import { speech } from './wav.mjs';

const spoken = speech();
// The echo ends before the lock is released by itself, 5 s after the release.
const HOLD_MS = 2000;
// The fake microphone plays on while the visitor looks around, so there is something to say at any time.
const sentences = joined(...Array.from({ length: 40 }, () => joined(spoken, silence(0.7))));

describe('the demo', () => {
  let tab;
  let page;
  let avatar;
  before(async () => {
    tab = await openPage({
      sound: sentences,
      file: 'demo/index.html',
      context: { viewport: { width: 1280, height: 900 } },
    });
    page = tab.page;
    avatar = page.locator('avatar-ptt');
    await page.waitForFunction(() => customElements.get('avatar-ptt') && document.querySelector('#settings details'));
    await page.evaluate(watchTag);
  });
  after(() => tab.close());

  const state = (name) => avatar.evaluate((element, key) => element[key], name);
  const seen = (type) => page.evaluate((wanted) => window.seen.filter((event) => event.type === wanted), type);
  const until = (name, value, timeout = 15_000) =>
    page.waitForFunction(([key, wanted]) => document.querySelector('avatar-ptt')[key] === wanted, [name, value], {
      timeout,
    });
  const untilUnlocked = () =>
    page.waitForFunction(() => document.querySelector('avatar-ptt').lock === null, null, { timeout: 15_000 });
  const talkButton = () => avatar.getByRole('button', { name: 'Hold to talk' });
  const connect = async (name) => {
    await avatar.getByRole('button', { name }).click();
    await until('connectionState', 'connected');
    await page.waitForFunction(() => document.querySelector('avatar-ptt').session.state.isSoundFlowing);
  };
  const turn = async (ms) => {
    await talkButton().scrollIntoViewIfNeeded();
    await talkButton().hover();
    await page.mouse.down();
    await page.waitForTimeout(ms);
    await page.mouse.up();
  };

  it('says what will happen, and asks for nothing yet', async () => {
    assert.match(await page.locator('#explanation').innerText(), /^Hold the button, speak, release it: it plays back/);
    assert.equal(await state('connectionState'), 'disconnected');
  });

  it('lets a tap end by itself, and says so in words and in markup', async () => {
    const ends = page.getByRole('radio', { name: 'When you are done' });
    assert.equal(await ends.isDisabled(), true);
    await page.getByRole('radio', { name: 'Tap', exact: true }).check();
    await ends.check();
    assert.match(
      await page.locator('#explanation').innerText(),
      /^Tap the button, speak, and be silent when you are done/,
    );
    assert.match(await page.locator('#markup').innerText(), /press-style="toggle"\s+latch-ends="endpoint"/);
    await page.getByRole('radio', { name: 'By the next tap' }).check();
    await page.getByRole('radio', { name: 'Hold', exact: true }).check();
    assert.doesNotMatch(await page.locator('#markup').innerText(), /latch-ends/);
  });

  it('has a control with a name, a help text and a reset for every setting', async () => {
    const leaves = (node) => (typeof node === 'object' ? Object.values(node).flatMap(leaves) : [node]);
    const settings = page.locator('#settings .setting');
    // The mode has its control beside the tag.
    assert.equal(await settings.count(), leaves(await state('turnTaking')).length - 1);
    for (const setting of await settings.all()) {
      const attribute = await setting.getAttribute('id');
      assert.equal(await setting.locator('[aria-describedby]').count(), 1, `${attribute} is described`);
      assert.equal(await setting.locator('.reset').count(), 1, `${attribute} can be reset`);
    }
    await page.locator('#settings details').evaluateAll((sections) => sections.forEach((one) => (one.open = true)));
    const unnamed = await page
      .locator('#settings :is(input, select)')
      .evaluateAll((controls) => controls.filter((one) => !one.labels?.length && !one.ariaLabel).length);
    assert.equal(unnamed, 0, 'controls without a name');
  });

  it('connects, hears a held button and plays the turn back', async () => {
    await connect('Start conversation');
    await turn(HOLD_MS);
    await until('avatarState', 'speaking');
    await untilUnlocked();
    const phases = (await seen('phase-change')).map(({ phase }) => phase);
    assert.deepEqual(
      ['capturing', 'releasing', 'awaiting', 'idle'].filter((phase) => !phases.includes(phase)),
      [],
      `phases: ${phases.join(' ')}`,
    );
    const [{ durationMs }] = await seen('turn-end');
    assert.ok(durationMs >= HOLD_MS, `${durationMs} ms captured`);
    assert.equal((await seen('lock-change')).at(-1).releaseReason, 'turn-completed');
  });

  it('lists what happened, newest first', async () => {
    const types = await page.locator('#events tbody tr td:nth-child(2)').allInnerTexts();
    assert.ok(types.includes('turn-start') && types.includes('turn-end'), types.join(' '));
    assert.ok(types.indexOf('turn-end') < types.indexOf('turn-start'));
    assert.ok(types.length <= 30);
  });

  it('changes a setting while connected, and says when something else is in force', async () => {
    await page.locator('#release-tail-ms input[type=range]').fill('300');
    assert.equal((await state('turnTaking')).pushToTalkPolicy.releaseTailMs, 300);
    assert.equal((await seen('settings-change')).at(-1).effective.pushToTalkPolicy.releaseTailMs, 300);
    await page.locator('#fade-out-secs input[type=number]').fill('0.9');
    assert.match(await page.locator('#fade-out-secs .note').innerText(), /In force: 0.25 s/);
    await page.locator('#fade-out-secs .reset').click();
    assert.equal((await state('turnTaking')).bargeIn.fadeOutSecs, 0.12);
  });

  it('names what is allowed when a number is not, and leaves the setting alone', async () => {
    const number = page.locator('#release-tail-ms input[type=number]');
    await number.fill('90000');
    assert.match(await page.locator('#release-tail-ms .note').innerText(), /a number from 0 to 5000 ms/);
    assert.equal((await state('turnTaking')).pushToTalkPolicy.releaseTailMs, 300);
    await number.fill('250');
    assert.equal((await state('turnTaking')).pushToTalkPolicy.releaseTailMs, 250);
  });

  it('writes the set-up as HTML', async () => {
    const markup = await page.locator('#markup code').innerText();
    assert.match(markup, /<avatar-ptt\s+release-tail-ms="250"\s*><\/avatar-ptt>/);
  });

  it('switches the mode without a reconnect, and back', async () => {
    const connections = (await seen('connection-change')).length;
    await page.getByRole('radio', { name: 'Hands-free' }).check({ force: true });
    await until('activeMode', 'hands-free');
    assert.match(await page.locator('#explanation').innerText(), /^Just speak, then be silent for 3 s/);
    await page.waitForFunction(() => document.querySelector('avatar-ptt').session.detector);
    const detector = await avatar.evaluate((element) => element.session.detector);
    assert.deepEqual(detector, { name: 'silero-v5', reason: '' }, 'the policy of the page allows it');
    await page.getByRole('radio', { name: 'Push-to-talk' }).check({ force: true });
    await until('activeMode', 'push-to-talk');
    assert.equal((await seen('connection-change')).length, connections);
  });

  it('loses the completion, stays locked until the lock is released, and is cured by the setting that the hint names', async () => {
    await untilUnlocked();
    const panel = page.locator('#misbehaviour');
    await panel.getByRole('switch', { name: 'never says that it has finished' }).check();
    await page.locator('#turn-completion-timeout-ms input[type=number]').fill('4000');
    await turn(600);
    await untilUnlocked();
    assert.equal((await seen('lock-change')).at(-1).releaseReason, 'timeout');

    await panel.getByRole('link', { name: 'End of speech also unlocks' }).click();
    const cure = page.getByRole('switch', { name: 'End of speech also unlocks' });
    assert.ok(await cure.evaluate((input) => input === document.activeElement), 'the link leads to the cure');
    await cure.check();
    await page.locator('#turn-completion-timeout-ms .reset').click();
    await turn(600);
    await untilUnlocked();
    assert.equal((await seen('lock-change')).at(-1).releaseReason, 'speech-stopped');
    await page.getByRole('button', { name: 'All back to their defaults' }).click();
    await panel.getByRole('button', { name: 'Behave again' }).click();
    assert.equal(await panel.getByRole('switch', { name: 'never says' }).isChecked(), false);
  });

  it('loses the line, says so, and comes back', async () => {
    await page.getByRole('button', { name: 'Drop the line' }).click();
    await until('connectionState', 'failed');
    assert.equal((await seen('session-error')).at(-1).code, 'connection-lost');
    await connect('Try again');
    await turn(800);
    await until('avatarState', 'speaking');
    await untilUnlocked();
    assert.equal((await seen('lock-change')).at(-1).releaseReason, 'turn-completed');
  });

  it('answers with a function', async () => {
    await page.getByRole('radio', { name: 'A function' }).check({ force: true });
    assert.match(await page.locator('#explanation').innerText(), /what the function makes of it/);
    await turn(800);
    await until('avatarState', 'speaking');
    await untilUnlocked();
  });

  it('is no wider than a small phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    await page.evaluate(() => (document.documentElement.dir = 'rtl'));
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  });

  it('has a console without errors, under its strict policy', () => {
    assert.deepEqual(tab.problems, []);
  });
});

/** Keeps what the tag tells; runs in the page. */
function watchTag() {
  window.seen = [];
  const types = ['connection-change', 'phase-change', 'turn-end', 'lock-change', 'settings-change', 'session-error'];
  const fields = ['type', 'phase', 'durationMs', 'reason', 'releaseReason', 'effective', 'code'];
  for (const type of types) {
    document.querySelector('avatar-ptt').addEventListener(type, (event) => {
      window.seen.push(Object.fromEntries(fields.map((field) => [field, event[field]])));
    });
  }
}
