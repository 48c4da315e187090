// A conversation on the real path is recorded with its sound, survives a reload, is replayed, exported and imported again.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openPage } from './harness.mjs';
import { joined, silence } from './sounds.mjs';
import { speech } from './wav.mjs';

describe('a recorded conversation', () => {
  let tab;
  let page;
  let held;
  before(async () => {
    const sound = joined(...Array.from({ length: 20 }, () => [speech(), silence(0.5)]).flat());
    tab = await openPage({ sound, file: 'test/e2e/element.html', context: { acceptDownloads: true } });
    ({ page } = tab);
    await openRecordings(page);
    await page.getByRole('button', { name: 'Start conversation' }).click();
    await page.waitForFunction(() => window.tag.session?.state.isSoundFlowing);
    await page.getByRole('checkbox', { name: 'With sound' }).check();
    await page.getByRole('button', { name: 'Record', exact: true }).click();
    for (let turn = 1; turn <= 2; turn++) await talk(page, turn);
    await page.getByRole('button', { name: 'Stop recording' }).click();
    await page.getByRole('button', { name: /^Open / }).waitFor();
    held = await page.evaluate(() => JSON.stringify([...window.tag.session.log]));
    await page.reload();
    await openRecordings(page);
  });
  after(() => tab.close());

  it('is on the list after a reload, and leads to the same records and states again', async () => {
    await page.getByRole('button', { name: /^Open / }).waitFor();
    assertSame(await lived(page), held);
  });

  it('has the sound of both sides: a voice, and later its echo', async () => {
    const { secs, left, right } = await page.evaluate(async () => {
      const { recording } = await window.newest();
      const [sound] = recording.sounds;
      const loudest = [0, 0];
      for await (const piece of sound.pieces()) {
        piece.forEach((sample, i) => (loudest[i % 2] = Math.max(loudest[i % 2], Math.abs(sample))));
      }
      return { secs: sound.length / sound.sampleRate, left: loudest[0], right: loudest[1] };
    });
    assert.ok(secs > 2, `${secs} s`);
    assert.ok(left > 3000, `microphone ${left}`);
    assert.ok(right > 3000, `avatar ${right}`);
  });

  it('is shown in the panels when it is opened', async () => {
    await page.getByRole('button', { name: /^Open / }).click();
    await page.getByRole('button', { name: 'Close, back to the page' }).waitFor();
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Close, back to the page' }).click();
    await page.getByRole('button', { name: 'Record', exact: true }).waitFor();
  });

  it('leaves as a file that comes back as the same conversation', async () => {
    await page.getByRole('button', { name: /^Export avatar-ptt/ }).click();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const download = await downloading;
    assert.match(download.suggestedFilename(), /^avatar-ptt.*\.zip$/);
    await page.getByRole('button', { name: /^Delete avatar-ptt/ }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('There are no recordings yet').waitFor();
    await page.locator('avatar-inspector .rc-file').setInputFiles(await download.path());
    await page.getByRole('button', { name: /^Open / }).waitFor();
    assertSame(await lived(page), held);
  });

  it('has a console without errors', () => {
    // What the voice detector was still loading when the page was reloaded.
    const problems = tab.problems.filter((problem) => !/\/detector\/.* net::ERR_ABORTED$/.test(problem));
    assert.deepEqual(problems, []);
  });
});

describe('a recording whose page crashes', () => {
  let tab;
  before(async () => {
    const sound = joined(...Array.from({ length: 20 }, () => [speech(), silence(0.5)]).flat());
    tab = await openPage({ sound, file: 'test/e2e/element.html' });
  });
  after(() => tab.close());

  for (const afterMs of [1700, 2900, 4300]) {
    it(`has lost its last second at most, after ${afterMs} ms`, async () => {
      const context = tab.page.context();
      const page = await context.newPage();
      await page.goto(tab.page.url());
      await openRecordings(page);
      await page.getByRole('button', { name: 'Start conversation' }).click();
      await page.waitForFunction(() => window.tag.session?.state.isSoundFlowing);
      await page.getByRole('checkbox', { name: 'With sound' }).check();
      await page.getByRole('button', { name: 'Record', exact: true }).click();
      await page.getByRole('button', { name: 'Stop recording' }).waitFor();
      const recordedMs = await page.evaluate(async (ms) => {
        const from = performance.now();
        await new Promise((resolve) => setTimeout(resolve, ms));
        return performance.now() - from;
      }, afterMs);
      const crashed = new Promise((resolve) => page.once('crash', resolve));
      // It answers nothing any more.
      void context.newCDPSession(page).then((session) => session.send('Page.crash').catch(() => undefined));
      await crashed;
      const next = await context.newPage();
      await next.goto(tab.page.url());
      await openRecordings(next);
      const kept = await next.evaluate(async () => {
        const { recording, records } = await window.newest();
        const sounds = recording.sounds.map(({ length, sampleRate }) => (length * 1000) / sampleRate);
        const work = { signal: new AbortController().signal, progress: () => undefined };
        const { exportFile } = await import('/inspector/recordings/export-recording.ts');
        const file = await exportFile(recording, 'zip', { withSound: true, withTexts: true }, work);
        return { soundMs: sounds.at(-1), records: records.length, bytes: file.size };
      });
      assert.ok(kept.soundMs >= recordedMs - 1000, `${kept.soundMs} of ${recordedMs} ms`);
      assert.ok(kept.records > 0 && kept.bytes > 10_000, JSON.stringify(kept));
      await next.close();
    });
  }
});

async function openRecordings(page) {
  await page.waitForFunction(() => window.isReady);
  await page.evaluate(async () => {
    await import('/inspector/define.ts');
    const { replay } = await import('/src/headless.ts');
    const { loadRecording } = await import('/inspector/recordings/load-recording.ts');
    const { RecordingStore } = await import('/inspector/recordings/recording-store.ts');
    const inspector = document.createElement('avatar-inspector');
    document.body.append(inspector);
    inspector.show('recordings');
    window.newest = async () => {
      const store = new RecordingStore();
      const [kept] = await store.list();
      const recording = await loadRecording(store, kept);
      return { recording, records: replay(recording.events, recording.header.initial) };
    };
  });
}

async function talk(page, turn) {
  await page.getByRole('button', { name: 'Hold to talk' }).hover();
  await page.mouse.down();
  await page.waitForTimeout(900);
  await page.mouse.up();
  await page.waitForFunction(
    (count) => window.tag.lock === null && window.tag.session.turns.filter((told) => told.completedAt).length === count,
    turn,
  );
}

const lived = (page) => page.evaluate(async () => JSON.stringify((await window.newest()).records));

/** The recording may end before the session's log does. The name of a device is long, and no secret's. */
function assertSame(livedJson, heldJson) {
  const plain = (json) => JSON.parse(json, (key, value) => (key === 'deviceId' ? '' : value));
  const records = plain(livedJson);
  assert.ok(records.length > 20);
  assert.deepEqual(records, plain(heldJson).slice(0, records.length));
}
