import { fileURLToPath } from 'node:url';
import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { browserArgs, browserPath } from './tools/browser.mjs';
import { countReporter } from './tools/count-reporter.mjs';
import { devServerPlugins } from './tools/dev-server-plugins.mjs';

const wav = fileURLToPath(new URL('test/fixtures/speech.wav', import.meta.url));

export default {
  files: 'test/**/*.test.ts',
  nodeResolve: { exportConditions: ['development'] },
  plugins: devServerPlugins(),
  // Lit's development build warns of misuse, and first of all that it is the development build.
  filterBrowserLogs: ({ args }) => !String(args[0]).startsWith('Lit is in dev mode.'),
  concurrency: 2,
  testFramework: { config: { timeout: 20_000 } },
  browsers: [
    chromeLauncher({
      launchOptions: { executablePath: browserPath(), args: browserArgs({ wav }) },
      // A context of its own keeps each page visible; a hidden tab gets no animation frames.
      createPage: async ({ browser }) => (await browser.createBrowserContext()).newPage(),
    }),
  ],
  reporters: [defaultReporter(), countReporter()],
};
