// `npm run test:long`: what takes long because it waits in real time: the other end-to-end tests, the package in other
// people's tools, both clouds on a LiveKit server. The parts have commands of their own.
import path from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { ensureInstalled, fail, root, run } from './install.mjs';
import { conclude, filesIn, testFiles } from './test-files.mjs';

ensureInstalled();
ensureBrowser();
const { LONG } = await import('./test-lanes.mjs');
if (run('npm run --silent build', [], { shell: true }) !== 0) fail('The build failed, see above.');
conclude(await testFiles(filesIn('test/e2e', { names: LONG })));
/** As it would be published: the tools that need most of a package, and tests that render the tag. */
const FRAMEWORKS = ['webpack', 'next', 'esbuild', 'embedders'];
test('test-frameworks.mjs', FRAMEWORKS);
test('test-livekit.mjs');

/** Goes on whatever came of it: what took so long shall tell everything. */
function test(tool, names = []) {
  if (run(process.execPath, [path.join(root, 'tools', tool), ...names]) !== 0) process.exitCode = 1;
}
