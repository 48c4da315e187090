// A stranger's minute: a blank file with the README's page, the files of the packed package on a stand-in for a public
// CDN, a plain static server, and a person who wants to hear an answer.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { browserArgs, browserPath } from '../../tools/browser.mjs';
import { cdnStandIn, examples, withHash } from './examples.mjs';
import { smallTalk, writeWav } from './wav.mjs';

const run = promisify(execFile);
const cwd = fileURLToPath(new URL('../..', import.meta.url));
const MINUTE_MS = 60_000;

describe("a stranger's minute", () => {
  let folder;
  let packed;
  let cdn;
  let server;
  let browser;
  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'avatar-ptt-'));
    packed = await unpacked(folder);
    cdn = await cdnStandIn(packed);
    server = createServer((request, response) => {
      if (request.url !== '/') return response.writeHead(404).end();
      return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(cdn.from(html(packed)));
    });
    await new Promise((resolve) => server.listen(0, 'localhost', resolve));
    const wav = path.join(folder, 'sound.wav');
    writeWav(wav, smallTalk());
    browser = await chromium.launch({ executablePath: browserPath(), args: browserArgs({ wav: `${wav}%noloop` }) });
  });
  after(async () => {
    await browser?.close();
    await cdn?.close();
    await new Promise((resolve) => server.close(resolve).closeAllConnections());
    rmSync(folder, { recursive: true, force: true });
  });

  it('leads from a blank file to a spoken answer', async (t) => {
    const begun = performance.now();
    const step = (what) => t.diagnostic(`${((performance.now() - begun) / 1000).toFixed(1)} s  ${what}`);
    const page = await browser.newPage();
    const problems = [];
    page.on('pageerror', (error) => problems.push(String(error)));

    await page.goto(`http://localhost:${server.address().port}/`);
    const start = page.getByRole('button', { name: 'Start conversation' });
    await start.waitFor();
    step('the page shows the button');

    await start.click();
    await page.waitForFunction(() => document.querySelector('avatar-ptt').session?.state.isSoundFlowing);
    await page.getByRole('button', { name: 'Hold or tap to talk' }).hover();
    step('the microphone is open');

    const answer = page.evaluate(hearAnswer);
    await page.mouse.down();
    await page.waitForTimeout(900);
    await page.mouse.up();
    step('the button is let go');

    const { level, releaseReason } = await answer;
    step('the answer was heard');
    assert.ok(level > 0.01, `the avatar was as loud as ${level}`);
    assert.equal(releaseReason, 'turn-completed');
    assert.ok(performance.now() - begun < MINUTE_MS);
    assert.deepEqual(problems, []);
  });
});

/** The packed package, as it is after `npm install`. */
async function unpacked(folder) {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd,
    shell: process.platform === 'win32',
  });
  const [{ filename }] = JSON.parse(stdout);
  await run('tar', ['-xzf', filename], { cwd: folder });
  return path.join(folder, 'package');
}

/** The README's page, with the hash of what was packed. */
function html(packed) {
  const { code } = examples.find(({ page, language }) => page === 'README.md' && language === 'html');
  return withHash(code, JSON.parse(readFileSync(path.join(packed, 'cdn/integrity.json'), 'utf8')));
}

/** How loud the answer was at most, and why the lock let go after it; runs in the page. */
function hearAnswer() {
  const tag = document.querySelector('avatar-ptt');
  let level = 0;
  tag.session.listen({ level: ({ avatarLevel }) => (level = Math.max(level, avatarLevel)) });
  return new Promise((resolve) => {
    tag.addEventListener('lock-change', ({ lock, releaseReason }) => lock || resolve({ level, releaseReason }));
  });
}
