// Which packages a file of others has inside: some publish themselves bundled, so that no bundler sees what is in them.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The package that a module of a bundle is from, or undefined for one of ours. */
export function packageOf(id) {
  return /.*\bnode_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id.replaceAll('\\', '/'))?.[1];
}

/** The sources that the map beside `file` lists, as `{ source, content }`; none where it has no map. */
export function sourcesOf(file) {
  if (!existsSync(`${file}.map`)) return [];
  const { sources, sourcesContent = [] } = JSON.parse(readFileSync(`${file}.map`, 'utf8'));
  return sources.map((source, index) => ({ source, content: sourcesContent[index] ?? '' }));
}

/** The version that a package manager's path tells, as pnpm's does (`node_modules/.pnpm/jose@6.2.12/…`). */
export function versionIn(source, name) {
  const folder = `.pnpm/${name.replace('/', '+')}@`;
  return source.split(folder)[1]?.split(/[/_(]/)[0];
}

/** The package.json of an installed package, seen from a package that needs it. */
export function manifestOf(name, from) {
  const nested = path.join(from, 'node_modules', name);
  const parent = path.dirname(from);
  if (existsSync(path.join(nested, 'package.json')))
    return { folder: nested, ...JSON.parse(readFileSync(path.join(nested, 'package.json'), 'utf8')) };
  if (parent === from) throw new Error(`${name} is not installed.`);
  return manifestOf(name, parent);
}
