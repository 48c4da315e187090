import { BASE, testExample } from './example-test.mjs';
import { VITE_ADVICE } from './vite-examples.mjs';

testExample('astro', {
  tool: 'Astro',
  html: /<avatar-ptt press-style="hybrid" stop-secs="1.5"[^>]*><\/avatar-ptt>/,
  types: 'npx astro check',
  production: { build: `npm run build -- --base ${BASE}`, advice: VITE_ADVICE },
  development: { start: (port) => `npm run dev -- --port ${port} --base ${BASE}` },
});
