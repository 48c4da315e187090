// `npm run test:frameworks`: the packed package in small applications of seven frameworks, checked and driven in Chromium.
import { prepareFrameworks } from './frameworks.mjs';
import { ensureInstalled, fail, run } from './install.mjs';
import { testFiles } from './test-files.mjs';

ensureInstalled();
if (run('npm run --silent build', [], { shell: true }) !== 0) fail('The build failed, see above.');
if (prepareFrameworks()) {
  const { failed } = await testFiles('test/frameworks');
  if (failed > 0) fail(`${failed} tests failed.`);
} else {
  console.log('Skipped: the frameworks are not installed yet, and the npm registry can not be reached.');
}
