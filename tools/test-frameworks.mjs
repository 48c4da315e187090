// `npm run test:frameworks`: the packed package in small applications of seven frameworks, checked and driven in Chromium.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { prepareFrameworks } from './frameworks.mjs';
import { ensureInstalled, fail, root, run } from './install.mjs';

ensureInstalled();
if (run('npm run --silent build', [], { shell: true }) !== 0) fail('The build failed, see above.');
if (prepareFrameworks()) {
  const folder = 'test/frameworks';
  const files = readdirSync(path.join(root, folder)).filter((file) => file.endsWith('.e2e.mjs'));
  const named = files.map((file) => `${folder}/${file}`);
  process.exitCode = run(process.execPath, ['--test', '--test-concurrency=1', '--test-reporter=spec', ...named]);
} else {
  console.log('Skipped: the frameworks are not installed yet, and the npm registry can not be reached.');
}
