// Packages that are no dependency of ours, in a folder of their own under .cache/, as a lock file pins them.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root, run } from './install.mjs';

const FILES = ['package.json', 'package-lock.json', '.npmrc'];

/**
 * Installs what the three files in `source` say into `.cache/<name>`, once for each lock; false when that is not there
 * from before and the registry can't be reached.
 */
export function installBeside(name, source) {
  const folder = path.join(root, '.cache', name);
  const installed = path.join(folder, 'installed.json');
  mkdirSync(folder, { recursive: true });
  for (const file of FILES) copyFileSync(path.join(source, file), path.join(folder, file));
  const lock = readFileSync(path.join(folder, 'package-lock.json'), 'utf8');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === lock) return true;
  if (npm('ping --silent --fetch-retries=0', { cwd: folder }) !== 0) return false;
  mustNpm('ci --silent', { cwd: folder });
  writeFileSync(installed, lock);
  return true;
}

export function mustNpm(command, options) {
  if (npm(command, options) !== 0) throw new Error(`npm ${command} failed, see above.`);
}

/** A plain `npm` needs a shell on Windows. */
function npm(command, options) {
  return run(`npm ${command}`, [], { shell: true, ...options });
}
