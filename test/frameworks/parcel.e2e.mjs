import { BASE, testExample } from './example-test.mjs';

testExample('parcel', {
  tool: 'Parcel',
  production: { build: `npm run build -- --public-url ${BASE}` },
  development: { start: (port) => `npm run dev -- --port ${port} --public-url ${BASE}` },
});
