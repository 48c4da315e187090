// `npm run test:livekit`: the cloud backends against stand-ins of their services, in rooms of a real LiveKit server.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { findBrowser, howToInstall as howToInstallBrowser } from './browser.mjs';
import { ensureInstalled, fail, root, run } from './install.mjs';

ensureInstalled();
if (!findBrowser()) fail(howToInstallBrowser);
const { ensureLiveKit, howToInstall } = await import('./livekit.mjs');
if (ensureLiveKit()) process.exitCode = run(process.execPath, ['--test', '--test-reporter=spec', ...testFiles()]);
else console.log(`SKIPPED: the tests with a LiveKit server did not run. ${howToInstall}`);

/** Named one by one: Node 20 takes folders, later ones take patterns. */
function testFiles() {
  const folder = 'test/livekit';
  const files = readdirSync(path.join(root, folder)).filter((file) => file.endsWith('.e2e.mjs'));
  return files.map((file) => `${folder}/${file}`);
}
