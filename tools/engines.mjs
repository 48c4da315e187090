// The browsers that unit tests run in: the Chromium of `browser.mjs`, and others as Debian has them; nothing is downloaded.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { chromeLauncher } from '@web/test-runner-chrome';
import puppeteer from 'puppeteer-core';
import { browserArgs, browserPath } from './browser.mjs';

const FIREFOX = process.env.FIREFOX_PATH ?? ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find(existsSync);
const WEBKIT = {
  driver: '/usr/bin/WebKitWebDriver',
  binary: ['4.1', '6.0']
    .map((version) => `/usr/lib/x86_64-linux-gnu/webkit2gtk-${version}/MiniBrowser`)
    .find(existsSync),
};

const READY_WITHIN_MS = 10_000;
/** What a driver does not do by then it never does: it waits for a page that has stopped answering. */
const CALL_WITHIN_MS = 25_000;
const END_WITHIN_MS = 3000;
const browserOptions = (binary) => ({
  binary,
  args: [
    '--automation',
    '--autoplay-policy=allow',
    '--enable-media-stream=true',
    // A microphone that beeps; there is no way to let it play a file.
    '--enable-mock-capture-devices=true',
  ],
});

/** How Firefox is started: with a microphone that beeps, granted without asking, and audio that starts without a click. */
export const firefoxOptions = () => ({
  browser: 'firefox',
  executablePath: FIREFOX,
  headless: true,
  extraPrefsFirefox: {
    'media.navigator.streams.fake': true,
    'media.navigator.permission.disabled': true,
    'media.autoplay.default': 0,
    'media.autoplay.block-webaudio': false,
  },
});

/**
 * `missing` says what to install where an engine is not there, `around` gives it what it needs beside it. `wav` is what a
 * microphone plays that can play files.
 */
export const ENGINES = {
  chromium: {
    missing: '',
    // It keeps better time without a sound device.
    around: (work) => work(),
    launcher: (wav) =>
      chromeLauncher({
        launchOptions: { executablePath: browserPath(), args: browserArgs({ wav }) },
        // A context of its own keeps each page visible; a hidden tab gets no animation frames.
        createPage: async ({ browser }) => (await browser.createBrowserContext()).newPage(),
      }),
  },
  firefox: {
    missing: FIREFOX ? '' : 'Firefox: apt-get install firefox-esr pulseaudio, or set FIREFOX_PATH',
    around: withSound,
    launcher: () =>
      chromeLauncher({
        puppeteer,
        launchOptions: firefoxOptions(),
      }),
  },
  webkit: {
    missing:
      WEBKIT.binary && existsSync(WEBKIT.driver) && existsSync('/usr/bin/Xvfb')
        ? ''
        : 'WebKitGTK: apt-get install webkit2gtk-driver xvfb',
    around: withDisplay,
    launcher: () => webkitLauncher(WEBKIT),
  },
};

/** Without a sound device Firefox never lets an AudioContext run. */
async function withSound(work) {
  const pulse = (...options) => spawnSync('pulseaudio', options, { stdio: 'ignore' });
  const { error } = pulse('--start', '--exit-idle-time=-1', '--load=module-null-sink sink_name=null');
  if (error) console.log('No pulseaudio: without any sound device, what needs sound will fail.');
  try {
    return await work();
  } finally {
    pulse('--kill');
  }
}

/** WebKitGTK has no headless mode, so it gets a display of its own, at the first number that is free. */
async function withDisplay(work) {
  const xvfb = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x1024x24'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  process.once('exit', () => xvfb.kill());
  try {
    const [number] = await once(xvfb.stdout, 'data', { signal: AbortSignal.timeout(10_000) });
    process.env.DISPLAY = `:${String(number).trim()}`;
    return await work();
  } finally {
    xvfb.kill();
  }
}

/**
 * For @web/test-runner, by WebDriver: a driver, and with it a browser, of its own for each test file. `driver` and `binary` are
 * paths of WebKitWebDriver and MiniBrowser; a display must be there.
 */
function webkitLauncher({ driver, binary }) {
  const drivers = new Map();
  const end = async (id) => {
    const one = drivers.get(id);
    drivers.delete(id);
    await one?.end();
  };
  return {
    name: 'WebKitGTK',
    type: 'webkitgtk',
    concurrency: 1,
    async startSession(id, url) {
      const one = await startDriver(driver);
      drivers.set(id, one);
      await one.open(binary, url);
    },
    isActive: (id) => drivers.has(id),
    getBrowserUrl: (id) => drivers.get(id).url(),
    async stopSession(id) {
      await end(id);
      return { testCoverage: undefined };
    },
    async stop() {
      await Promise.all([...drivers.keys()].map(end));
    },
  };
}

async function startDriver(driver) {
  const port = await freePort();
  // A process group of its own: the browser goes with its driver, also one that no longer answers.
  const child = spawn(driver, [`--port=${port}`, '--host=127.0.0.1'], { stdio: 'ignore', detached: true });
  let session = '';
  const call = async (method, path, { body, withinMs = CALL_WITHIN_MS } = {}) => {
    const init = { method, signal: AbortSignal.timeout(withinMs), ...(body && { body: JSON.stringify(body) }) };
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
    const { value } = await response.json();
    if (!response.ok) throw new Error(`WebKitWebDriver: ${value?.message ?? response.status}`);
    return value;
  };
  const kill = () => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  };
  process.once('exit', kill);
  const until = performance.now() + READY_WITHIN_MS;
  while (!(await call('GET', '/status').catch(() => null))) {
    if (performance.now() > until) throw new Error('WebKitWebDriver did not start.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    async open(binary, url) {
      const alwaysMatch = { 'webkitgtk:browserOptions': browserOptions(binary) };
      const { sessionId } = await call('POST', '/session', { body: { capabilities: { alwaysMatch } } });
      session = `/session/${sessionId}`;
      await call('POST', `${session}/url`, { body: { url } });
    },
    url: () => call('GET', `${session}/url`),
    async end() {
      if (session) await call('DELETE', session, { withinMs: END_WITHIN_MS }).catch(() => undefined);
      kill();
      process.off('exit', kill);
    },
  };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
