// Writes THIRD-PARTY-NOTICES.md from what the last build put into each bundle. With --check it changes nothing and fails
// when the file is out of step, or when the maps of the bundles name a package that it does not.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import license from 'rollup-plugin-license';
import { isStarted, root } from './install.mjs';

const found = path.join(root, '.cache/notices');
const file = path.join(root, 'THIRD-PARTY-NOTICES.md');
/** The addition has few others in it: its page is written by hand, and checked. */
const addition = path.join(root, 'smart-turn');

/** What is no package, but the work of others. */
const OTHER_WORKS = [
  {
    name: 'Silero VAD v5 (its numbers)',
    license: 'MIT',
    isIn: (module) => /^src\/(detector\/|audio\/silero\.worker)/.test(module),
    text: readFileSync(new URL('notices/silero-vad.txt', import.meta.url), 'utf8'),
  },
];

/** The configurations of rollup, each noting down what goes into its bundle. */
export function withNotices(configurations) {
  return configurations.map((one, index) => ({ ...one, plugins: [...one.plugins, noted(nameOf(one), index === 0)] }));
}

/** A bundle is called after its file, or after its folder where it is many. */
function nameOf({ output }) {
  const [{ dir, entryFileNames }] = [output].flat();
  return entryFileNames ? `${dir}/${entryFileNames}` : `${dir}/`;
}

function noted(name, isFirst) {
  const target = path.join(found, `${encodeURIComponent(name)}.json`);
  let packages = [];
  return [
    license({ thirdParty: { multipleVersions: true, output: (all) => (packages = all) } }),
    {
      name: 'notices',
      buildStart() {
        if (isFirst) rmSync(found, { recursive: true, force: true });
      },
      // After the plugin before it, which sees each chunk first.
      generateBundle: {
        order: 'post',
        handler(_, bundle) {
          const modules = Object.values(bundle).flatMap(({ modules: inChunk = {} }) => Object.entries(inChunk));
          const rendered = modules.filter(([, { renderedLength }]) => renderedLength > 0).map(([id]) => id);
          const inRepository = [...new Set(rendered)].map((id) => path.relative(root, id.replace(/^\0|\?.*$/g, '')));
          mkdirSync(found, { recursive: true });
          writeFileSync(target, JSON.stringify({ name, packages, modules: inRepository }));
        },
      },
    },
  ];
}

function worksOf(bundles) {
  const works = new Map();
  const add = (work, where) => {
    const key = `${work.name} ${work.version ?? ''}`;
    const known = works.get(key) ?? { ...work, where: [] };
    if (!known.where.includes(where)) known.where.push(where);
    works.set(key, known);
  };
  for (const { name, packages, modules } of bundles) {
    const where = name.endsWith('/') ? `\`${name}\`` : `\`${name}\`, its chunks`;
    for (const one of packages) add(workOf(one), where);
    for (const work of OTHER_WORKS.filter(({ isIn }) => modules.some(isIn))) add(work, where);
    for (const { work, host } of modules.flatMap((module) => worksInside(path.join(root, module))))
      add(work, `inside ${host}`);
  }
  // Rollup lists packages as they come, in another order each time.
  const isInside = ({ where }) => Number(where[0].startsWith('inside'));
  const sorted = [...works.values()].map((work) => ({ ...work, where: work.where.sort() }));
  return sorted.sort((a, b) => isInside(a) - isInside(b) || (titleOf(a) < titleOf(b) ? -1 : 1));
}

function workOf({ name, version, license: id, licenseText, noticeText }) {
  return { name, version, license: id, text: [licenseText, noticeText].filter(Boolean).join('\n\n') };
}

/** What a module brings that was bundled before it came to us. */
function worksInside(module) {
  const host = packageOf(module);
  const sources = host ? sourcesOf(module) : [];
  const bySource = byPackage(sources);
  if (![...bySource.keys()].some((name) => name && name !== host)) return [];
  const manifest = manifestOf(host, root);
  // Its map does not name every package in it.
  const names = new Set(
    [...bySource.keys(), ...Object.keys(manifest.dependencies ?? {})].filter((name) => name && name !== host),
  );
  const works = [...names].sort().map((name) => workInside(name, manifest.folder, bySource.get(name) ?? []));
  return [...works, ...copiedInto(host, bySource.get(undefined) ?? [])].map((work) => ({ work, host }));
}

function workInside(name, from, sources) {
  const { folder, version, license: id } = manifestOf(name, from);
  const texts = readdirSync(folder).filter((entry) => /^(licen[cs]e|notice|copying)/i.test(entry));
  const text = texts.map((entry) => readFileSync(path.join(folder, entry), 'utf8')).join('\n\n');
  const bundled = sources.map(({ source }) => versionIn(source, name)).find(Boolean);
  // One that has no file says it in its sources.
  return { name, version: bundled ?? version, license: id, text: text || noticesIn(sources).join('\n\n') };
}

