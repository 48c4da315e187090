// `npm run test:frameworks`: the examples, built by their own tools with the packed package in them, and driven in Chromium.
// `npm run test:frameworks -- webpack next` tests these only. What was found is shown as a table at the end.
import { ensureBrowser } from './browser.mjs';
import { ensureInstalled, fail, packPackage, run } from './install.mjs';
import { testFiles } from './test-files.mjs';

ensureInstalled();
ensureBrowser();
const { forgetResults, tableOfResults } = await import('../test/frameworks/results.mjs');
if (run('npm run --silent build', [], { shell: true }) !== 0) fail('The build failed, see above.');
if (run('npm ping --silent --fetch-retries=0', [], { shell: true }) === 0) await test(process.argv.slice(2));
else console.log('Skipped: the npm registry can not be reached.');

async function test(names) {
  packPackage();
  forgetResults();
  const only = names.length > 0 ? names : undefined;
  const { passed, failed } = await testFiles('test/frameworks', { only });
  console.log(`\n${tableOfResults()}\n`);
  if (failed > 0) fail(`${failed} of ${passed + failed} tests in other people's tools failed.`);
  console.log(`All ${passed} tests in other people's tools passed.`);
}
