// `npm run test:browsers`: the unit tests in Chromium, Firefox and WebKitGTK; what is not installed is skipped, and said.
// `npm run test:browsers -- firefox` runs one of them.
import { spawnSync } from 'node:child_process';
import { ensureBrowser } from './browser.mjs';
import { ensureInstalled, fail, run, runBin } from './install.mjs';

ensureInstalled();
ensureBrowser();
const { ENGINES } = await import('./engines.mjs');
const names = process.argv[2] ? [process.argv[2]] : Object.keys(ENGINES);
const unknown = names.find((name) => !(name in ENGINES));
if (unknown) fail(`There is no engine "${unknown}"; allowed: ${Object.keys(ENGINES).join(', ')}.`);
if (runBin('rollup', ['-c', '--silent']) !== 0) fail('The build failed.');

const failed = names.filter((name) => {
  const { missing } = ENGINES[name];
  console.log(`\n── ${name}${missing && `: skipped. ${missing}.`}`);
  return missing === '' && test(name) !== 0;
});
if (failed.length > 0) fail(`Failed in ${failed.join(', ')}.`);

function test(name) {
  const env = { TEST_ENGINE: name };
  // Without a sound device Firefox never lets an AudioContext run.
  if (name === 'firefox') startSound();
  const runner = ['node_modules/@web/test-runner/dist/bin.js'];
  // WebKitGTK has no headless mode.
  return name === 'webkit' ? run('xvfb-run', ['-a', process.execPath, ...runner], { env }) : runBin('wtr', [], { env });
}

function startSound() {
  const options = ['--start', '--exit-idle-time=60', '--load=module-null-sink sink_name=null'];
  const { error } = spawnSync('pulseaudio', options, { stdio: 'ignore' });
  if (error) console.log('No pulseaudio: without any sound device, what needs sound will fail.');
}
