// `npm run test:browsers`: the unit tests in Chromium, Firefox and WebKitGTK; what is not installed is skipped, and said.
// `npm run test:browsers -- firefox` runs one of them, with further words only the files that these name.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { ensureBrowser } from './browser.mjs';
import { ensureInstalled, fail, runBin } from './install.mjs';
import { conclude } from './test-files.mjs';

ensureInstalled();
ensureBrowser();
const { ENGINES } = await import('./engines.mjs');
const { testInBrowser } = await import('./browser-tests.mjs');
const [chosen, ...files] = process.argv.slice(2);
const names = chosen ? [chosen] : Object.keys(ENGINES);
const unknown = names.find((name) => !(name in ENGINES));
if (unknown) fail(`There is no engine "${unknown}"; allowed: ${Object.keys(ENGINES).join(', ')}.`);
if (runBin('rollup', ['-c', '--silent']) !== 0) fail('The build failed.');

// Whoever interrupts it takes the browsers along: they go on 'exit'.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** What an engine needs around it. Chromium keeps better time without a sound device. */
const around = { chromium: (work) => work(), firefox: withSound, webkit: withDisplay };
const results = [];
for (const name of names) {
  const { missing } = ENGINES[name];
  console.log(`\n── ${name}${missing && `: skipped. ${missing}.`}`);
  if (missing === '') results.push(await around[name](() => testInBrowser(name, files.length > 0 ? files : undefined)));
}
if (results.length > 0) conclude(...results);

/** Without a sound device Firefox never lets an AudioContext run. */
async function withSound(work) {
  const pulse = (...options) => spawnSync('pulseaudio', options, { stdio: 'ignore' });
  const { error } = pulse('--start', '--exit-idle-time=-1', '--load=module-null-sink sink_name=null');
  if (error) console.log('No pulseaudio: without any sound device, what needs sound will fail.');
  try {
    return await work();
  } finally {
    pulse('--kill');
  }
}

/** WebKitGTK has no headless mode, so it gets a display of its own, at the first number that is free. */
async function withDisplay(work) {
  const xvfb = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x1024x24'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  process.once('exit', () => xvfb.kill());
  try {
    const [number] = await once(xvfb.stdout, 'data', { signal: AbortSignal.timeout(10_000) });
    process.env.DISPLAY = `:${String(number).trim()}`;
    return await work();
  } finally {
    xvfb.kill();
  }
}
