// A real Chromium on the page of an example, with someone at the microphone who makes small talk.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { browserArgs, browserPath } from '../../tools/browser.mjs';
import { smallTalk, writeWav } from '../e2e/wav.mjs';

/** What tools write into the console of their own accord, word for word up to what varies. */
const OWN_WORDS = [
  // Lit's development build, which development servers choose.
  /^Lit is in dev mode\. Not recommended for production!/,
];

/**
 * Opens `url`. `problems` collects what a clean page has none of; `loaded` all that the page fetched so far. `init` runs in
 * the page before any of its own.
 */
export async function openTab(url, { sound = smallTalk(), init = watchPage } = {}) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'avatar-ptt-'));
  const wav = path.join(folder, 'sound.wav');
  writeWav(wav, sound);
  const browser = await chromium.launch({ executablePath: browserPath(), args: browserArgs({ wav: `${wav}%noloop` }) });
  const page = await browser.newPage();
  await page.addInitScript(init);
  const problems = watch(page);
  const loading = [];
  page.on('response', (response) => {
    // A page that is left takes the answers to its requests along.
    loading.push(
      response.body().then(
        (body) => ({ url: response.url(), body }),
        () => undefined,
      ),
    );
  });
  await page.goto(url);
  return {
    page,
    problems,
    loaded: async () => (await Promise.all(loading)).filter(Boolean),
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function watch(page) {
  const problems = [];
  page.on('console', (message) => {
    const text = message.text();
    // A page that names no icon is asked for one by the browser.
    const isIcon = message.location().url.endsWith('/favicon.ico');
    const isOwn = isIcon || OWN_WORDS.some((words) => words.test(text));
    if (['error', 'warning'].includes(message.type()) && !isOwn) problems.push(text);
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    // Development servers leave a request when they load the page anew.
    if (why !== 'net::ERR_ABORTED') problems.push(`${request.url()} ${why}`);
  });
  return problems;
}

/** Runs in the page: keeps what microphones were opened and what happened. */
function watchPage() {
  window.tracks = [];
  window.connections = [];
  window.turns = [];
  const { getUserMedia } = MediaDevices.prototype;
  MediaDevices.prototype.getUserMedia = async function (constraints) {
    const stream = await getUserMedia.call(this, constraints);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
  document.addEventListener('connection-change', (event) => window.connections.push(event.connectionState));
  document.addEventListener('turn-end', ({ durationMs, reason }) => window.turns.push({ durationMs, reason }));
}
