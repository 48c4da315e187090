// `npm run bench`: one run, all numbers. Machines differ, so only ratios of two ways measured in the same run can fail.
// `--only press,machine` runs some sections.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensureInstalled, fail, root } from '../tools/install.mjs';

ensureInstalled();

/** Each gives `rows`: { name, value, unit, gate? }; a gate is the most that a ratio may be. */
const sections = {
  press: ['Press to first captured sample', async () => (await import('./press.mjs')).press()],
  machine: ['The turn machine', async () => (await import('./machine.mjs')).machine()],
  endpointing: ['One hour of detector frames', async () => (await import('./machine.mjs')).endpointing()],
  'what-if': ['One hour judged again', async () => (await import('./what-if.mjs')).whatIf()],
  slider: ['A slider dragged over one hour of frames', async () => (await import('./slider.mjs')).slider()],
  detector: ['The voice detector', async () => (await import('./detector.mjs')).detector()],
  hearing: ['How well the voice detector hears', async () => (await import('./hearing.mjs')).hearing()],
  'end-of-turn': [
    'The end of a turn, by people who hesitate',
    async () => (await import('./end-of-turn.mjs')).endOfTurn(),
  ],
  'answer-time': [
    'From the end of speech to the answer, with Smart Turn and without',
    async () => (await import('./answer-time.mjs')).answerTime(),
  ],
  share: ['Main thread while capturing', async () => (await import('./share.mjs')).share()],
  inspector: [
    'The inspector under 20,000 records a second',
    async () => (await import('./inspector-load.mjs')).inspectorLoad(),
  ],
  clouds: ['What a turn loses on its way to the two clouds', async () => (await import('./clouds.mjs')).clouds()],
  strain: [
    'A bad line, and a slow processor, on the way to the two clouds',
    async () => (await import('./strain.mjs')).strain(),
  ],
  'catch-up': ['A person whose words were held back', async () => (await import('./catch-up.mjs')).catchUp()],
  'cold-start': [
    'Cold start to a usable button, beside the published widgets',
    async () => (await import('./cold-start.mjs')).coldStart(),
  ],
  memory: ['Memory after an hour, beside the published widgets', async () => (await import('./memory.mjs')).memory()],
  room: ['Thirty exchanges on loudspeakers', async () => (await import('./room.mjs')).room()],
  bytes: ['Bytes to load, gzip', async () => (await import('./bytes.mjs')).bytes()],
};

const results = {};
for (const name of chosen()) {
  const [title, run] = sections[name];
  console.log(`\n── ${title}`);
  results[name] = await run();
  for (const row of results[name]) console.log(lineOf(row));
}

const cache = path.join(root, '.cache');
mkdirSync(cache, { recursive: true });
writeFileSync(path.join(cache, 'bench.json'), `${JSON.stringify(results, null, 2)}\n`);

const missed = Object.values(results)
  .flat()
  .filter(({ value, gate }) => gate !== undefined && !(value <= gate));
if (missed.length > 0)
  fail(`\nToo much: ${missed.map(({ name, value, gate }) => `${name} ${round(value)} > ${gate}`).join('; ')}`);
console.log('\nAll ratios are as wanted. Everything is in .cache/bench.json.');

function chosen() {
  const at = process.argv.indexOf('--only');
  if (at < 0) return Object.keys(sections);
  const names = (process.argv[at + 1] ?? '').split(',');
  const unknown = names.filter((name) => !(name in sections));
  if (unknown.length > 0)
    fail(`There is no section ${unknown.join(', ')}; allowed: ${Object.keys(sections).join(', ')}.`);
  return names;
}

function lineOf({ name, value, unit, gate }) {
  const wanted = gate === undefined ? '' : `   wanted: at most ${gate} ${value <= gate ? '✓' : '✗'}`;
  return `${name.padEnd(64)} ${round(value).padStart(10)} ${unit.padEnd(6)}${wanted}`;
}

function round(value) {
  return value.toLocaleString('en', {
    maximumFractionDigits: Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0,
  });
}
