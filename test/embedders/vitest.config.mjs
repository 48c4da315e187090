import { defineConfig } from 'vitest/config';

export default defineConfig({
  esbuild: { jsx: 'automatic' },
  // A busy machine takes its time to load them.
  test: { setupFiles: ['quiet.js'], testTimeout: 30_000 },
});
