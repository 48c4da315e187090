// Unit tests, in Node what needs no browser and in a browser the rest: how they run, and what came of it.
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { defaultReporter, startTestRunner } from '@web/test-runner';
import { build } from 'esbuild';
import { threadEsbuild } from '../build/thread.mjs';
import { devServerPlugins, localOnly } from '../dev-server.mjs';
import { ENGINES } from '../engines.mjs';
import { root } from '../install.mjs';
import { sileroNumbers } from '../silero-numbers.mjs';
import { serveLargeFiles } from '../smart-turn-files.mjs';
import { testFiles } from './files.mjs';

const filesOf = (folder, names) => names.split(' ').map((name) => `${folder}/${name}.test.ts`);

/** Folders and files of unit tests that use nothing that only a browser has. */
const PURE = [
  ...['test/core', 'test/inspector/model', 'test/inspector/schema'],
  ...filesOf('test/audio', 'audio-clock avatar-echo capture-gate capture.worklet catch-up drain microphone-error'),
  ...filesOf('test/audio', 'one-voice pulse-watch silence-watch sound-tap voice-watch'),
  ...filesOf('test/detector', 'frames-of resampler'),
  ...filesOf('test/providers', 'registry'),
  ...filesOf('test/providers/cloud', 'acknowledgements acknowledgements.property cloud-provider new-id session-end'),
  ...filesOf('test/providers/cloud', 'token-answer'),
  ...filesOf('test/session', 'avatar-watch clock log wire'),
  ...filesOf('test/inspector/events', 'events-format events-model events-rows'),
  ...filesOf('test/inspector/recordings', 'chrome-trace export-content import-foreign import-hostile recording'),
  ...filesOf('test/inspector/recordings', 'recordings.crash wav'),
  ...filesOf('test/inspector/redaction', 'device-label'),
  ...filesOf('test/inspector/sources', 'page-source'),
  ...filesOf('test/inspector/timeline', 'timeline-columns timeline-fold timeline-turns timeline-viewport'),
  ...filesOf('test/inspector/timeline', 'pauses waterfall-waits'),
  ...filesOf('test/inspector/tuning', 'tuning-effect-time tuning-in-force'),
  ...filesOf('test/inspector/what-if', 'pause-answers what-if what-if-answering'),
];

/** The walk through every state takes a minute and a half in a browser, and longer on a busy machine. */
const FINISHED_WITHIN_MS = 300_000;
/** Longer than any one file may take: whoever says nothing for so long stands still. */
const NO_PROGRESS_MS = FINISHED_WITHIN_MS + 60_000;

/** What a test can't find by itself: which recordings there are, and the network's numbers as they were published. */
const fixtures = {
  name: 'fixtures',
  serve: ({ path: asked }) => {
    if (asked === '/test/fixtures/silero-v5.json') return { type: 'json', body: JSON.stringify(sileroNumbers()) };
    if (asked !== '/test/fixtures/recordings.json') return undefined;
    const files = readdirSync(path.join(root, 'test/fixtures/mfa'));
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
  browsers: [ENGINES[engine].launcher(path.join(root, 'test/fixtures/speech.wav'))],
  reporters: [defaultReporter()],
});

/** Runs the unit tests, or those of `files`, in one engine and resolves with their counts. One that stands still ends it. */
export async function testInBrowser(engine, files) {
  const runner = await startTestRunner({
    config: { ...configFor(engine), ...(files && { files }), rootDir: root },
    readCliArgs: false,
    readFileConfig: false,
    autoExitProcess: false,
  });
  const watch = watchProgress(runner);
  await new Promise((resolve) => runner.on('stopped', resolve));
  watch.stop();
  return countsOf([...runner.sessions.all()]);
}

/**
 * Runs those that need no browser in Node, compiled by esbuild, with the words of mocha on Node's own runner; `atOnce` files
 * side by side. Resolves with their counts.
 */
export async function testInNode({ atOnce }) {
  const compiled = await compile(pureTests());
  // The files run in processes of their own, which take it from here: stacks name the sources.
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --enable-source-maps`;
  return testFiles(compiled, { atOnce });
}

function pureTests() {
  const entries = (place) =>
    place.endsWith('.ts')
      ? [place]
      : readdirSync(path.join(root, place), { recursive: true }).map((file) => path.posix.join(place, file));
  return PURE.flatMap(entries).filter((file) => file.endsWith('.test.ts'));
}

async function compile(files) {
  const outdir = path.join(root, '.cache', 'node-tests');
  rmSync(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: files,
    outdir,
    outbase: '.',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    // What package.json says of side effects is for embedders: the seed of the properties is imported for its own.
    ignoreAnnotations: true,
    inject: [path.join(root, 'tools/test/mocha.mjs')],
    // The same `expect`, without what it knows of pages.
    alias: { '@open-wc/testing': '@open-wc/testing/pure' },
    plugins: [threadEsbuild()],
    logLevel: 'warning',
  });
  const outputs = Object.entries(metafile.outputs);
  return outputs.filter(([, { entryPoint }]) => files.includes(entryPoint)).map(([file]) => path.join(root, file));
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
