// What a page holds after an hour, looked at after each quarter: our tag idle, in a conversation, through turns and with the
// inspector open, and the published widgets idle, since no turn can be had without their clouds. Nobody waits for an hour:
// `hurry.mjs` makes time run faster on the page, and counts what that drives.
import path from 'node:path';
import { chromium } from 'playwright-core';
import { build } from 'esbuild';
import { browserArgs, browserPath } from '../tools/browser.mjs';
import { root } from '../tools/install.mjs';
import { ensureBuilt } from './built.mjs';
import { prepareHurry } from './hurry.mjs';
import { converse, fillInspector, fillSession, hurryAlone, talk } from './memory-pages.mjs';
import { openWidget } from './widget-tab.mjs';
import { serveWidget, widgets } from './widgets.mjs';

const TIMES = 60;
const QUARTERS = 4;
const QUARTER_MS = 900_000 / TIMES;
// One every ten seconds.
const TURNS_A_QUARTER = 90;
const BATCHES_A_QUARTER = 900 * 50;
// Less is not told from what a collection leaves behind: set after runs that grew by 0 and by 0.2 MB without a change. A
// session that let go of no record grew by 0.44 MB, so it is seen, if barely; with the inspector open it is not.
const NOISE_MB = 0.3;
const STEADY = { memory: 1.1, counts: 1.05, growth: 0.3 };

export async function memory() {
  ensureBuilt();
  const browser = await chromium.launch({ executablePath: browserPath(), args: browserArgs() });
  try {
    const [ours, ...others] = (await widgets()).filter(({ isFloor }) => !isFloor);
    const talking = await talkingPage(ours);
    const hour = (widget, name, how) => anHour(browser, widget, { name, begin: hurryAlone, quarter: idle, ...how });
    const idlers = await Promise.all([
      hour(ours, 'ours, idle'),
      ...others.map((widget) => hour(widget, `${widget.name}, idle`)),
      hour(talking, 'ours, silent conversation', { begin: converse }),
    ]);
    const turns = { begin: talk, quarter: ofTurns, times: 2 * TIMES };
    const talkers = await Promise.all([
      hour(talking, 'ours, turns', { ...turns, fill: fillSession }),
      hour(inspected(talking), 'ours, turns and inspector', { ...turns, fill: fillInspector }),
    ]);
    return [...[...idlers, ...talkers].flatMap(rowsOf), ...besideOthers(idlers[0], idlers.slice(1, -1))];
  } finally {
    await browser.close();
  }
}

/** The tag as shipped, and beside it the embedded avatar as an object, so that its answers can be short. */
async function talkingPage(ours) {
  const entry = path.join(root, 'src/providers/local.ts');
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, write: false, format: 'esm' });
  const file = (name) => (name === 'src/local.js' ? outputFiles[0].contents : ours.file(name));
  return { ...ours, file };
}

function inspected(widget) {
  const tags = '<script type="module" src="/avatar-inspector.min.js"></script><avatar-inspector></avatar-inspector>';
  return { ...widget, page: widget.page + tags };
}

async function anHour(browser, widget, { name, begin, quarter, times = TIMES, fill }) {
  const server = await serveWidget(widget);
  const init = (page) => page.addInitScript(prepareHurry);
  const tab = await openWidget(browser, widget, server.origin, { init });
  try {
    await tab.devtools.send('Performance.enable');
    await tab.page.waitForTimeout(1000);
    await tab.page.evaluate(begin, times);
    const seen = [];
    for (let i = 0; i < QUARTERS; i++) {
      await quarter(tab.page);
      seen.push(await held(tab));
    }
    const passed = await tab.page.evaluate(() => window.passed());
    const hour = { name, isOurs: widget.name === 'ours', seen, passed };
    return fill ? { ...hour, filled: await whenFull(tab, fill) } : hour;
  } finally {
    await tab.close();
    await server.close();
  }
}

/** A session and an inspector keep what they were told up to a limit, so an hour proves nothing before that is reached. */
async function whenFull(tab, fill) {
  await tab.page.evaluate(fill);
  const before = await held(tab);
  await ofTurns(tab.page);
  return [before, await held(tab)];
}

const idle = (page) => page.waitForTimeout(QUARTER_MS);

const ofTurns = (page) =>
  page.evaluate(({ turns, batches }) => window.talk(turns, batches), {
    turns: TURNS_A_QUARTER,
    batches: BATCHES_A_QUARTER,
  });

/** The least of some looks: not everything is found by each collection. */
async function held({ page, devtools }) {
  const sizes = [];
  for (let i = 0; i < 4; i++) {
    await devtools.send('HeapProfiler.collectGarbage');
    const { usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 } = await devtools.send('Runtime.getHeapUsage');
    sizes.push(usedSize + embedderHeapUsedSize + backingStorageSize);
    await page.waitForTimeout(100);
  }
  const { metrics } = await devtools.send('Performance.getMetrics');
  const of = (wanted) => metrics.find(({ name }) => name === wanted).value;
  return { mb: Math.min(...sizes) / 1e6, nodes: of('Nodes'), listeners: of('JSEventListeners') };
}

function rowsOf({ name, isOurs, seen, passed, filled }) {
  const quarters = seen.slice(0, -1).map(({ mb }) => mb.toFixed(1));
  const last = seen.at(-1);
  const row = (said, value, unit, gate) => ({ name: `${name}: ${said}`, value, unit, gate });
  return [
    row(`${quarters.join(', ')}; after an hour`, last.mb, 'MB'),
    ...(filled ? fullRows(row, seen, filled) : hourRows(row, seen, isOurs)),
    row('DOM nodes after an hour', last.nodes, ''),
    row('listeners after an hour', last.listeners, ''),
    row('frames that were driven', passed.frames, ''),
    ...(passed.batches > 0 ? [row('20 ms of sound that were driven', passed.batches, '')] : []),
    ...(filled ? [row('turns that the avatar completed', passed.turns, '')] : []),
  ];
}

function hourRows(row, [, half, , hour], isOurs) {
  const times = (what, of, gate) => row(`${what}, hour / half`, of(hour) / of(half), '×', isOurs ? gate : undefined);
  const memory = times('memory', ({ mb }) => mb, STEADY.memory);
  return isOurs ? [memory, ...countRows(times)] : [memory];
}

function fullRows(row, seen, [full, later]) {
  const growth = (seen.at(-1).mb - seen[0].mb) / (seen.length - 1);
  const times = (what, of, gate) => row(`${what}, full, a quarter later / full`, of(later) / of(full), '×', gate);
  return [
    row('once all that is kept is full', full.mb, 'MB'),
    row('growth in a quarter, full / before', Math.max(0, later.mb - full.mb - NOISE_MB) / growth, '×', STEADY.growth),
    ...countRows(times),
  ];
}

function countRows(times) {
  return [
    times('DOM nodes', ({ nodes }) => nodes, STEADY.counts),
    times('listeners', ({ listeners }) => listeners, STEADY.counts),
  ];
}

function besideOthers(ours, others) {
  return others.map(({ name, seen }) => ({
    name: `memory after an hour: ours, idle / ${name}`,
    value: ours.seen.at(-1).mb / seen.at(-1).mb,
    unit: '×',
    gate: 1,
  }));
}
