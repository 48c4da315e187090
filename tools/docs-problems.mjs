// What the pages lack that the sources have: error codes, tests of promises, the version.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';
import { readManifest } from './pack-readme.mjs';
import { readmeProblems } from './release.mjs';

const NAMED = /\b(?:it|describe)\(\s*(['"`])promises? ([\d, ]+): (.*?)\1,/g;

/** What is wrong, as sentences. */
export function docsProblems() {
  return [
    ...missingCodes(read('docs/events.md')),
    ...promiseProblems(read('docs/promises.md')),
    ...readmeProblems(read('README.md'), readManifest()),
  ];
}

/** docs/promises.md with the tests of each promise under its text: those whose names begin with its number. */
export function withTests(page) {
  const tests = promisingTests();
  const [head, ...sections] = page.split(/^(?=## \d)/m);
  return head + sections.map((section) => withList(section, tests)).join('');
}

/** The error codes that the sources write out and the page lacks; a microphone's have a table of their own. */
function missingCodes(page) {
  const written = /(?:AvatarPttError\(|toAvatarPttError\(\w+, |announceError\(|\bcode: )\s*'([a-z-]+)'/g;
  const texts = filesIn('src')
    .filter((file) => file.endsWith('.ts'))
    .map(read);
  const codes = new Set(texts.flatMap((text) => [...text.matchAll(written)].map(([, found]) => found)));
  return [...codes]
    .filter((name) => !page.includes(`\`${name}\``))
    .sort()
    .map((name) => `docs/events.md has no error code \`${name}\`.`);
}

/** Promises that no test keeps, and tests that keep none. */
function promiseProblems(page) {
  const promised = [...page.matchAll(/^## (\d+)\./gm)].map(([, number]) => number);
  const kept = new Set(promisingTests().flatMap(({ numbers }) => numbers));
  return [
    ...promised.filter((number) => !kept.has(number)).map((number) => `Promise ${number} has no test.`),
    ...[...kept].filter((number) => !promised.includes(number)).map((number) => `There is no promise ${number}.`),
  ];
}

function withList(section, tests) {
  const text = section.replace(/\n- \[[^]*/, '').trimEnd();
  const [, number] = /^## (\d+)\./.exec(section);
  const own = tests.filter(({ numbers }) => numbers.includes(number));
  return `${text}\n\n${own.map(({ title, file }) => `- [${title}](../${file})`).join('\n')}\n\n`;
}

function promisingTests() {
  return filesIn('test')
    .filter((file) => /\.(test\.ts|e2e\.mjs)$/.test(file) && !file.includes('/node_modules/'))
    .sort()
    .flatMap(testsIn);
}

function testsIn(file) {
  const named = [...read(file).matchAll(NAMED)];
  return named.map(([, , numbers, title]) => ({ file, numbers: numbers.split(', '), title: plain(title) }));
}

/** What a test fills in as it runs is not known here. */
function plain(title) {
  return title
    .replaceAll(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, '…')
    .replaceAll(/(?:, )?… of …/g, '')
    .replaceAll('……', '…');
}

function filesIn(folder) {
  return readdirSync(path.join(root, folder), { recursive: true }).map(
    (name) => `${folder}/${name.replaceAll(path.sep, '/')}`,
  );
}

function read(file) {
  return readFileSync(path.join(root, file), 'utf8');
}
