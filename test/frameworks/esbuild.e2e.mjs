import { testExample } from './example-test.mjs';

testExample('esbuild', {
  production: { build: 'npm run build', output: 'public/build', site: 'public' },
  development: { start: (port) => `npm run dev -- --serve=localhost:${port}`, base: '/' },
});
