// `npm run test:livekit`: both cloud backends against stand-ins in a room of a real LiveKit server, on the loopback.
// `npm run test:livekit -- storm` runs the files with that in their name.
import os from 'node:os';
import { ensureBrowser } from './browser.mjs';
import { ensureInstalled, fail, runBin } from './install.mjs';
import { conclude, filesIn, testFiles } from './test-files.mjs';

ensureInstalled();
ensureBrowser();
const { ensureLiveKit, howToInstall } = await import('./livekit.mjs');
if (ensureLiveKit()) await test(process.argv[2]);
else console.log(`Skipped: ${howToInstall}`);

async function test(named) {
  if (runBin('rollup', ['-c', '--silent']) !== 0) fail('The build failed.');
  // Time is what they measure, and each is a browser, a server and two ends of a connection: four cores for one.
  const atOnce = Math.max(1, Math.floor(os.availableParallelism() / 4));
  conclude(await testFiles(filesIn('test/livekit', { named }), { atOnce }));
}