/** Code of others that a package has copied into its own sources. */
function copiedInto(host, sources) {
  return sources.flatMap(({ source, content }) =>
    noticesIn([{ content }]).map((text) => ({
      name: `${path.basename(source)} of ${host}`,
      license: 'see below',
      text,
    })),
  );
}

/** The comments with a copyright, each once. */
function noticesIn(sources) {
  const comments = sources.flatMap(({ content }) => content.match(/\/\*[^]*?\*\/|(?:^[ \t]*\/\/.*\n)+/gm) ?? []);
  const texts = comments.map((comment) =>
    comment
      .replace(/^[ \t]*(\/\*\*?|\*\/|\/\/|\*)[ \t]?/gm, '')
      .replace(/\*\/\s*$/, '')
      .trim(),
  );
  return [...new Set(texts.filter((text) => /copyright/i.test(text)))];
}

function byPackage(sources) {
  const groups = new Map();
  for (const one of sources) {
    const name = packageOf(one.source);
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return groups;
}

const titleOf = ({ name, version }) => (version ? `${name} ${version}` : name);

function pageOf(works) {
  const rows = works.map((work) => `| ${titleOf(work)} | ${work.license} | ${work.where.join('; ')} |`);
  const byText = new Map();
  for (const work of works) {
    const key = work.text.replaceAll(/\s+/g, ' ').trim();
    byText.set(key, [...(byText.get(key) ?? []), work]);
  }
  const texts = [...byText.values()].map(
    (same) => `## ${same.map(titleOf).join(', ')}\n\n\`\`\`text\n${plain(same[0].text)}\n\`\`\``,
  );
  return [
    '# Third-party notices',
    'The files below carry work of others, each under its own licence. This page is made by `node tools/notices.mjs`.',
    ['| work | licence | in |', '| --- | --- | --- |', ...rows].join('\n'),
    ...texts,
    '',
  ].join('\n\n');
}

function plain(text) {
  return text
    .replaceAll('\r', '')
    .replaceAll(/[ \t]+$/gm, '')
    .replace(/^\n+|\n+$/g, '');
}

function withoutText(works) {
  return works.filter(({ text }) => !text.trim()).map((work) => `There is no licence text of ${titleOf(work)}.`);
}

/**
 * The packages in the maps of `folders` that `notices` do not name, as sentences: found by the maps and the lock file, so
 * independently of how the page is made.
 */
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

/** A file whose own map names other packages has them inside, and whatever else its package needs. */
function packagesInside(name, module) {
  const named = new Set(sourcesOf(module).map(({ source }) => packageOf(source)));
  named.delete(undefined);
  named.delete(name);
  return named.size > 0 ? [...named, ...neededBy(name)] : [];
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

/** The package that a module of a bundle is from, or undefined for one of ours. */
function packageOf(id) {
  return /.*\bnode_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id.replaceAll('\\', '/'))?.[1];
}

/** The sources that the map beside `file` lists, as `{ source, content }`; none where it has no map. */
function sourcesOf(file) {
  if (!existsSync(`${file}.map`)) return [];
  const { sources, sourcesContent = [] } = JSON.parse(readFileSync(`${file}.map`, 'utf8'));
  return sources.map((source, index) => ({ source, content: sourcesContent[index] ?? '' }));
}

/** The version in a package manager's path, as in pnpm's (`node_modules/.pnpm/jose@6.2.12/…`). */
function versionIn(source, name) {
  const folder = `.pnpm/${name.replace('/', '+')}@`;
  return source.split(folder)[1]?.split(/[/_(]/)[0];
}

/** The package.json of an installed package, seen from a package that needs it. */
function manifestOf(name, from) {
  const nested = path.join(from, 'node_modules', name);
  const parent = path.dirname(from);
  if (existsSync(path.join(nested, 'package.json')))
    return { folder: nested, ...JSON.parse(readFileSync(path.join(nested, 'package.json'), 'utf8')) };
  if (parent === from) throw new Error(`${name} is not installed.`);
  return manifestOf(name, parent);
}

async function main(isCheck) {
  if (!existsSync(found)) throw new Error('There is no build to take notice of: run `npm run build`.');
  const bundles = readdirSync(found)
    .sort()
    .map((entry) => JSON.parse(readFileSync(path.join(found, entry), 'utf8')));
  const works = worksOf(bundles);
  const page = await format(pageOf(works), { ...(await resolveConfig(file)), filepath: file });
  if (!isCheck) return writeFileSync(file, page);
  const kept = readFileSync(file, 'utf8');
  const ofAddition = readFileSync(path.join(addition, 'THIRD-PARTY-NOTICES.md'), 'utf8');
  const unnamed = [...unnamedPackages(kept), ...unnamedPackages(ofAddition, [path.join(addition, 'dist')])];
  const problems = [...unnamed, ...withoutText(works)];
  if (kept !== page)
    problems.push('THIRD-PARTY-NOTICES.md is out of step with the bundles: run `node tools/notices.mjs`.');
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}

if (isStarted(import.meta.url)) await main(process.argv.includes('--check'));
