// `npm test`: what breaks often, in a few minutes: unit tests in Node and in Chromium, then end-to-end tests on what was built.
import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { ensureInstalled, fail, root } from './install.mjs';
import { conclude, filesIn, testFiles } from './test-files.mjs';

ensureInstalled();
ensureBrowser();
const { LONG, pureTests } = await import('./test-lanes.mjs');
const { testInNode } = await import('./node-tests.mjs');
const { testInBrowser } = await import('./browser-tests.mjs');

step('Build, and unit tests in Node meanwhile: neither minds the other');
const building = build();
const ofTools = await testFiles([path.join(root, 'test', 'tools', 'test-files.test.mjs')]);
const inNode = await testInNode(pureTests(), { atOnce: os.availableParallelism() });
if ((await building) !== 0) fail('The build failed, see above.');
step('Unit tests in Chromium');
const inBrowser = await testInBrowser('chromium');
step('End-to-end tests');
// One file at a time: what most of them measure is time, on a sound device that everything shares.
const endToEnd = await testFiles(filesIn('test/e2e', { except: LONG }));
conclude(ofTools, inNode, inBrowser, endToEnd);

/** With its types, which tests of other people's tools read. */
function build() {
  const child = spawn('npm run --silent build', { cwd: root, shell: true, stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve) => child.once('close', resolve));
}

function step(title) {
  console.log(`\n── ${title}`);
}
