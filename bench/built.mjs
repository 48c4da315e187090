// What the benches load: the files for script tags, built from the sources as they are, once in a run; and others' modules.
import { build } from 'esbuild';
import { fail, root, runBin } from '../tools/install.mjs';

let isBuilt = false;
let isSmartTurnBuilt = false;

export function ensureBuilt() {
  if (isBuilt) return;
  if (runBin('rollup', ['-c', '--silent']) !== 0) fail('The build failed.');
  isBuilt = true;
}

/** `smart-turn/dist/`, its large files included. */
export function ensureSmartTurnBuilt() {
  if (isSmartTurnBuilt) return;
  if (runBin('rollup', ['-c', 'smart-turn/rollup.config.js', '--silent']) !== 0)
    fail('The build of Smart Turn failed.');
  isSmartTurnBuilt = true;
}

/** A module with all that it imports in one script, minified. */
export async function bundled(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  return outputFiles[0].contents;
}
