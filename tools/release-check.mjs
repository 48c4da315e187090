// `npm run release:check`: what is missing before this version can be published, with what to do. Needs a build.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { isStarted, root } from './install.mjs';
import { readRelease } from './readme-release.mjs';
import { addressOf, readManifest } from './repository.mjs';

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
    problems.push(`The tag tells another version than package.json, which is ${name} ${version}.`);
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
  if (!release.isPublished) problems.push(`README.md tells what to do until it is published. ${cure}`);
  return problems;
}

function unsavedChanges() {
  const { stdout, status } = spawnSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' });
  return status === 0 && stdout.trim() ? [`Files differ from what is committed:\n${stdout.trimEnd()}`] : [];
}

const read = (file) => readFileSync(path.join(root, file), 'utf8');

if (isStarted(import.meta.url)) {
  const texts = {
    readme: read('README.md'),
    changelog: read('CHANGELOG.md'),
    tag: read('src/element/avatar-ptt.ts'),
  };
  const changesets = readdirSync(path.join(root, '.changeset')).filter((name) => /(?<!README)\.md$/.test(name));
  const built = 'cdn/integrity.json';
  const integrity = existsSync(path.join(root, built)) ? JSON.parse(read(built))['avatar-ptt.min.js'] : undefined;
  const problems = [...missing(readManifest(), texts, changesets, integrity), ...unsavedChanges()];
  if (problems.length === 0) {
    console.log('Nothing is missing: this version can be published.');
  } else {
    console.error(`${problems.length} things are missing before this version can be published:\n`);
    for (const problem of problems) console.error(`- ${problem}`);
    process.exitCode = 1;
  }
}
