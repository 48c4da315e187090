import { testExample } from './example-test.mjs';

testExample('rollup', {
  tool: 'Rollup',
  production: { build: 'npm run build', output: 'public/build', site: 'public' },
  // It has no server of its own; the one beside it takes its port from here.
  development: { start: (port) => `PORT=${port} npm run dev`, base: '/' },
});
