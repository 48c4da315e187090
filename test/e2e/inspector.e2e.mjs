// The inspector beside a real conversation: strict policy, every panel, a window of its own, any page.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openPage } from './harness.mjs';
import { joined, silence } from './sounds.mjs';
import { speech } from './wav.mjs';

describe('the inspector on the tuning page', () => {
  let tab;
  before(async () => {
    tab = await openPage({ file: 'demo/tune.html', sound: joined(speech(), silence(4), speech(), silence(60)) });
    await tab.page.locator('avatar-ptt').getByRole('button', { name: 'Start conversation' }).click();
  });
  after(() => tab.close());

  it('shows a live conversation in every panel, under a strict policy', async () => {
    const { page } = tab;
    await page.waitForFunction(() => document.querySelector('avatar-ptt').session?.turns.length > 0);
    for (const name of ['Events', 'Timeline', 'Locks', 'Recordings', 'Tuning']) {
      await page.getByRole('tab', { name }).click();
      await page.waitForFunction(() => {
        const { innerText } = document.querySelector('avatar-inspector').shadowRoot.querySelector('[role=tabpanel]');
        return !innerText.includes('Loading') && innerText.length > 40;
      });
    }
    assert.deepEqual(tab.problems, []);
  });

  it('goes into a window of its own, with its styles and the live conversation, and comes back', async () => {
    const { page } = tab;
    const opened = page.waitForEvent('popup');
    await page.getByLabel('Where the inspector is').selectOption('window');
    const popup = await opened;
    await popup.getByRole('tab', { name: 'Events' }).click();
    const background = await popup.locator('avatar-inspector').evaluate((el) => getComputedStyle(el).display);
    assert.equal(background, 'flex', 'the style sheets came along');
    const panel = await popup.locator('.ev').evaluate((el) => getComputedStyle(el).display);
    assert.equal(panel, 'flex', 'those of the panel, too');
    const isFilled = await popup.evaluate(
      () => Math.abs(document.querySelector('avatar-inspector').offsetHeight - innerHeight) < 2,
    );
    assert.ok(isFilled, 'it fills its window');
    const label = popup.getByLabel('What is watched');
    assert.equal(await label.evaluate((select) => select.selectedOptions[0].textContent.trim()), 'avatar-ptt#avatar');
    assert.equal(await page.locator('avatar-inspector').count(), 0);
    await popup.close();
    await page.locator('main > avatar-inspector').waitFor();
    await page.getByRole('tab', { name: 'Events', selected: true }).waitFor();
    assert.deepEqual(tab.problems, []);
  });
});

describe('an inspector in another tab', () => {
  it('shows the conversation of this one, and changes its settings', async () => {
    const tab = await openPage({ file: 'demo/tune.html', sound: joined(speech(), silence(60)) });
    const { page } = tab;
    await page.evaluate(() => document.querySelector('avatar-inspector').setAttribute('share', 'talk'));
    await page.locator('avatar-ptt').getByRole('button', { name: 'Start conversation' }).click();
    await page.waitForFunction(() => document.querySelector('avatar-ptt').session?.turns.length > 0);
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.evaluate(() => {
      document.querySelector('avatar-ptt').remove();
      document.querySelector('avatar-inspector').channel = 'talk';
    });
    await other
      .getByLabel('What is watched')
      .getByText('avatar-ptt#avatar in another tab')
      .waitFor({ state: 'attached' });
    await other.getByRole('tab', { name: 'Events' }).click();
    await other.getByRole('tabpanel').getByText('speech-started').first().waitFor();
    await other.getByRole('tab', { name: 'Tuning' }).click();
    const field = other.getByRole('spinbutton', { name: /Silence that ends the turn/ });
    await field.fill('1.4');
    await field.press('Enter');
    await page.waitForFunction(
      () => document.querySelector('avatar-ptt').turnTaking.customTurnDetection.stopSecs === 1.4,
    );
    assert.deepEqual(tab.problems, []);
    await tab.close();
  });
});

describe('openInspector', () => {
  it('brings the inspector to a page that has a tag, and takes it away again', async () => {
    const tab = await openPage({ file: 'demo/index.html', sound: silence(1) });
    const { page } = tab;
    const open = () => page.evaluate(() => import('/inspector/index.ts').then((m) => m.openInspector()));
    await open();
    const inspector = page.locator('body > avatar-inspector');
    await inspector.getByRole('tab', { name: 'Events' }).waitFor();
    const box = await inspector.boundingBox();
    const { height } = page.viewportSize();
    assert.equal(Math.round(box.y + box.height), height);
    await open();
    assert.equal(await inspector.count(), 0);
    assert.deepEqual(tab.problems, []);
    await tab.close();
  });
});
