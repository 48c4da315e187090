// The examples, each copied to a folder of its own with the packed package in it. `npm run example <name>` starts one in its
// tool's development server; with `--lock` it brings the example's lock file up to date instead.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  ensureInstalled,
  fail,
  installBeside,
  installPacked,
  isStarted,
  lockBeside,
  packPackage,
  root,
  run,
} from './install.mjs';

const source = path.join(root, 'examples');
// Away from this repository: tools look into all folders above for settings, and ours has paths from names to sources.
const copies = path.join(
  os.tmpdir(),
  `avatar-ptt-examples-${createHash('sha256').update(root).digest('hex').slice(0, 8)}`,
);

export const exampleNames = readdirSync(source, { withFileTypes: true })
  // What is for a server beside any of them has no package of its own.
  .filter((entry) => entry.isDirectory() && existsSync(path.join(source, entry.name, 'package.json')))
  .map(({ name }) => name);

export const exampleSource = (name) => path.join(source, name);
export const exampleCopy = (name) => path.join(copies, name);

/**
 * Makes a copy with everything installed that the example needs, the packed package included; false
 * when the registry can't be reached and the example's tools are not there from before.
 */
export function prepareExample(name, packed) {
  if (!installBeside(name, exampleSource(name), copies)) return false;
  installPacked(packed, exampleCopy(name));
  restoreExample(name);
  return true;
}

/** Brings the copy back to what the example is: what was built, written or kept for later goes, what is installed stays. */
export function restoreExample(name) {
  const copy = exampleCopy(name);
  const modules = path.join(copy, 'node_modules');
  const isInstalled = (entry) => ['node_modules', 'installed.json'].includes(entry);
  // Tools keep what they have worked out beside the packages, in folders with a dot.
  const isCache = (entry) => entry.startsWith('.') && !['.bin', '.package-lock.json'].includes(entry);
  for (const entry of readdirSync(copy).filter((entry) => !isInstalled(entry))) remove(path.join(copy, entry));
  for (const entry of readdirSync(modules).filter(isCache)) remove(path.join(modules, entry));
  cpSync(exampleSource(name), copy, { recursive: true });
}

const remove = (file) => rmSync(file, { recursive: true, force: true });

function main(args) {
  const [name, option] = args.toSorted((a, b) => Number(a.startsWith('-')) - Number(b.startsWith('-')));
  if (!exampleNames.includes(name)) {
    fail(`npm run example <name>, where <name> is one of:\n${exampleNames.map((known) => `  ${known}`).join('\n')}`);
  }
  if (option === '--lock') lockBeside(exampleSource(name));
  else start(name);
}

function start(name) {
  ensureInstalled();
  if (run('npm run --silent build', [], { shell: true }) !== 0) fail('The build failed, see above.');
  console.log(`Installing examples/${name} with the packed package …`);
  if (!prepareExample(name, packPackage())) fail('The npm registry can not be reached.');
  const copy = exampleCopy(name);
  console.log(`\n── npm run dev, in ${copy}: its address is`);
  // A development server reads keys, and ends with Ctrl+C.
  process.exitCode = run('npm run dev', [], { shell: true, cwd: copy, stdio: 'inherit' });
}

if (isStarted(import.meta.url)) main(process.argv.slice(2));
