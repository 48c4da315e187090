// Releases. `npm run release:version` makes the next version of the changesets and writes it wherever it stands: package.json,
// CHANGELOG.md with what the tag weighs, the tag itself, the examples, and README.md with the hash of what is built of it; it
// commits nothing. `npm run release:check` says what is missing before this version can be published; it needs a build.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { exampleNames } from './examples.mjs';
import { ensureInstalled, fail, isStarted, root, run, runBin } from './install.mjs';
import { addressOf, readManifest } from './pack-readme.mjs';

const ADDRESS = /(cdn\.jsdelivr\.net\/npm\/avatar-ptt@)([^/"]+)(\/cdn\/avatar-ptt\.min\.js"\s+integrity=")([^"]+)"/;
const UNPUBLISHED = /<!-- until published -->[^]*?<!-- \/until published -->\n+/;

/** Published together, by one version. */
const ADDITION = 'smart-turn/package.json';

/** Stands where no hash is known yet. */
export const OPEN_HASH = 'sha384-…';

/**
 * What is missing, as sentences. `texts` holds README.md, CHANGELOG.md and the source of the tag, `changesets` the names of
 * what is not released yet, `integrity` the hash that was built, if any.
 */
export function missing(manifest, texts, changesets, integrity) {
  return [
    ...ownersPart(manifest),
    ...versionPart(manifest, texts, changesets),
    ...hashPart(manifest, texts, integrity),
  ];
}

/** The version and the hash in README.md's script tag, and whether it no longer says what to do until then. */
export function readRelease(readme) {
  const [, , version, , integrity] = ADDRESS.exec(readme) ?? [];
  if (!version) throw new Error('README.md has no script tag with an integrity attribute.');
  return { version, integrity, isPublished: !UNPUBLISHED.test(readme) };
}

/** README.md as it is right once `version` can be had from the registry. */
export function writeRelease(readme, version, integrity) {
  return readme.replace(UNPUBLISHED, '').replace(ADDRESS, `$1${version}$3${integrity}"`);
}

/** What is wrong with README.md between releases, as sentences. */
export function readmeProblems(readme, { name, version }) {
  const release = readRelease(readme);
  const problems = [];
  if (release.version !== version) problems.push(`README.md embeds ${release.version}; package.json is ${version}.`);
  const isHash = /^sha384-[A-Za-z0-9+/]{64}$/.test(release.integrity);
  if (release.isPublished && !isHash) problems.push('README.md embeds a published file without its hash.');
  if (release.isPublished) return problems;
  // A hash of what nobody can load yet would be wrong by the next change.
  if (release.integrity !== OPEN_HASH) problems.push(`README.md has a hash of what is not published: ${OPEN_HASH}`);
  if (!readme.includes(`${name}-${version}.tgz`)) problems.push(`README.md installs another file than ${version}.`);
  return problems;
}

