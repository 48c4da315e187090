// What the dev server needs to run the sources as they are; demo and unit tests share it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { threadDevServer } from './thread-plugin.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { name, exports } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** `avatar-ptt/define` -> `/src/define.ts`, read from the `exports` that an embedder gets. */
function packageNames() {
  const sources = new Map(
    Object.entries(exports)
      .filter(([, target]) => target.default)
      .map(([entry, target]) => [path.posix.join(name, entry), sourceOf(target.default)]),
  );
  return { name: 'package-names', resolveImport: ({ source }) => sources.get(source) };
}

function sourceOf(built) {
  const source = built.replace(/^\.\/dist\/(.*)\.js$/, '$1.ts');
  return /^(inspector|react)\//.test(source) ? `/${source}` : `/src/${source}`;
}

export const devServerPlugins = () => [
  packageNames(),
  threadDevServer(),
  esbuildPlugin({ ts: true, target: 'es2022', tsconfig: path.join(root, 'tsconfig.json') }),
];
