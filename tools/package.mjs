// What a publication would put into the package: its sizes, its files, that every file is there that another one names, and
// that npm has nothing against it.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { parseAst } from 'rollup/parseAst';
import { isStarted, root } from './install.mjs';

const MAX_BYTES = { packed: 1_500_000, unpacked: 6_000_000, file: 700_000 };

/** Files that have no source of the same name. */
const OTHERS = [
  /^(package\.json|README\.md|LICENSE|THIRD-PARTY-NOTICES\.md|custom-elements\.json)$/,
  // The commands, which Node runs as they are.
  /^(bin\/(avatar-ptt|judge\/[\w-]+)|demo\/token-server(-command)?)\.mjs$/,
  // What editors read.
  /^dist\/((jsx|vue|svelte)\.d\.ts|vscode\.html-custom-data\.json)$/,
  // Code that is loaded by its address, and the same code as text.
  /^dist\/(capture\.worklet|detector\.worker|(audio|detector)\/[\w.-]+-code)\.js$/,
  /^cdn\/(avatar-(ptt|inspector)(\.classic)?\.min|capture\.worklet|detector\.worker)\.js$/,
  /^cdn\/chunks\/([\w.-]+-[\w-]{8}|silero-v5-numbers)\.js$/,
  /^cdn\/(INTEGRITY\.md|integrity\.json)$/,
];

// With --force npm does not ask the registry whether the version is there: between releases it is.
const PUBLISH = 'npm publish --dry-run --ignore-scripts --force --loglevel=warn';

