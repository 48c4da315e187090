// The examples, each copied to a folder of its own with the packed package in it.
import { cpSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';
import { installBeside, installPacked } from './install-beside.mjs';

const source = path.join(root, 'examples');

export const exampleNames = readdirSync(source, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

export const exampleSource = (name) => path.join(source, name);
export const exampleCopy = (name) => path.join(root, '.cache', 'examples', name);

/**
 * Makes `.cache/examples/<name>` with everything installed that the example needs, the packed package included; false
 * when the registry can't be reached and the example's tools are not there from before.
 */
export function prepareExample(name, packed) {
  if (!installBeside(path.join('examples', name), exampleSource(name))) return false;
  installPacked(packed, exampleCopy(name));
  restoreExample(name);
  return true;
}

/** Brings the copy back to what the example is: what was built or written into it goes, what is installed stays. */
export function restoreExample(name) {
  const copy = exampleCopy(name);
  for (const entry of readdirSync(copy)) {
    if (!['node_modules', 'installed.json'].includes(entry)) {
      rmSync(path.join(copy, entry), { recursive: true, force: true });
    }
  }
  cpSync(exampleSource(name), copy, { recursive: true });
}
