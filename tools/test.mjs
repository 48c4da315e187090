// `npm test`: unit tests in Chromium, then end-to-end tests on what was built; all results in one closing line.
import { ensureBrowser } from './browser.mjs';
import { counted, sumOf } from './counted.mjs';
import { ensureInstalled, fail, run, runBin } from './install.mjs';
import { testFiles } from './test-files.mjs';

ensureInstalled();
ensureBrowser();
step('Build');
// With its types, which tests of other people's tools read.
if (run('npm run --silent build', [], { shell: true }) !== 0) fail('The build failed, see above.');

step('Unit tests');
const unit = await counted('unit', (env) => runBin('wtr', [], { env }));
step('End-to-end tests');
// One file at a time: what most of them measure is time, on a sound device that everything shares.
const endToEnd = await testFiles('test/e2e');

const { passed, failed, skipped } = sumOf([unit, endToEnd]);
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;

function step(title) {
  console.log(`\n── ${title}`);
}
