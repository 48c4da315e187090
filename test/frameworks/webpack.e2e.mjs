import { BASE, testExample } from './example-test.mjs';

testExample('webpack', {
  production: {
    build: `npm run build -- --output-public-path ${BASE}`,
    // Said of any file of more than 244 KiB; a second warning would be counted.
    advice: [
      /^WARNING in asset size limit: The following asset\(s\) exceed the recommended size limit \(244 KiB\)\.$/m,
      /^webpack [\d.]+ compiled with 1 warning in \d+ ms$/m,
    ],
  },
  development: { start: (port) => `npm run dev -- --port ${port} --output-public-path ${BASE}` },
});
