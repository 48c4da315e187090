import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defaultReporter } from '@web/test-runner';
import { countReporter } from './tools/count-reporter.mjs';
import { devServerPlugins, localOnly } from './tools/dev-server.mjs';
import { ENGINES } from './tools/engines.mjs';
import { sileroNumbers } from './tools/silero-numbers.mjs';

const engine = process.env.TEST_ENGINE ?? 'chromium';
const wav = fileURLToPath(new URL('test/fixtures/speech.wav', import.meta.url));

/** What a test can't find by itself: which recordings there are, and the network's numbers as they were published. */
const fixtures = {
  name: 'fixtures',
  serve: ({ path }) => {
    if (path === '/test/fixtures/silero-v5.json') return { type: 'json', body: JSON.stringify(sileroNumbers()) };
    if (path !== '/test/fixtures/recordings.json') return undefined;
    const files = readdirSync(new URL('test/fixtures/mfa', import.meta.url));
    return { type: 'json', body: JSON.stringify(files.filter((file) => /\.(flac|wav)$/.test(file))) };
  },
};

export default {
  files: 'test/**/*.test.ts',
  nodeResolve: { exportConditions: ['development'] },
  middleware: [localOnly],
  plugins: [fixtures, ...devServerPlugins()],
  // Lit's development build warns of misuse, and first of all that it is the development build.
  filterBrowserLogs: ({ args }) => !String(args[0]).startsWith('Lit is in dev mode.'),
  // The walk through every state takes a minute and a half, and longer on a busy machine.
  testsFinishTimeout: 300_000,
  concurrency: engine === 'chromium' ? 2 : 1,
  // A busy machine may stumble; what is broken fails each time.
  testFramework: { config: { timeout: 20_000, retries: 2 } },
  browsers: [ENGINES[engine].launcher(wav)],
  reporters: [defaultReporter(), countReporter()],
};
