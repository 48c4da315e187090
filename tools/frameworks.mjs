// The applications of test/frameworks/ with the packed package in them, in a folder of their own.
import { cpSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';
import { installBeside, mustNpm } from './install-beside.mjs';

export const workshop = path.join(root, '.cache', 'frameworks');
const source = path.join(root, 'test', 'frameworks');

/**
 * Packs the package and installs it beside the frameworks. Needs the built package; false when the registry can't be
 * reached and the frameworks are not there from before.
 */
export function prepareFrameworks() {
  if (!installBeside('frameworks', source)) return false;
  rmSync(path.join(workshop, 'apps'), { recursive: true, force: true });
  rmSync(path.join(workshop, 'site'), { recursive: true, force: true });
  for (const name of ['vite.config.mjs', 'apps'])
    cpSync(path.join(source, name), path.join(workshop, name), { recursive: true });
  const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  mustNpm(`pack --silent --pack-destination "${workshop}"`, { cwd: root });
  mustNpm(`install --no-save --silent --prefer-offline ./${name}-${version}.tgz`, { cwd: workshop });
  return true;
}
