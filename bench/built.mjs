// The files for script tags, built from the sources as they are, once in a run.
import { fail, runBin } from '../tools/install.mjs';

let isBuilt = false;

export function ensureBuilt() {
  if (isBuilt) return;
  if (runBin('rollup', ['-c', '--silent']) !== 0) fail('The build failed.');
  isBuilt = true;
}
