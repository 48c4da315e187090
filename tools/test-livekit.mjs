// `npm run test:livekit`: both cloud backends against stand-ins in a room of a real LiveKit server, on the loopback.
// `npm run test:livekit -- storm` runs the files with that in their name.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { ensureInstalled, fail, root, runBin } from './install.mjs';

const folder = 'test/livekit';
const wanted = process.argv[2] ?? '';

ensureInstalled();
ensureBrowser();
const { ensureLiveKit, howToInstall } = await import('./livekit.mjs');
if (ensureLiveKit()) await testAll();
else console.log(`Skipped: ${howToInstall}`);

async function testAll() {
  const files = readdirSync(path.join(root, folder)).filter(
    (file) => file.endsWith('.e2e.mjs') && file.includes(wanted),
  );
  if (files.length === 0) fail(`There is no file in ${folder} with "${wanted}" in its name.`);
  if (runBin('rollup', ['-c', '--silent']) !== 0) fail('The build failed.');
  // Time is what they measure, and each is a browser, a server and two ends of a line: four cores for one.
  const failed = await testEach(files, Math.max(1, Math.floor(os.availableParallelism() / 4)));
  if (failed.length > 0) console.log(`\nOnce more, each alone, since a busy machine may stumble: ${failed.join(', ')}`);
  const broken = await testEach(failed, 1);
  if (broken.length > 0) fail(`${broken.length} of ${files.length} files failed twice: ${broken.join(', ')}`);
  console.log(`\nAll ${files.length} files passed.`);
}

/** Those that failed. */
async function testEach(files, atOnce) {
  const failed = [];
  const waiting = [...files];
  const work = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) if (!(await passes(file))) failed.push(file);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return failed;
}

/** Runs one file; what it says is shown in one piece. */
function passes(file) {
  const child = spawn(process.execPath, ['--test', '--test-reporter=spec', `${folder}/${file}`], { cwd: root });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => said.push(text));
  return new Promise((resolve) =>
    child.once('close', (status) => {
      console.log(`\n── ${file}\n${Buffer.concat(said)}`);
      resolve(status === 0);
    }),
  );
}
