// Each framework's own type checker on its application: of all that is there, only the mistakes are errors.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { workshop } from '../../tools/frameworks.mjs';
import { runTool } from './apps.mjs';

const checks = {
  react: { file: 'mistakes.tsx', tool: ['typescript', 'tsc', '-p', 'apps/react', '--pretty', 'false'] },
  preact: { file: 'mistakes.tsx', tool: ['typescript', 'tsc', '-p', 'apps/preact', '--pretty', 'false'] },
  vue: { file: 'Mistakes.vue', tool: ['vue-tsc', 'vue-tsc', '-p', 'apps/vue/tsconfig.json', '--pretty', 'false'] },
  svelte: {
    file: 'Mistakes.svelte',
    tool: [
      ...['svelte-check', 'svelte-check', '--workspace', 'apps/svelte', '--tsconfig', './tsconfig.json'],
      ...['--output', 'machine'],
    ],
  },
  angular: { file: 'mistakes.ts', tool: ['@angular/compiler-cli', 'ngc', '-p', 'apps/angular/tsconfig.json'] },
};

describe('the types of the package', () => {
  for (const [name, { file, tool }] of Object.entries(checks)) {
    it(`tell mistakes in ${name}, and nothing else`, () => {
      const { output } = runTool(...tool);
      assert.deepEqual(errorsIn(output), mistakesIn(name, file), output);
    });
  }
});

/** `file.tsx(4,4): error …`, `ERROR "file.svelte" 5:13 …`, or `file.ts:7:51 - error …`, each as `file:line`. */
function errorsIn(output) {
  const plain = output.replace(/\u001b\[\d+m/g, '');
  const found = [...plain.matchAll(/([\w.]+)(?:\((\d+),\d+\): |" (\d+):\d+|:(\d+):\d+ - )(?=.*)/g)];
  return found.map(([, file, ...lines]) => `${file}:${lines.find(Boolean)}`);
}

function mistakesIn(name, file) {
  const lines = readFileSync(path.join(workshop, 'apps', name, file), 'utf8').split('\n');
  return lines.flatMap((line, at) => (line.includes('wrong') ? [`${file}:${at + 1}`] : []));
}
