// Each Vite that people still have, without a framework: the first three bundle with Rollup and esbuild, the last with Rolldown.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { exampleCopy, exampleSource } from '../../tools/examples.mjs';
import { installBeside, installPacked, packedFile } from '../../tools/install.mjs';
import { sayHandsFreeTurn, sayHeldTurn } from './converse.mjs';
import { BASE, readManifest } from './example-test.mjs';
import { resultsOf } from './results.mjs';
import { mustRunTool, startServer } from './run-tool.mjs';
import { serveFolder } from './site.mjs';
import { openTab } from './tab.mjs';

// Beside the copies of the examples, away from the repository as they are.
const copy = exampleCopy('vite');
const { row } = resultsOf('vite');

before(() => {
  const source = fileURLToPath(new URL('./vite/', import.meta.url));
  if (!installBeside('vite', source, path.dirname(copy))) throw new Error('The npm registry can not be reached.');
  installPacked(packedFile(), copy);
});

for (const major of [5, 6, 7, 8]) {
  const vite = `node node_modules/vite-${major}/bin/vite.js`;
  const serving = {
    production: async () => {
      await mustRunTool(`${vite} build --base ${BASE}`, copy);
      return serveFolder(path.join(copy, 'dist'), BASE);
    },
    development: () => startServer((port) => `${vite} --port ${port} --base ${BASE}`, copy, BASE),
  };
  for (const [mode, serve] of Object.entries(serving)) {
    describe(`a plain page in ${mode} with Vite ${major}`, () => {
      let found;
      let server;
      let tab;
      before(async () => {
        found = row({ tool: `Vite ${major}`, version: readManifest(copy, `vite-${major}`).version, mode });
        found({ build: 'failed' });
        placePage();
        server = await serve();
        tab = await openTab(server.url);
        found({ build: 'ok' });
      });
      after(async () => {
        await tab?.close();
        await server?.close();
      });

      it('takes a turn said with the mouse held', async () => {
        found({ heldTurn: await sayHeldTurn(tab.page) });
      });

      it('takes a turn by voice alone, heard by the model', async () => {
        const { durationMs, detector } = await sayHandsFreeTurn(tab.page);
        found({ handsFreeTurn: durationMs, detector: detector.name });
        assert.deepEqual(detector, { name: 'silero-v5', reason: '' });
      });

      it('leaves no noise in the console', () => assert.deepEqual(tab.problems, []));
    });
  }
}

/** A page that needs no framework is one that Parcel takes, too. What the Vite before has worked out goes. */
function placePage() {
  for (const left of ['dist', 'src', path.join('node_modules', '.vite')]) {
    rmSync(path.join(copy, left), { recursive: true, force: true });
  }
  mkdirSync(copy, { recursive: true });
  cpSync(path.join(exampleSource('parcel'), 'src'), copy, { recursive: true });
}
