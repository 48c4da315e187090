// What the tests of the examples found out, one file for each, and the table of them all.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../tools/install.mjs';

const folder = path.join(root, '.cache', 'frameworks');
const COLUMNS = {
  tool: 'tool',
  version: 'version',
  mode: 'mode',
  build: 'build',
  heldTurn: 'held turn',
  handsFreeTurn: 'hands-free turn',
  detector: 'detector',
  gainedBytes: 'gained, kB',
  gainedAtFirstBytes: 'in the first load, kB',
  largestFileBytes: 'largest file, kB',
};
const kilobytes = (bytes) => (bytes / 1000).toFixed(0);
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
const SHOWN = {
  heldTurn: seconds,
  handsFreeTurn: seconds,
  gainedBytes: kilobytes,
  gainedAtFirstBytes: kilobytes,
  largestFileBytes: kilobytes,
};

/** Rows that belong to one test file; each is written as soon as something of it is known. */
export function resultsOf(name) {
  const rows = [];
  return {
    row(start) {
      rows.push(start);
      return (found) => {
        Object.assign(start, found);
        mkdirSync(folder, { recursive: true });
        writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(rows, null, 2));
      };
    },
  };
}

export function forgetResults() {
  rmSync(folder, { recursive: true, force: true });
}

/** Writes all that was found as one file, and gives it as a table in Markdown. */
export function tableOfResults() {
  if (!existsSync(folder)) return '';
  const rows = readdirSync(folder).flatMap((file) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')));
  writeFileSync(`${folder}.json`, JSON.stringify(rows, null, 2));
  const lines = [Object.values(COLUMNS), Object.values(COLUMNS).map(() => '---'), ...rows.map(cellsOf)];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function cellsOf(row) {
  return Object.keys(COLUMNS).map((key) => {
    if (row[key] === undefined) return '–';
    return SHOWN[key]?.(row[key]) ?? row[key];
  });
}
