// `npm run test:livekit`: both cloud backends against stand-ins in a room of a real LiveKit server, on the loopback.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ensureInstalled, root, run, runBin } from './install.mjs';

ensureInstalled();
const { ensureLiveKit, howToInstall } = await import('./livekit.mjs');
if (ensureLiveKit()) {
  const folder = 'test/livekit';
  const files = readdirSync(path.join(root, folder)).filter((file) => file.endsWith('.e2e.mjs'));
  const named = files.map((file) => `${folder}/${file}`);
  // One after the other: what is measured is time.
  process.exitCode =
    runBin('rollup', ['-c', '--silent']) ||
    run(process.execPath, ['--test', '--test-concurrency=1', '--test-reporter=spec', ...named]);
} else {
  console.log(`Skipped: ${howToInstall}`);
}
