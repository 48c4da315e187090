import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { exampleCopy, restoreExample } from '../../tools/examples.mjs';
import { BASE, readManifest, testExample } from './example-test.mjs';
import { mustRunTool } from './run-tool.mjs';

testExample('parcel', {
  tool: 'Parcel',
  production: { build: `npm run build -- --public-url ${BASE}` },
  development: { start: (port) => `npm run dev -- --port ${port} --public-url ${BASE}` },
});

// Parcel does not read `exports` by default; `main` and `browser` tell it the same.
describe('a tool that does not know exports', () => {
  const copy = exampleCopy('parcel');
  before(() => restoreExample('parcel'));

  it('finds every entry of the package', async () => {
    const { exports } = readManifest(copy, 'avatar-ptt');
    const entries = Object.entries(exports).filter(([name, target]) => target.default && !name.includes('react'));
    const imports = entries.map(([name]) => `import ${JSON.stringify(path.posix.join('avatar-ptt', name))};`);
    writeFileSync(path.join(copy, 'src', 'index.js'), imports.join('\n'));
    await mustRunTool('npm run build', copy);
  });
});
