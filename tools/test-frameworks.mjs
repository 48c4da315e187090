// `npm run test:frameworks`: the examples, built by their own tools with the packed package in them, and driven in Chromium.
// `npm run test:frameworks -- webpack next` tests these only. What was found is shown as a table at the end.
import { ensureBrowser } from './browser.mjs';
import { ensureInstalled, fail, packPackage, run } from './install.mjs';
import { conclude, filesIn, testFiles } from './test-files.mjs';

ensureInstalled();
ensureBrowser();
const { forgetResults, tableOfResults } = await import('../test/frameworks/results.mjs');
if (run('npm run --silent build', [], { shell: true }) !== 0) fail('The build failed, see above.');
if (run('npm ping --silent --fetch-retries=0', [], { shell: true }) === 0) await test(process.argv.slice(2));
else console.log('Skipped: the npm registry can not be reached.');

async function test(names) {
  packPackage();
  forgetResults();
  const counts = await testFiles(filesIn('test/frameworks', { names: names.length > 0 ? names : undefined }));
  console.log(`\n${tableOfResults()}`);
  conclude(counts);
}
