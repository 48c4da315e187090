import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { exampleCopy, restoreExample } from '../../tools/examples.mjs';
import { BASE, readManifest, testExample } from './example-test.mjs';
import { mustRunTool } from './run-tool.mjs';

testExample('parcel', {
  tool: 'Parcel',
  production: { build: `npm run build -- --public-url ${BASE}` },
  development: { start: (port) => `npm run dev -- --port ${port} --public-url ${BASE}` },
});

// Parcel does not read `exports` by default; `main` and `alias`, which no other tool reads, tell it the same.
describe('every entry of the package in Parcel', () => {
  const copy = exampleCopy('parcel');
  const react = path.join(copy, 'node_modules', 'react');
  before(() => {
    restoreExample('parcel');
    // Parcel has to find it and to tell it from the entry of the same name.
    mkdirSync(react, { recursive: true });
    writeFileSync(path.join(react, 'index.js'), "export const marker = 'the react of the application';\n");
  });
  after(() => rmSync(react, { recursive: true, force: true }));

  it('is found', async () => {
    const { exports } = readManifest(copy, 'avatar-ptt');
    const entries = Object.entries(exports).filter(([, target]) => target.default);
    const lines = entries.map(([name], at) => `export * as entry${at} from '${path.posix.join('avatar-ptt', name)}';`);
    writeFileSync(path.join(copy, 'src', 'index.js'), `${lines.join('\n')}\nexport * as react from 'react';\n`);
    await mustRunTool('npm run build', copy);
  });
});
