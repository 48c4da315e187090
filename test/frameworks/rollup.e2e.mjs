import { testExample } from './example-test.mjs';

testExample('rollup', {
  tool: 'Rollup',
  production: { build: 'npm run build', output: 'public/build', site: 'public', isMinified: false },
  // It has no server of its own; the one beside it takes its port from here, and is there sooner than the first build.
  development: { start: (port) => `PORT=${port} npm run dev`, base: '/', ready: 'build/main.js' },
});
