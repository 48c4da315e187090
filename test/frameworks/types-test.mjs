// A framework's own type checker on its example: with mistakes beside it, only these are errors.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { runTool } from './run-tool.mjs';

/** `check` is the command of the checker; `folder` has the mistakes, which `place` puts into the copy. */
export function testTypes(check, { copy, folder, place }) {
  it('tells mistakes by its types, and nothing else', async () => {
    place();
    const { output } = await runTool(check, copy);
    assert.deepEqual(errorsIn(output), mistakesIn(folder), output);
  });
}

/** `file.tsx(4,4): error …`, `ERROR "file.svelte" 5:13 …`, or `file.ts:7:51 - error …`, each as `file:line`. */
function errorsIn(output) {
  const found = [...output.matchAll(/([\w.]+)(?:\((\d+),\d+\): |" (\d+):\d+|:(\d+):\d+ - )(?=.*)/g)];
  return found.map(([, file, ...lines]) => `${file}:${lines.find(Boolean)}`).sort(byLine);
}

function mistakesIn(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.flatMap(({ name, parentPath }) => {
    const lines = readFileSync(path.join(parentPath, name), 'utf8').split('\n');
    return lines.flatMap((line, at) => (line.includes('wrong') ? [`${name}:${at + 1}`] : []));
  });
}

const byLine = (a, b) => a.localeCompare(b, 'en', { numeric: true });
