// Unit tests in a browser, on @web/test-runner: how they run, and what came of it.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defaultReporter, startTestRunner } from '@web/test-runner';
import { devServerPlugins, localOnly } from './dev-server.mjs';
import { ENGINES } from './engines.mjs';
import { sileroNumbers } from './silero-numbers.mjs';
import { serveLargeFiles } from './smart-turn-files.mjs';
import { pureTests } from './test-lanes.mjs';

const wav = fileURLToPath(new URL('../test/fixtures/speech.wav', import.meta.url));
/** The walk through every state takes a minute and a half in a browser, and longer on a busy machine. */
const FINISHED_WITHIN_MS = 300_000;
/** Longer than any one file may take: whoever says nothing for so long stands still. */
const NO_PROGRESS_MS = FINISHED_WITHIN_MS + 60_000;

/** What a test can't find by itself: which recordings there are, and the network's numbers as they were published. */
const fixtures = {
  name: 'fixtures',
  serve: ({ path }) => {
    if (path === '/test/fixtures/silero-v5.json') return { type: 'json', body: JSON.stringify(sileroNumbers()) };
    if (path !== '/test/fixtures/recordings.json') return undefined;
    const files = readdirSync(new URL('../test/fixtures/mfa', import.meta.url));
    return { type: 'json', body: JSON.stringify(files.filter((file) => /\.(flac|wav)$/.test(file))) };
  },
};

/** The configuration for one engine of `engines.mjs`. Chromium leaves out what Node, the same engine, has run. */
export const configFor = (engine) => ({
  files: ['test/**/*.test.ts', ...(engine === 'chromium' ? pureTests().map((file) => `!${file}`) : [])],
  nodeResolve: { exportConditions: ['development'] },
  middleware: [localOnly],
  plugins: [fixtures, serveLargeFiles(), ...devServerPlugins()],
  // Lit's development build warns of misuse, and first of all that it is the development build.
  filterBrowserLogs: ({ args }) => !String(args[0]).startsWith('Lit is in dev mode.'),
  testsFinishTimeout: FINISHED_WITHIN_MS,
  concurrency: engine === 'chromium' ? 2 : 1,
  testFramework: { config: { timeout: 20_000 } },
  browsers: [ENGINES[engine].launcher(wav)],
  reporters: [defaultReporter()],
});

/** Runs the unit tests, or those of `files`, in one engine and resolves with their counts. One that stands still ends it. */
export async function testInBrowser(engine, files) {
  const config = {
    ...configFor(engine),
    ...(files && { files }),
    rootDir: fileURLToPath(new URL('..', import.meta.url)),
  };
  const runner = await startTestRunner({
    config,
    readCliArgs: false,
    readFileConfig: false,
    autoExitProcess: false,
  });
  const watch = watchProgress(runner);
  await new Promise((resolve) => runner.on('stopped', resolve));
  watch.stop();
  return countsOf([...runner.sessions.all()]);
}

function watchProgress(runner) {
  const stuck = () => {
    const waiting = [...runner.sessions.all()].filter(({ status }) => status !== 'FINISHED' && status !== 'SCHEDULED');
    const files = waiting.map(({ testFile, status }) => `${testFile} (${status})`);
    console.error(`\nNo progress for ${NO_PROGRESS_MS / 60_000} minutes at:\n${files.join('\n')}`);
    process.exit(1);
  };
  let timer = setTimeout(stuck, NO_PROGRESS_MS);
  runner.sessions.on('session-status-updated', () => {
    clearTimeout(timer);
    timer = setTimeout(stuck, NO_PROGRESS_MS);
  });
  return { stop: () => clearTimeout(timer) };
}

const testsOf = (suite) => (suite ? [...suite.tests, ...suite.suites.flatMap(testsOf)] : []);

/** A file that did not come to its tests is one failure. */
function countsOf(sessions) {
  const tests = sessions.flatMap(({ testResults }) => testsOf(testResults));
  const skipped = tests.filter((test) => test.skipped).length;
  const passed = tests.filter((test) => test.passed && !test.skipped).length;
  const failed = tests.length - passed - skipped;
  const broken = sessions.filter(({ passed: isGood, testResults }) => {
    return !isGood && testsOf(testResults).every((test) => test.passed || test.skipped);
  });
  return { passed, skipped, failed: failed + broken.length };
}
