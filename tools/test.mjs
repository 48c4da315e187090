// `npm test`: what breaks often, in a few minutes: unit tests in Node and in Chromium, then end-to-end tests on what was built.
import os from 'node:os';
import { ensureBrowser } from './browser.mjs';
import { ensureInstalled, fail, run } from './install.mjs';
import { conclude, filesIn, testFiles } from './test-files.mjs';

ensureInstalled();
ensureBrowser();
const { LONG, pureTests } = await import('./test-lanes.mjs');
const { testInNode } = await import('./node-tests.mjs');
const { testInBrowser } = await import('./browser-tests.mjs');

step('Build');
// With its types, which tests of other people's tools read.
if (run('npm run --silent build', [], { shell: true }) !== 0) fail('The build failed, see above.');
step('Unit tests in Node');
const inNode = await testInNode(pureTests(), { atOnce: os.availableParallelism() });
step('Unit tests in Chromium');
const inBrowser = await testInBrowser('chromium');
step('End-to-end tests');
// One file at a time: what most of them measure is time, on a sound device that everything shares.
const endToEnd = await testFiles(filesIn('test/e2e', { except: LONG }));
conclude(inNode, inBrowser, endToEnd);

function step(title) {
  console.log(`\n── ${title}`);
}
