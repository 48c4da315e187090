// Test files on Node's own runner, each in a process of its own that is ended when it takes too long.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fail, root } from '../install.mjs';

/** The longest file takes 5 minutes: what is not over by then waits for something that never comes. */
const WITHIN_MINUTES = 12;
/** What `test/e2e/harness.mjs` prints for each measurement that the machine spoiled and that is taken again. */
const REPEATED = /^Measured again:/gm;
/** More repeated measurements than this, as a part of all tests, prove nothing about what was tested. */
const MAX_REPEATED = 0.02;

/** The end-to-end files of a folder: `names` alone, or those with `named` in their name, without those of `except`. */
export function filesIn(folder, { names, named = '', except = [] } = {}) {
  const all = readdirSync(path.join(root, folder)).filter((file) => file.endsWith('.e2e.mjs'));
  const fileOf = (name) => `${name}.e2e.mjs`;
  const left = all.filter((file) => file.includes(named) && !except.map(fileOf).includes(file));
  const files = names?.map(fileOf) ?? left;
  const unknown = files.filter((file) => !all.includes(file));
  if (unknown.length > 0) fail(`There is no ${unknown.join(', ')} in ${folder}, only:\n${all.join('\n')}`);
  if (files.length === 0) fail(`There is no file in ${folder} with "${named}" in its name.`);
  return files.map((file) => path.join(root, folder, file));
}

/** Runs files, `atOnce` of them side by side, shows what they say and resolves with their counts. */
export async function testFiles(files, { atOnce = 1, withinMs = WITHIN_MINUTES * 60_000 } = {}) {
  const counts = { passed: 0, failed: 0, skipped: 0, repeated: 0 };
  const events = run({ files, concurrency: atOnce, timeout: withinMs });
  events.on('test:stdout', ({ message }) => (counts.repeated += message.match(REPEATED)?.length ?? 0));
  events.on('test:pass', (test) => {
    if (test.details?.type === 'suite') return;
    // A file that is told of by its own name had no test in it.
    if (test.name === test.file) counts.failed += 1;
    else counts[isSkipped(test) ? 'skipped' : 'passed'] += 1;
  });
  events.on('test:fail', (test) => {
    if (test.details?.type !== 'suite') counts[isSkipped(test) ? 'skipped' : 'failed'] += 1;
  });
  const shown = events.compose(new spec());
  for await (const text of shown) process.stdout.write(text);
  return counts;
}

const isSkipped = ({ skip, todo }) => skip !== undefined || todo !== undefined;

/** The closing line of a command about the counts of all its parts; ends the process with 1 when they are not good. */
export function conclude(...parts) {
  const sum = (key) => parts.reduce((total, counts) => total + (counts[key] ?? 0), 0);
  const [passed, failed, skipped, repeated] = ['passed', 'failed', 'skipped', 'repeated'].map(sum);
  const others = [
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(repeated > 0 ? [`${repeated} measured again on a machine that stumbled`] : []),
  ];
  console.log(`\n${[`${passed} passed`, `${failed} failed`, ...others].join(', ')}`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
  if (repeated <= MAX_REPEATED * (passed + failed)) return;
  console.error('Too many were measured again: this machine is too busy to say anything about time.');
  process.exitCode = 1;
}
