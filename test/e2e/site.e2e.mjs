// The demo as static files, under a path as a project's page has one: every page opens, and one of them talks.
import assert from 'node:assert/strict';
import { createReadStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { chromium } from 'playwright-core';
import { browserArgs, browserPath } from '../../tools/browser.mjs';
import { buildSite } from '../../tools/site.mjs';
import { despiteStumbles, watch } from './harness.mjs';
import { serve } from './package-server.mjs';
import { smallTalk, writeWav } from './wav.mjs';

const BASE = '/avatar-ptt/';
const TYPES = { html: 'text/html; charset=utf-8', js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' };

describe('the demo as static files', () => {
  let folder;
  let pages;
  let server;
  let browser;
  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'avatar-ptt-'));
    const site = path.join(folder, 'site');
    pages = await buildSite(site);
    server = await serve((request, response) => sendFile(site, request, response));
    const wav = path.join(folder, 'sound.wav');
    writeWav(wav, smallTalk());
    browser = await chromium.launch({ executablePath: browserPath(), args: browserArgs({ wav }) });
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (name) => {
    const page = await (await browser.newContext()).newPage();
    const problems = watch(page);
    // The page for the clouds asks for a token server on this machine, and says so where there is none.
    await page.route('http://127.0.0.1:8787/**', (route) => route.fulfill({ status: 204 }));
    await page.goto(`${server.origin}${BASE}${name}`);
    await page.waitForFunction(() => document.querySelector('avatar-ptt')?.shadowRoot);
    await page.getByRole('button', { name: 'Start conversation' }).first().waitFor();
    return { page, problems };
  };

  it('opens every page, and each leads to the others', async () => {
    assert.ok(pages.includes('index.html'));
    for (const name of pages) {
      const { page, problems } = await open(name);
      const links = await page.locator('a[href]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
      assert.deepEqual(
        links.filter((link) => !/^(https?:|#)/.test(link) && !pages.includes(link.replace('./', ''))),
        [],
        name,
      );
      assert.deepEqual(problems, [], name);
      await page.context().close();
    }
  });

  it('answers a held turn', async () => {
    const { page, problems } = await open('index.html');
    await page.getByRole('button', { name: 'Start conversation' }).click();
    await page.waitForFunction(() => document.querySelector('avatar-ptt').session?.state.isSoundFlowing);
    await despiteStumbles(async () => {
      const released = page.evaluate(
        () =>
          new Promise((resolve) => {
            const tag = document.querySelector('avatar-ptt');
            tag.addEventListener('lock-change', ({ lock, releaseReason }) => lock || resolve(releaseReason));
          }),
      );
      await page.getByRole('button', { name: 'Hold to talk' }).hover();
      await page.mouse.down();
      await page.waitForTimeout(900);
      await page.mouse.up();
      assert.equal(await released, 'turn-completed');
    });
    assert.deepEqual(problems, []);
  });

  it('inspects a conversation', async () => {
    const { page, problems } = await open('tune.html');
    await page.getByRole('tab', { name: 'Events' }).click();
    await page.getByRole('tabpanel').first().waitFor();
    assert.deepEqual(problems, []);
  });
});

function sendFile(site, { url }, response) {
  const { pathname } = new URL(url, 'http://localhost');
  const file = path.join(site, pathname.slice(BASE.length) || 'index.html');
  if (!pathname.startsWith(BASE) || !file.startsWith(site) || !existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': TYPES[path.extname(file).slice(1)] ?? 'application/octet-stream' });
  return createReadStream(file).pipe(response);
}
