// Test files on Node's own runner, each in a process of its own that is ended when it takes too long.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { counted, sumOf } from './counted.mjs';
import { fail, root } from './install.mjs';

/** The longest file takes 5 minutes: what is not over by then waits for something that never comes. */
const WITHIN_MINUTES = 12;

/**
 * Runs the tests of a folder, those with `named` in their name or those that `only` names, `atOnce` files side by side, and
 * resolves with their counts.
 * A file that fails is run once more, alone: a busy machine may stumble, what is broken fails each time.
 */
export async function testFiles(folder, { named = '', only, atOnce = 1 } = {}) {
  const all = readdirSync(path.join(root, folder)).filter((file) => file.endsWith('.e2e.mjs'));
  const files = only ? only.map((name) => `${name}.e2e.mjs`) : all.filter((file) => file.includes(named));
  const unknown = files.filter((file) => !all.includes(file));
  if (unknown.length > 0) fail(`There is no ${unknown.join(', ')} in ${folder}, only:\n${all.join('\n')}`);
  if (files.length === 0) fail(`There is no file in ${folder} with "${named}" in its name.`);
  const results = new Map();
  const testAll = (some, sideBySide) => {
    const waiting = [...some];
    const isAlone = sideBySide === 1;
    const work = async () => {
      for (let file = waiting.shift(); file; file = waiting.shift()) {
        results.set(file, await testFile(`${folder}/${file}`, { isAlone }));
      }
    };
    return Promise.all(Array.from({ length: sideBySide }, work));
  };
  await testAll(files, atOnce);
  const failed = files.filter((file) => results.get(file).failed > 0);
  if (failed.length > 0) console.log(`\nOnce more, each alone: ${failed.join(', ')}`);
  await testAll(failed, 1);
  return sumOf([...results.values()]);
}

const testFile = (file, { isAlone }) =>
  counted(path.basename(file), (env) => (isAlone ? runShown(file, env) : runInOnePiece(file, env)));

function runShown(file, env) {
  console.log(`\n── ${file}`);
  return statusOf(start(file, env, 'inherit'), file);
}

/** What files say that run side by side is shown when each is over. */
async function runInOnePiece(file, env) {
  const child = start(file, env, 'pipe');
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => said.push(text));
  const status = await statusOf(child, file);
  console.log(`\n── ${file}\n${Buffer.concat(said)}`);
  return status;
}

function start(file, env, output) {
  const reporters = ['spec', './tools/count-reporter.mjs'].flatMap((reporter) => [
    `--test-reporter=${reporter}`,
    '--test-reporter-destination=stdout',
  ]);
  return spawn(process.execPath, [...reporters, file], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', output, output],
    // Asked politely, a process that stands still would stand still.
    ...{ timeout: WITHIN_MINUTES * 60_000, killSignal: 'SIGKILL' },
  });
}

function statusOf(child, file) {
  return new Promise((resolve) =>
    child.once('close', (status, signal) => {
      if (signal) console.error(`\n${file} was ended: it was not over after ${WITHIN_MINUTES} minutes.`);
      resolve(status ?? 1);
    }),
  );
}