/** CHANGELOG.md with the newest section as people read it: without the kinds of change, and with a size at its head. */
export function readableChangelog(changelog, version, gzipBytes) {
  const [before, rest] = changelog.split(`\n## ${version}\n`);
  if (rest === undefined) throw new Error(`CHANGELOG.md has no section "## ${version}".`);
  const end = /\n## /.exec(rest)?.index ?? rest.length;
  const section = rest
    .slice(0, end)
    .replaceAll(/^### .*\n+/gm, '')
    .trim();
  const size = `The tag as a script: ${(gzipBytes / 1000).toFixed(1)} kB gzip, Lit included, before a conversation starts.`;
  const body = section.startsWith('The tag as a script:') ? section.slice(section.indexOf('\n')).trim() : section;
  return `${before}\n## ${version}\n\n${size}\n\n${body}\n${rest.slice(end)}`;
}

/** Nobody but the owner knows these. */
function ownersPart(manifest) {
  const address = addressOf(manifest);
  const example = 'https://github.com/OWNER/avatar-ptt';
  const wanted = {
    repository: `{ "type": "git", "url": "git+${example}.git" }: readers of the package find the sources by it, the README's links lead there, and provenance is refused without it`,
    homepage: `"${example}#readme", or the address of the demo`,
    bugs: `"${example}/issues"`,
  };
  const problems = Object.entries(wanted)
    .filter(([name]) => !manifest[name])
    .map(([name, what]) => `package.json has no "${name}". Write ${what}.`);
  if (manifest.repository && !URL.canParse(address ?? '')) problems.push('"repository" in package.json is no address.');
  for (const name of ['author', 'license', 'engines'])
    if (!manifest[name]) problems.push(`package.json has no "${name}".`);
  return problems;
}

function versionPart({ name, version }, { changelog, tag }, changesets) {
  const problems = [];
  if (changesets.length > 0)
    problems.push(`Changes wait for a version (${changesets.join(', ')}). Run \`npm run release:version\`.`);
  if (!changelog.includes(`\n## ${version}\n`)) problems.push(`CHANGELOG.md has no section "## ${version}".`);
  if (!tag.includes(`static readonly version = '${version}'`))
    problems.push(`The tag has another version than package.json, which is ${name} ${version}.`);
  return problems;
}

function hashPart({ version }, { readme }, integrity) {
  const release = readRelease(readme);
  const cure = 'Run `npm run release:version`, or put it right by hand.';
  const problems = [];
  if (!integrity) return ['Nothing is built. Run `npm run build`.'];
  if (release.version !== version) problems.push(`README.md embeds version ${release.version}. ${cure}`);
  if (release.integrity !== integrity)
    problems.push(`README.md embeds the script with ${release.integrity}; what is built has ${integrity}. ${cure}`);
  if (!release.isPublished) problems.push(`README.md still says what to do until it is published. ${cure}`);
  return problems;
}

/** What is wrong with the version of the addition, as sentences. */
export function additionPart({ version }, addition) {
  return [addition.version, addition.peerDependencies['avatar-ptt']].every((own) => own === version)
    ? []
    : [`${ADDITION} is of another version than package.json, or wants another one.`];
}

function unsavedChanges() {
  const { stdout, status } = spawnSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' });
  return status === 0 && stdout.trim() ? [`Files differ from what is committed:\n${stdout.trimEnd()}`] : [];
}

function sayWhatIsMissing() {
  const texts = {
    readme: read('README.md'),
    changelog: read('CHANGELOG.md'),
    tag: read('src/element/avatar-ptt.ts'),
  };
  const changesets = readdirSync(path.join(root, '.changeset')).filter((name) => /(?<!README)\.md$/.test(name));
  const built = 'cdn/integrity.json';
  const integrity = existsSync(path.join(root, built)) ? JSON.parse(read(built))['avatar-ptt.min.js'] : undefined;
  const manifest = readManifest();
  const problems = [
    ...missing(manifest, texts, changesets, integrity),
    ...additionPart(manifest, JSON.parse(read(ADDITION))),
    ...unsavedChanges(),
  ];
  if (problems.length === 0) {
    console.log('Nothing is missing: this version can be published.');
  } else {
    console.error(`${problems.length} things are missing before this version can be published:\n`);
    for (const problem of problems) console.error(`- ${problem}`);
    process.exitCode = 1;
  }
}

function edit(file, change) {
  const full = path.join(root, file);
  const before = readFileSync(full, 'utf8');
  writeFileSync(full, change(before));
}

function must(status, what) {
  if (status !== 0) fail(`${what} failed, see above.`);
}

function makeVersion() {
  ensureInstalled();
  must(runBin('changeset', ['version']), 'changeset version');
  const { version } = readManifest();
  edit('src/element/avatar-ptt.ts', (code) => code.replace(/(static readonly version = ')[^']+'/, `$1${version}'`));
  for (const name of exampleNames) {
    edit(`examples/${name}/package.json`, (text) => text.replace(/("avatar-ptt": ")[^"]+"/, `$1${version}"`));
  }
  edit(ADDITION, (text) => text.replace(/("(?:version|avatar-ptt)": ")[^"]+"/g, `$1${version}"`));
  must(run('npm install --package-lock-only --silent', [], { shell: true }), 'npm install');
  must(runBin('cem', ['analyze', '--quiet']), 'cem analyze');
  must(runBin('rollup', ['-c', '--silent']), 'The build');
  const script = readFileSync(path.join(root, 'cdn/avatar-ptt.min.js'));
  const integrity = JSON.parse(readFileSync(path.join(root, 'cdn/integrity.json'), 'utf8'))['avatar-ptt.min.js'];
  edit('CHANGELOG.md', (text) => readableChangelog(text, version, gzipSync(script, { level: 9 }).length));
  edit('README.md', (text) => writeRelease(text, version, integrity));
  must(runBin('prettier', ['--write', '--log-level', 'warn', 'CHANGELOG.md', 'README.md', 'package.json']), 'prettier');
  console.log(`\nThis is ${version}. Read the changes, commit them, and tag the commit v${version}.`);
}

function read(file) {
  return readFileSync(path.join(root, file), 'utf8');
}

const steps = { check: sayWhatIsMissing, version: makeVersion };
if (isStarted(import.meta.url)) steps[process.argv[2]]();
