import { BASE, testExample } from './example-test.mjs';

testExample('rspack', {
  tool: 'Rspack',
  version: '@rspack/core',
  production: { build: `npm run build -- --output-public-path ${BASE}` },
  development: { start: (port) => `npm run dev -- --port ${port} --output-public-path ${BASE}` },
});
