// The applications of test/frameworks/ with the packed package in them, in a folder of their own.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root, run } from './install.mjs';

export const workshop = path.join(root, '.cache', 'frameworks');
const source = path.join(root, 'test', 'frameworks');
const installed = path.join(workshop, 'installed.json');

/**
 * Packs the package and installs it beside the frameworks. Needs the built package; false when the registry can't be
 * reached and the frameworks are not there from before.
 */
export function prepareFrameworks() {
  mkdirSync(workshop, { recursive: true });
  rmSync(path.join(workshop, 'apps'), { recursive: true, force: true });
  rmSync(path.join(workshop, 'site'), { recursive: true, force: true });
  for (const name of ['package.json', 'package-lock.json', '.npmrc', 'vite.config.mjs', 'apps'])
    cpSync(path.join(source, name), path.join(workshop, name), { recursive: true });
  const lock = readFileSync(path.join(workshop, 'package-lock.json'), 'utf8');
  if (!existsSync(installed) || readFileSync(installed, 'utf8') !== lock) {
    if (npm('ping --silent --fetch-retries=0') !== 0) return false;
    must('ci --silent');
    writeFileSync(installed, lock);
  }
  const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  must(`pack --silent --pack-destination "${workshop}"`, { cwd: root });
  must(`install --no-save --silent --prefer-offline ./${name}-${version}.tgz`);
  return true;
}

function must(command, options) {
  if (npm(command, options) !== 0) throw new Error(`npm ${command} failed, see above.`);
}

/** A plain `npm` needs a shell on Windows. */
function npm(command, options) {
  return run(`npm ${command}`, [], { cwd: workshop, shell: true, ...options });
}
