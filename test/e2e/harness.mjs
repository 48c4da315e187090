// A real Chromium with a microphone that plays a sound of ours, on a page that serves the sources as they are.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startDevServer } from '@web/dev-server';
import { chromium } from 'playwright-core';
import { browserArgs, browserPath } from '../../tools/browser.mjs';
import { devServerPlugins, localOnly } from '../../tools/dev-server.mjs';
import { writeWav } from './wav.mjs';

export { Stumble, despiteStumbles } from './stumbles.mjs';

const rootDir = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Opens `file` (a path in the repository) with `sound` at the microphone. `problems` collects what a clean page has
 * none of: console errors, exceptions, unhandled rejections, failed requests. `init` runs in the page before any of its own.
 * With `soundServer`, the address of one, its devices are used and `sound` is not.
 */
export async function openPage({
  sound,
  file = 'test/e2e/page.html',
  args = [],
  context = {},
  init,
  nodeResolve = true,
  soundServer,
}) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'avatar-ptt-'));
  const wav = path.join(folder, 'sound.wav');
  if (!soundServer) writeWav(wav, sound);
  const server = await startDevServer({
    config: {
      rootDir,
      nodeResolve,
      plugins: devServerPlugins(),
      middleware: [localOnly],
      port: 0,
      hostname: 'localhost',
    },
    readCliArgs: false,
    readFileConfig: false,
    autoExitProcess: false,
    logStartMessage: false,
  });
  const browser = await chromium.launch({
    executablePath: browserPath(),
    ...(soundServer ? audible(soundServer, args) : { args: [...browserArgs({ wav: `${wav}%noloop` }), ...args] }),
  });
  const page = await (await browser.newContext(context)).newPage();
  if (init) await page.addInitScript(init);
  const problems = watch(page);
  const { port } = server.server.address();
  await page.goto(`http://localhost:${port}/${file}`);
  return {
    page,
    problems,
    async close() {
      await browser.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

// A browser under test is mute and has a fake device, unless told otherwise.
function audible(soundServer, args) {
  const isReal = (arg) => arg !== '--use-fake-device-for-media-stream';
  return {
    args: [...browserArgs().filter(isReal), ...args],
    ignoreDefaultArgs: ['--mute-audio'],
    env: { ...process.env, PULSE_SERVER: soundServer },
  };
}

/** What a clean page has none of: console errors, exceptions, unhandled rejections, failed requests. */
export function watch(page) {
  const problems = [];
  page.on('console', (message) => {
    const isLitHint = message.text().startsWith('Lit is in dev mode.');
    if (['error', 'warning'].includes(message.type()) && !isLitHint) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('requestfailed', (request) => problems.push(`${request.url()} ${request.failure()?.errorText}`));
  return problems;
}
