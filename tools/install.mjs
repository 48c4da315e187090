// What is installed, here and beside: packages that are no dependency of ours, in folders of their own, as lock files pin them.
// Uses nothing but Node, for it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const OURS = 'avatar-ptt';
/** Where npm puts what installed packages bring to be run. */
const bin = path.join(root, 'node_modules', '.bin');

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

/** Runs what an installed package brings to be run; on Windows that is a script of its shell. */
export function runBin(name, args = [], { env, ...options } = {}) {
  const PATH = `${bin}${path.delimiter}${process.env.PATH}`;
  return run(name, args, { shell: process.platform === 'win32', env: { PATH, ...env }, ...options });
}

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

/**
 * Installs what package.json and package-lock.json in `source` say into the folder `name` of `cache`, once for each lock;
 * false when that is not there from before and the registry can't be reached. A dependency on this package is left to
 * `installPacked`.
 */
export function installBeside(name, source, cache = path.join(root, '.cache')) {
  const folder = path.join(cache, name);
  const installed = path.join(folder, 'installed.json');
  mkdirSync(folder, { recursive: true });
  writeManifest(source, folder);
  for (const file of ['package-lock.json', '.npmrc'].filter((file) => existsSync(path.join(source, file)))) {
    copyFileSync(path.join(source, file), path.join(folder, file));
  }
  const lock = readFileSync(path.join(folder, 'package-lock.json'), 'utf8');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === lock) return true;
  if (npm('ping --silent --fetch-retries=0', { cwd: folder }) !== 0) return false;
  mustNpm('ci --silent', { cwd: folder });
  writeFileSync(installed, lock);
  return true;
}

/** Where `packPackage` leaves the package. */
export function packedFile() {
  const { name, version } = readManifest(root);
  return path.join(root, '.cache', 'packed', `${name}-${version}.tgz`);
}

/** Packs the built package as it would be published; returns the path of the file. */
export function packPackage() {
  const packed = packedFile();
  const folder = path.dirname(packed);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  mustNpm(`pack --silent --pack-destination "${folder}"`, { cwd: root });
  return packed;
}

/** Installs the packed package into a folder that `installBeside` made. */
export function installPacked(packed, folder) {
  // The version stays the same while the files change.
  rmSync(path.join(folder, 'node_modules', OURS), { recursive: true, force: true });
  mustNpm(`install --no-save --silent --prefer-offline "${packed}"`, { cwd: folder });
}

/** Writes the lock of a folder's package.json anew, or brings it up to date. */
export function lockBeside(source) {
  const folder = path.join(root, '.cache', 'lock');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeManifest(source, folder);
  const lock = path.join(source, 'package-lock.json');
  if (existsSync(lock)) copyFileSync(lock, path.join(folder, 'package-lock.json'));
  mustNpm('install --package-lock-only --silent --omit-lockfile-registry-resolved', { cwd: folder });
  copyFileSync(path.join(folder, 'package-lock.json'), lock);
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

function mustNpm(command, options) {
  if (npm(command, options) !== 0) throw new Error(`npm ${command} failed, see above.`);
}

/** A plain `npm` needs a shell on Windows. */
function npm(command, options) {
  return run(`npm ${command}`, [], { shell: true, ...options });
}

const readManifest = (folder) => JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));

/** Without this package, which no registry has in the version that is tested. */
function writeManifest(source, folder) {
  const manifest = readManifest(source);
  delete manifest.dependencies?.[OURS];
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
}
