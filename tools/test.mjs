// The commands that test. `npm test` is what breaks often, in a few minutes; the other lanes are called by their names:
// `node tools/test.mjs <lane> [words that choose]`, see CONTRIBUTING.md.
import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { ensureInstalled, fail, packPackage, root, run } from './install.mjs';
import { conclude, filesIn, testFiles } from './test/files.mjs';

/**
 * End-to-end files that wait in real time or try everything in turn, 10 to 200 s each: `npm run test:long`. Where it is time or
 * sound that is judged, nothing else runs meanwhile.
 */
const JUDGE_TIME = [
  ...['capture', 'echo-canceller', 'gestures', 'hands-free', 'listen', 'loudspeaker', 'policies', 'room', 'stranger'],
  ...['suspension', 'tag-gestures', 'demo', 'lazy-loads', 'recordings', 'readme', 'smart-turn-live', 'what-if'],
  'latch',
];
const JUDGE_NO_TIME = [
  'documents',
  'looks',
  'package',
  'people',
  'react',
  'script-tag',
  'site',
  'smart-turn',
  'token-routes',
];

/** As it would be published: the tools that need most of a package, and tests that render the tag. */
const FRAMEWORKS = ['webpack', 'next', 'esbuild', 'embedders'];

const lanes = { quick, long, livekit, agents, frameworks, browsers };

const [name = 'quick', ...words] = process.argv.slice(2);
if (!Object.hasOwn(lanes, name)) fail(`There is no lane "${name}", only: ${Object.keys(lanes).join(', ')}.`);
ensureInstalled();
ensureBrowser();
await lanes[name](words);

/** What breaks often: unit tests in Node and in Chromium, then end-to-end tests on what was built. */
async function quick() {
  const { testInBrowser, testInNode } = await import('./test/unit.mjs');
  step('Build, and unit tests in Node meanwhile: neither minds the other');
  const building = build();
  const ofTools = await testFiles([path.join(root, 'test/tools/files.test.mjs')]);
  const inNode = await testInNode({ atOnce: os.availableParallelism() });
  await building;
  step('Unit tests in Chromium');
  const inBrowser = await testInBrowser('chromium');
  step('End-to-end tests');
  // One file at a time: what most of them measure is time, on a sound device that everything shares.
  const endToEnd = await testFiles(filesIn('test/e2e', { except: [...JUDGE_TIME, ...JUDGE_NO_TIME] }));
  conclude(ofTools, inNode, inBrowser, endToEnd);
}

/** What takes long because it waits in real time. Each part goes on whatever came of the one before, and concludes by itself. */
async function long() {
  await build();
  const sideBySide = await testFiles(filesIn('test/e2e', { names: JUDGE_NO_TIME }), { atOnce: 2 });
  conclude(sideBySide, await testFiles(filesIn('test/e2e', { names: JUDGE_TIME })));
  await testFrameworks(FRAMEWORKS);
  await testLiveKit();
}

/** Both cloud backends against stand-ins in a room of a real LiveKit server, on the loopback: files with `named` in their name. */
async function livekit([named]) {
  await build();
  await testLiveKit(named);
}

/** The demo's agents, on the frameworks that they are written for, installed from their registry: those with `named` in their name. */
async function agents([named]) {
  const { ensureAgent, ensureWhisper, howToInstall, isPythonThere } = await import('./agents.mjs');
  if (!isPythonThere()) return console.log(`Skipped: ${howToInstall}`);
  await build();
  const files = filesIn('test/agents', { named });
  for (const file of files)
    if (!ensureAgent(path.basename(file, '.e2e.mjs'))) return console.log('Skipped: the registry can not be reached.');
  ensureWhisper();
  return conclude(await testFiles(files));
}

/** The examples, built by their own tools with the packed package in them, and driven in Chromium: all, or `names`. */
async function frameworks(names) {
  await build();
  await testFrameworks(names.length > 0 ? names : undefined);
}

/** The unit tests in Chromium, Firefox and WebKitGTK, or in one of them; what is not installed is skipped, and said. */
async function browsers([chosen, ...files]) {
  const { ENGINES } = await import('./engines.mjs');
  const { testInBrowser } = await import('./test/unit.mjs');
  if (chosen && !Object.hasOwn(ENGINES, chosen))
    fail(`There is no engine "${chosen}"; allowed: ${Object.keys(ENGINES).join(', ')}.`);
  await build();
  // Whoever interrupts it takes the browsers along: they go on 'exit'.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  const results = [];
  for (const engine of chosen ? [chosen] : Object.keys(ENGINES)) {
    const { missing, around } = ENGINES[engine];
    step(missing ? `${engine}: skipped. ${missing}.` : engine);
    if (missing) continue;
    results.push(await around(() => testInBrowser(engine, files.length > 0 ? files : undefined)));
  }
  if (results.length > 0) conclude(...results);
}

/** What was found is shown as a table at the end. */
async function testFrameworks(names) {
  const { forgetResults, tableOfResults } = await import('../test/frameworks/results.mjs');
  if (run('npm ping --silent --fetch-retries=0', [], { shell: true }) !== 0)
    return console.log('Skipped: the npm registry can not be reached.');
  packPackage();
  forgetResults();
  const counts = await testFiles(filesIn('test/frameworks', { names }));
  console.log(`\n${tableOfResults()}`);
  return conclude(counts);
}

async function testLiveKit(named) {
  const { ensureLiveKit, howToInstall } = await import('./livekit.mjs');
  if (!ensureLiveKit()) return console.log(`Skipped: ${howToInstall}`);
  // Time is what they measure, and each is a browser, a server and two ends of a connection: four cores for one.
  const atOnce = Math.max(1, Math.floor(os.availableParallelism() / 4));
  return conclude(await testFiles(filesIn('test/livekit', { named }), { atOnce }));
}

/** The package as it would be published, with its types, which tests of other people's tools read. */
async function build() {
  const child = spawn('npm run --silent build', { cwd: root, shell: true, stdio: ['ignore', 'inherit', 'inherit'] });
  const status = await new Promise((resolve) => child.once('close', resolve));
  if (status !== 0) fail('The build failed, see above.');
}

function step(title) {
  console.log(`\n── ${title}`);
}
