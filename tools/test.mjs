// `npm test`: unit tests in Chromium, then end-to-end tests on what was built; all results in one closing line.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { ensureInstalled, fail, root, run, runBin } from './install.mjs';

const cache = path.join(root, '.cache');

ensureInstalled();
ensureBrowser();
mkdirSync(cache, { recursive: true });
step('Build');
if (runBin('rollup', ['-c', '--silent']) !== 0) fail('The build failed.');

step('Unit tests');
const unit = counted('unit', (env) => runBin('wtr', [], { env }));
step('End-to-end tests');
const endToEnd = testEndToEnd();

const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map((key) => unit[key] + endToEnd[key]);
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;

/** What fails is tried once more: a busy machine may stumble, what is broken fails each time. */
function testEndToEnd() {
  const test = (files) => counted('e2e', (env) => run(process.execPath, [...nodeTestArgs(), ...files], { env }));
  const first = test(e2eFiles());
  const { failedFiles = [] } = first;
  if (failedFiles.length === 0) return first;
  console.log(`\nOnce more: ${failedFiles.map((file) => path.relative(root, file)).join(', ')}`);
  const second = test(failedFiles);
  return { ...first, failed: second.failed, passed: first.passed + first.failed - second.failed };
}

function step(title) {
  console.log(`\n── ${title}`);
}

/** Runs one runner and reads its counts. What no test tells (a file that does not load, no test at all) is one failure. */
function counted(name, runner) {
  const file = path.join(cache, `${name}.json`);
  rmSync(file, { force: true });
  const status = runner({ TEST_COUNTS: file });
  const counts = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0, skipped: 0 };
  if (counts.failed === 0 && (status !== 0 || counts.passed === 0)) {
    console.error(counts.passed === 0 ? `No ${name} test ran.` : `The ${name} runner failed (exit code ${status}).`);
    counts.failed = 1;
  }
  return counts;
}

function nodeTestArgs() {
  const spec = ['--test-reporter=spec', '--test-reporter-destination=stdout'];
  // One file at a time: what most of them measure is time, on a sound device that everything shares.
  return [
    '--test',
    '--test-concurrency=1',
    ...spec,
    '--test-reporter=./tools/count-reporter.mjs',
    '--test-reporter-destination=stdout',
  ];
}

/** Named one by one: Node 20 takes folders, later ones take patterns. A name that is missing makes the runner fail. */
function e2eFiles() {
  const folder = 'test/e2e';
  const files = existsSync(path.join(root, folder)) ? readdirSync(path.join(root, folder)) : [];
  const tests = files.filter((file) => file.endsWith('.e2e.mjs')).map((file) => `${folder}/${file}`);
  return tests.length > 0 ? tests : [`${folder}/*.e2e.mjs`];
}
