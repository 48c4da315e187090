// Packages that are no dependency of ours, in a folder of their own, as a lock file pins them.
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root, run } from './install.mjs';

const OURS = 'avatar-ptt';

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
