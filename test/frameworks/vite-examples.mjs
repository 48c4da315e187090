// What the examples of Vite have in common.
import { BASE, testExample } from './example-test.mjs';

export const testViteExample = (name, tool) =>
  testExample(name, {
    tool,
    version: 'vite',
    production: {
      build: `npm run build -- --base ${BASE}`,
      // Said of any file of more than 500 kB.
      advice: [/^\(!\) Some chunks are larger than 500 kB after minification\. Consider:$/],
    },
    development: { start: (port) => `npm run dev -- --port ${port} --base ${BASE}` },
  });
