// An embedder's own unit tests, in the DOMs that they run in: they import the packed package, draw, and are refused a
// conversation with a code. Nothing is thrown beside that, and nothing is written into the console.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { installBeside, installPacked, packPackage, root } from '../../tools/install.mjs';
import { runTool } from './run-tool.mjs';

const source = fileURLToPath(new URL('../embedders/', import.meta.url));
const folder = path.join(root, '.cache', 'embedders');
const isInstalled = installBeside('embedders', source);

describe(
  'unit tests of an embedder',
  {
    skip: isInstalled ? false : 'their tools are not installed yet, and the npm registry can not be reached',
  },
  () => {
    before(() => {
      installPacked(packPackage(), folder);
      cpSync(source, folder, { recursive: true });
      writeFileSync(path.join(folder, 'documented.test.tsx'), documentedTest());
    });

    for (const dom of ['jsdom', 'happy-dom']) {
      it(`pass in ${dom}`, async () => {
        const { status, output } = await runTool(`npx --no-install vitest run --environment ${dom}`, folder);
        assert.equal(status, 0, output);
        assert.match(output, /Tests {2}\d+ passed \(\d+\)/);
        assert.doesNotMatch(output, /skipped|Errors/);
      });
    }
  },
);

/** The test that docs/embedding.md shows. */
function documentedTest() {
  const page = readFileSync(path.join(root, 'docs', 'embedding.md'), 'utf8');
  const [, code] = /^## In your unit tests$.*?^```tsx\n(.*?)^```$/ms.exec(page);
  return code;
}
