// `npm run release:version`: makes the next version of the changesets, and writes it wherever it is told: package.json,
// CHANGELOG.md with what the tag weighs, the tag itself, the examples, and README.md with the hash of what is built of it.
// Commits nothing.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { exampleNames } from './examples.mjs';
import { ensureInstalled, fail, isStarted, root, run, runBin } from './install.mjs';
import { writeRelease } from './readme-release.mjs';
import { readManifest } from './repository.mjs';

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

function edit(file, change) {
  const full = path.join(root, file);
  const before = readFileSync(full, 'utf8');
  writeFileSync(full, change(before));
}

function must(status, what) {
  if (status !== 0) fail(`${what} failed, see above.`);
}

function main() {
  ensureInstalled();
  must(runBin('changeset', ['version']), 'changeset version');
  const { version } = readManifest();
  edit('src/element/avatar-ptt.ts', (code) => code.replace(/(static readonly version = ')[^']+'/, `$1${version}'`));
  for (const name of exampleNames) {
    edit(`examples/${name}/package.json`, (text) => text.replace(/("avatar-ptt": ")[^"]+"/, `$1${version}"`));
  }
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

if (isStarted(import.meta.url)) main();
