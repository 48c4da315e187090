import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BASE, testExample } from './example-test.mjs';

testExample('rspack', {
  tool: 'Rspack',
  version: '@rspack/core',
  production: {
    build: 'npm run build',
    // Said of any file of more than 300 KiB; a second warning would be counted.
    advice: [
      /^WARNING in ⚠ asset size limit: The following asset\(s\) exceed the recommended size limit \(300\.000 KiB\)\./m,
      /^Rspack compiled with 1 warning in [\d.]+ m?s$/m,
    ],
  },
  development: { start: (port) => `npm run dev -- --port ${port}` },
  // It takes the base path from this file only.
  overlay: (copy) => {
    const config = readFileSync(path.join(copy, 'rspack.config.mjs'), 'utf8');
    return {
      'rspack.config.mjs': config.replace('export default {', `export default { output: { publicPath: '${BASE}' },`),
    };
  },
});
