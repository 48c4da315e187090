import { testExample } from './example-test.mjs';

testExample('html', {
  tool: 'a script tag',
  version: 'avatar-ptt',
  app: {},
  production: { site: '.', output: 'node_modules/avatar-ptt/cdn' },
  development: { start: (port) => `npm run dev -- --port ${port}`, base: '/' },
});
