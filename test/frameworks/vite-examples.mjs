// What the examples of Vite have in common.
import { BASE, testExample } from './example-test.mjs';

/** Said of any file of more than 500 kB; Astro puts a line before it. */
export const VITE_ADVICE = [
  /^(.*\[WARN\] \[vite\] \n+)?\(!\) Some chunks are larger than 500 kB after minification\. Consider:$/m,
  /^- Adjust chunk size limit for this warning via build\.chunkSizeWarningLimit\.$/m,
];

/** `more` is what differs: how types are checked, and whether React checks its effects. */
export const testViteExample = (name, tool, more) =>
  testExample(name, {
    tool,
    version: 'vite',
    production: {
      build: `npm run build -- --base ${BASE}`,
      advice: VITE_ADVICE,
    },
    app: {},
    development: { start: (port) => `npm run dev -- --port ${port} --base ${BASE}` },
    ...more,
  });
