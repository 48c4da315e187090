// What both of Next's bundlers have in common.
import { BASE, testExample } from './example-test.mjs';

/** `flag` chooses the bundler. */
export const testNextExample = (tool, flag = '') =>
  testExample('next', {
    tool,
    page: 'turns',
    production: {
      build: `npm run build -- ${flag}`,
      output: '.next/static',
      start: (port) => `npm run start -- --port ${port}`,
    },
    development: { start: (port) => `npm run dev -- --port ${port} ${flag}` },
    // It takes the base path from this file only.
    overlay: () => ({ 'next.config.mjs': `export default { basePath: '${BASE.slice(0, -1)}' };` }),
  });
