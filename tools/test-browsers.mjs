// `npm run test:browsers`: the unit tests in Chromium, Firefox and WebKitGTK; what is not installed is skipped, and said.
// `npm run test:browsers -- firefox` runs one of them.
import { spawnSync } from 'node:child_process';
import { ensureBrowser } from './browser.mjs';
import { binPath, ensureInstalled, fail, run, runBin } from './install.mjs';

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
  // WebKitGTK has no headless mode.
  if (name === 'webkit') return run('xvfb-run', ['-a', process.execPath, binPath('wtr')], { env });
  return name === 'firefox' ? withSound(() => runBin('wtr', [], { env })) : runBin('wtr', [], { env });
}

/** Without a sound device Firefox never lets an AudioContext run; Chromium keeps better time without this one. */
function withSound(work) {
  const pulse = (...options) => spawnSync('pulseaudio', options, { stdio: 'ignore' });
  const { error } = pulse('--start', '--exit-idle-time=-1', '--load=module-null-sink sink_name=null');
  if (error) console.log('No pulseaudio: without any sound device, what needs sound will fail.');
  try {
    return work();
  } finally {
    pulse('--kill');
  }
}
