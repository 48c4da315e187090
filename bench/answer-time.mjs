// What a person waits for who has finished: from the end of their speech to the embedded avatar's first sound, with Smart Turn
// and with silence alone at numbers that cut off as few pauses; and what each costs. `TURNS=3` plays fewer than 20.
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { openPage } from '../test/e2e/harness.mjs';
import { sendFile, sendPage, serve } from '../test/e2e/package-server.mjs';
import { joined, mixed, pinkNoise, secsOf, silence } from '../test/e2e/sounds.mjs';
import { root } from '../tools/install.mjs';
import { answersIn } from './answer-time/answers.mjs';
import { ensureBuilt, ensureSmartTurnBuilt } from './built.mjs';
import { numbersWithin } from './end-of-turn.mjs';
import { median } from './numbers.mjs';
import { recordedTurns } from './people.mjs';

const TURNS = Number(process.env.TURNS ?? 20);
/** Of the pauses that may be cut: the row of docs/measurements.md. */
const BUDGET = 0.2;
/** All is loaded before anybody speaks. */
const LEAD_SECS = 20;
/** More than any wait and its answer, and more than anybody pauses within a turn. */
const GAP_SECS = 8;
const SECS = { min: 2, max: 12 };
const ROOM_DB = -65;
/** Later than that by the page's clock, a frame of the detector came to a machine that had no time for it. */
const MAX_LATE_MS = 150;
/** So much of a run may be spoiled. */
const MAX_SPOILED = 0.1;

export async function answerTime() {
  ensureBuilt();
  ensureSmartTurnBuilt();
  const { alone, sliding } = await numbersWithin(BUDGET);
  const contenders = { silence: alone.numbers, 'smart-turn-v3': sliding.numbers };
  console.log(`  silence: ${JSON.stringify(alone)}\n  smart-turn-v3: ${JSON.stringify(sliding)}`);
  const sound = await soundOfTurns();
  const server = await serve(answerPage);
  try {
    const rows = [];
    const waits = {};
    for (const [name, numbers] of Object.entries(contenders)) {
      const run = await converse(server.origin, sound, name, numbers);
      waits[name] = median(run.waitsMs);
      rows.push(...rowsOf(name, run));
    }
    const value = waits['smart-turn-v3'] / waits.silence;
    return [...rows, { name: 'end of speech to answer, smart-turn-v3 / silence', value, unit: '×', gate: 1 }];
  } finally {
    await server.close();
  }
}

/** The shortest recordings that are long enough to have pauses, each a turn, in a quiet room. */
async function soundOfTurns() {
  const all = (await recordedTurns()).map(({ said }) => said);
  const fitting = all.filter((said) => secsOf(said) >= SECS.min && secsOf(said) <= SECS.max);
  const turns = Array.from({ length: TURNS }, (_, i) => fitting[i % fitting.length]);
  const said = joined(silence(LEAD_SECS), ...turns.flatMap((turn) => [turn, silence(GAP_SECS)]));
  console.log(`  ${turns.length} turns, ${Math.round(secsOf(said))} s of sound each time`);
  return mixed(said, pinkNoise(10, ROOM_DB));
}

/** One contender from the click on Start to the end of the sound. */
async function converse(origin, sound, analyzer, numbers) {
  const tab = await openPage({ sound });
  const { page } = tab;
  try {
    await page.goto(`${origin}/page`);
    await page.evaluate(prepare, { analyzer, numbers });
    await page.getByRole('button', { name: 'Start conversation' }).click();
    // Silence has nothing to load.
    const isReady = (name) => window.isListening?.() && (window.tag.session.analyzer?.name ?? 'silence') === name;
    await page.waitForFunction(isReady, analyzer);
    const before = await costs(page);
    await page.waitForTimeout(secsOf(sound) * 1000);
    const after = await costs(page);
    const heard = await page.evaluate(() => window.heard);
    const found = answersIn(heard, { betweenTurnsMs: (GAP_SECS * 1000) / 2, maxLateMs: MAX_LATE_MS });
    if (found.spoiled > MAX_SPOILED * found.turns)
      throw new Error(`${analyzer}: ${found.spoiled} of ${found.turns} turns met a machine without time: no result.`);
    const cpu = (after.cpuSecs - before.cpuSecs) / (after.atSecs - before.atSecs);
    return { ...found, cpuPercent: 100 * cpu, memoryMb: after.memoryMb };
  } finally {
    await tab.close();
  }
}

function rowsOf(name, run) {
  const row = (what, value, unit) => ({ name: `${name}: ${what}`, value, unit });
  return [
    row(`end of speech to answer, median of ${run.waitsMs.length}`, median(run.waitsMs), 'ms'),
    row('longest', Math.max(...run.waitsMs), 'ms'),
    row(`turns of ${run.turns} cut in a pause`, run.cut, ''),
    row(`turns of ${run.turns} without an answer`, run.unanswered, ''),
    row(`turns of ${run.turns} spoiled by the machine`, run.spoiled, ''),
    { ...row(`frames of the detector lost, of ${run.frames}`, run.framesLost, ''), gate: 0 },
    row('processor, all of the browser, of one core', run.cpuPercent, '%'),
    ...(run.memoryMb === null ? [] : [row("memory of the page's process", run.memoryMb, 'MB')]),
  ];
}

async function costs(page) {
  const devtools = await page.context().browser().newBrowserCDPSession();
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
  await devtools.detach();
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  return {
    atSecs: performance.now() / 1000,
    cpuSecs: processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0),
    memoryMb: existsSync('/proc/self/smaps_rollup') ? privateMb(renderers) : null,
  };
}

function privateMb(processes) {
  const kib = (id) => Number(/^Private_Dirty:\s+(\d+) kB/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))[1]);
  return processes.reduce((sum, id) => sum + kib(id), 0) / 1024;
}

function answerPage({ url }, response) {
  if (url === '/page') return sendPage(PAGE, response);
  if (!url.startsWith('/smart-turn/')) return sendFile(url, response);
  const type = url.endsWith('.js') ? 'text/javascript' : 'application/octet-stream';
  response.writeHead(200, { 'content-type': type });
  return createReadStream(path.join(root, 'smart-turn/dist', path.basename(url))).pipe(response);
}

const PAGE = `<script type="module" src="/avatar-ptt.min.js"></script>
  <script type="module" src="/smart-turn/avatar-ptt-smart-turn.min.js"></script>`;

/** Runs in the page: notes frames and events from the first of a session on. An answer that has begun is of no more use. */
async function prepare({ analyzer, numbers }) {
  await customElements.whenDefined('avatar-ptt');
  const tag = document.createElement('avatar-ptt');
  tag.mode = 'hands-free';
  for (const [name, value] of Object.entries({ ...numbers, analyzer, maxDurationSecs: 60 }))
    tag.setAttribute(
      name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      value,
    );
  window.tag = document.body.appendChild(tag);
  window.heard = { frames: [], events: [] };
  await tag.updateComplete;
  const watch = (session) => {
    window.isListening = () => window.heard.frames.length > 0;
    session.listen({
      frame: ({ startMs, endMs, at }) =>
        window.heard.frames.push({ startMs, endMs, at, lateMs: performance.now() - at }),
    });
    session.subscribe(({ event }) => {
      window.heard.events.push(event);
      if (event.type === 'avatar-audible') session.interrupt();
    });
  };
  const look = () => (tag.session ? watch(tag.session) : setTimeout(look, 5));
  look();
}
