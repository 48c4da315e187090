// The tests under each promise of docs/promises.md: those whose names begin with its number, so that none is listed by hand.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';

const NAMED = /\b(?:it|describe)\(\s*(['"`])promises? ([\d, ]+): (.*?)\1,/g;

/** The page with the tests of each promise under its text. */
export function withTests(page) {
  const tests = promisingTests();
  const [head, ...sections] = page.split(/^(?=## \d)/m);
  return head + sections.map((section) => withList(section, tests)).join('');
}

/** Promises that no test keeps, and tests that keep none, as sentences. */
export function promiseProblems(page) {
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
  return readdirSync(path.join(root, 'test'), { recursive: true })
    .map((name) => `test/${name.replaceAll(path.sep, '/')}`)
    .filter((file) => /\.(test\.ts|e2e\.mjs)$/.test(file) && !file.includes('/node_modules/'))
    .sort()
    .flatMap(testsIn);
}

function testsIn(file) {
  const named = [...readFileSync(path.join(root, file), 'utf8').matchAll(NAMED)];
  return named.map(([, , numbers, title]) => ({ file, numbers: numbers.split(', '), title: plain(title) }));
}

/** What a test fills in as it runs is not known here. */
function plain(title) {
  return title
    .replaceAll(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, '…')
    .replaceAll(/(?:, )?… of …/g, '')
    .replaceAll('……', '…');
}
