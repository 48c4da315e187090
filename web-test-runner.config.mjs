import { fileURLToPath } from 'node:url';
import { defaultReporter } from '@web/test-runner';
import { countReporter } from './tools/count-reporter.mjs';
import { devServerPlugins } from './tools/dev-server-plugins.mjs';
import { ENGINES } from './tools/engines.mjs';

const engine = process.env.TEST_ENGINE ?? 'chromium';
const wav = fileURLToPath(new URL('test/fixtures/speech.wav', import.meta.url));

export default {
  files: 'test/**/*.test.ts',
  nodeResolve: { exportConditions: ['development'] },
  plugins: devServerPlugins(),
  // Lit's development build warns of misuse, and first of all that it is the development build.
  filterBrowserLogs: ({ args }) => !String(args[0]).startsWith('Lit is in dev mode.'),
  concurrency: engine === 'chromium' ? 2 : 1,
  // A busy machine may stumble; what is broken fails each time.
  testFramework: { config: { timeout: 20_000, retries: 2 } },
  browsers: [ENGINES[engine].launcher(wav)],
  reporters: [defaultReporter(), countReporter()],
};