const NAMED_FILE = /["'`](\.{1,2}\/[\w./-]+\.[a-z]+)["'`]/g;

/** What `npm pack` would pack, as npm lists it. */
export function listPacked() {
  const npm = 'npm pack --dry-run --json --ignore-scripts';
  const { stdout, stderr, status } = spawnSync(npm, { cwd: root, shell: true, encoding: 'utf8', maxBuffer: 1e8 });
  if (status !== 0) throw new Error(`${npm} failed:\n${stderr}`);
  return JSON.parse(stdout)[0];
}

/**
 * What is wrong with a package, as sentences. `packed` is npm's list of it, `read` gives the text of one of its files,
 * `isSource` says whether the repository has a file.
 */
export function problemsOf(packed, manifest, read = readRoot, isSource = isInRoot) {
  const files = packed.files.map(({ path: file }) => file);
  return [
    ...sizeProblems(packed),
    ...files.filter((file) => !isWanted(file, isSource)).map((file) => `${file} should not be in the package.`),
    ...entriesOf(manifest)
      .filter((entry) => !files.includes(entry))
      .map((entry) => `package.json names ${entry}, which is not in the package.`),
    ...files.filter((file) => /\.m?js$/.test(file)).flatMap((file) => codeProblems(file, read(file), files, manifest)),
    ...integrityProblems(files, read),
  ];
}

/** What npm has against publishing the package in `folder`; empty when nothing. */
export function refusal(folder = root) {
  const { status, stderr } = spawnSync(PUBLISH, { cwd: folder, shell: true, encoding: 'utf8', maxBuffer: 1e8 });
  const said = stderr.split('\n');
  if (status !== 0) return said.filter((line) => line.startsWith('npm error')).join('\n') || `${PUBLISH} failed.`;
  const harmless = /requires you to be logged in|using --force/;
  return said.filter((line) => line.startsWith('npm warn') && !harmless.test(line)).join('\n');
}

function sizeProblems({ size, unpackedSize, files }) {
  const tooLarge = (what, bytes, max) =>
    bytes > max ? [`${what} has ${bytes.toLocaleString('en')} bytes; ${max.toLocaleString('en')} are allowed.`] : [];
  return [
    ...tooLarge('The packed package', size, MAX_BYTES.packed),
    ...tooLarge('The unpacked package', unpackedSize, MAX_BYTES.unpacked),
    ...files.flatMap((file) => tooLarge(file.path, file.size, MAX_BYTES.file)),
  ];
}

function isWanted(file, isSource) {
  if (OTHERS.some((pattern) => pattern.test(file))) return true;
  const [, name] = /^dist\/(.+?)(?:\.d\.ts|\.js)$/.exec(file) ?? [];
  return (
    name !== undefined && [`src/${name}`, name].some((source) => ['.ts', '.tsx'].some((end) => isSource(source + end)))
  );
}

/** The files that a page or a tool asks for by package.json; a pattern asks for none in particular. */
function entriesOf({ exports, types, unpkg, jsdelivr, customElements, bin }) {
  const targets = (node) => (typeof node === 'string' ? [node] : Object.values(node).flatMap(targets));
  const all = [...targets(exports), ...targets(bin ?? {}), types, unpkg, jsdelivr, customElements].filter(Boolean);
  return all.filter((target) => !target.includes('*')).map((target) => path.posix.normalize(target));
}

function codeProblems(file, code, files, manifest) {
  const beside = (name) => path.posix.join(path.posix.dirname(file), name);
  const isMissing = (name) => !files.includes(beside(name));
  const named = [...code.matchAll(NAMED_FILE)].map(([, name]) => name);
  const map = /\/\/# sourceMappingURL=(\S+)/.exec(code)?.[1];
  // Browsers and bundlers look for a map that is named, and complain.
  const problems = [...named, ...(map ? [map] : [])]
    .filter(isMissing)
    .map((name) => `${file} names ${name}, which is not in the package.`);
  if (code.includes(root)) problems.push(`${file} holds a path of the machine that built it.`);
  return problems.concat(foreignImports(file, code, manifest));
}

/** Packages that are not installed with this one; a browser resolves none at all. */
function foreignImports(file, code, { name, dependencies, peerDependencies }) {
  const known = file.startsWith('cdn/') ? [] : [name, ...Object.keys({ ...dependencies, ...peerDependencies })];
  return [...new Set(importedBy(parseAst(code)))]
    .filter((specifier) => !(file.endsWith('.mjs') && specifier.startsWith('node:')))
    .filter((specifier) => /^[@a-z]/.test(specifier) && !known.some((own) => `${specifier}/`.startsWith(`${own}/`)))
    .map((specifier) => `${file} imports ${specifier}, which package.json does not install.`);
}

/** Every literal that a tree imports, at once or on demand. */
function* importedBy(node) {
  if (typeof node.source?.value === 'string') yield node.source.value;
  for (const child of Object.values(node).flat()) if (typeof child?.type === 'string') yield* importedBy(child);
}

function integrityProblems(files, read) {
  if (!files.includes('cdn/integrity.json')) return ['cdn/integrity.json is missing.'];
  const hashes = JSON.parse(read('cdn/integrity.json'));
  const scripts = files.filter((file) => /^cdn\/.*\.js$/.test(file)).map((file) => file.slice('cdn/'.length));
  return scripts
    .filter(
      (name) =>
        hashes[name] !==
        `sha384-${createHash('sha384')
          .update(read(`cdn/${name}`))
          .digest('base64')}`,
    )
    .map((name) => `cdn/integrity.json has not the hash of ${name}.`);
}

function readRoot(file) {
  return readFileSync(path.join(root, file), 'utf8');
}

function isInRoot(file) {
  return existsSync(path.join(root, file));
}

if (isStarted(import.meta.url)) {
  const packed = listPacked();
  const problems = problemsOf(packed, JSON.parse(readRoot('package.json')));
  const refused = refusal();
  if (refused) problems.push(refused);
  for (const problem of problems) console.error(problem);
  const [size, unpacked] = [packed.size, packed.unpackedSize].map((bytes) => `${(bytes / 1e6).toFixed(2)} MB`);
  console.log(`${packed.files.length} files, ${size} packed, ${unpacked} unpacked`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
