import { BASE, testExample } from './example-test.mjs';

testExample('astro', {
  tool: 'Astro',
  production: { build: `npm run build -- --base ${BASE}` },
  development: { start: (port) => `npm run dev -- --port ${port} --base ${BASE}` },
});
