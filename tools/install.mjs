// Uses nothing but Node, for it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a command in the repository's folder with its output shown; returns the exit code. */
export function run(command, args, { env, ...options } = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
    ...options,
  });
  if (error) console.error(`${command}: ${error.message}`);
  return status ?? 1;
}

/** Runs a script of an installed package with this Node. */
export const runBin = (name, args = [], options) => run(process.execPath, [binPath(name), ...args], options);

/** Runs `npm ci` unless node_modules is what package-lock.json says; ends the process when that fails. */
export function ensureInstalled() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) fail(`Node 20 or newer is needed, this is ${process.version}.`);
  if (isInstalled()) return;
  console.log('Installing dependencies (npm ci) …');
  // npm names its own script in npm_execpath; a plain `npm` needs a shell on Windows.
  const npm = process.env.npm_execpath;
  const status = npm?.endsWith('npm-cli.js') ? run(process.execPath, [npm, 'ci']) : run('npm ci', [], { shell: true });
  if (status !== 0) fail('npm ci failed, see above.');
}

/** Whether the module at `url` is what Node was started with, and not imported by another one. */
export function isStarted(url) {
  return process.argv[1] !== undefined && url === pathToFileURL(process.argv[1]).href;
}

export function fail(message) {
  console.error(`\n${message}`);
  process.exit(1);
}

/** npm keeps in node_modules a lock of what it installed; binaries for other platforms are missing there. */
function isInstalled() {
  const installed = readLock('node_modules/.package-lock.json');
  if (!installed) return false;
  return Object.entries(readLock('package-lock.json')).every(
    ([place, { version, optional }]) => place === '' || optional || installed[place]?.version === version,
  );
}

function readLock(file) {
  const full = path.join(root, file);
  return existsSync(full) ? JSON.parse(readFileSync(full, 'utf8')).packages : undefined;
}

/** Scripts in node_modules/.bin are shell files on Windows, so the package's own `bin` is read. */
function binPath(name) {
  const packages = {
    attw: '@arethetypeswrong/cli',
    cem: '@custom-elements-manifest/analyzer',
    changeset: '@changesets/cli',
    tsc: 'typescript',
  };
  const folder = path.join(root, 'node_modules', packages[name] ?? name);
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return path.join(folder, typeof bin === 'string' ? bin : bin[name]);
}
