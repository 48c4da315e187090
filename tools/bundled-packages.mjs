// The packages in the built files by their maps and the lock file, apart from how THIRD-PARTY-NOTICES.md is made.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';
import { packageOf, sourcesOf } from './packages-in.mjs';

/** What the maps in `folders` tell of packages that `notices` do not name, as sentences. */
export function unnamedPackages(notices, folders = ['dist', 'cdn'].map((name) => path.join(root, name))) {
  const named = new Set([...notices.matchAll(/^\| (\S+) /gm)].map(([, name]) => name));
  const bundled = [...folders.flatMap(mapsIn).flatMap(packagesOf), ...folders.flatMap(networksIn)];
  return [...new Set(bundled)]
    .filter((name) => !named.has(name))
    .sort()
    .map((name) => `THIRD-PARTY-NOTICES.md does not name ${name}, which is in a bundle.`);
}

function mapsIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.map'))
    .map((name) => path.join(folder, name));
}

/** The numbers of a network are no package, and the work of others all the same. */
function networksIn(folder) {
  const isNumbers = (name) => /numbers[\w.-]*\.js$|\.onnx$/.test(name);
  return existsSync(folder) && readdirSync(folder, { recursive: true }).some(isNumbers) ? ['Silero'] : [];
}

function packagesOf(map) {
  const modules = sourcesOf(map.replace(/\.map$/, '')).map(({ source }) => path.resolve(path.dirname(map), source));
  return modules.flatMap((module) => {
    const name = packageOf(module);
    return name ? [name, ...packagesInside(name, module)] : [];
  });
}

/** A file whose own map tells of other packages has them inside, and whatever else its package needs. */
function packagesInside(name, module) {
  const told = new Set(sourcesOf(module).map(({ source }) => packageOf(source)));
  told.delete(undefined);
  told.delete(name);
  return told.size > 0 ? [...told, ...neededBy(name)] : [];
}

function neededBy(name) {
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const needed = new Set();
  const follow = (one, from) => {
    const nested = packages[`${from}/node_modules/${one}`] ? `${from}/node_modules/${one}` : `node_modules/${one}`;
    for (const next of Object.keys(packages[nested]?.dependencies ?? {})) {
      if (needed.has(next)) continue;
      needed.add(next);
      follow(next, nested);
    }
  };
  follow(name, '');
  return [...needed];
}
