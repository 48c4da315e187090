// The browsers besides Chromium that unit tests run in, as Debian has them; nothing is downloaded.
import { existsSync } from 'node:fs';
import { chromeLauncher } from '@web/test-runner-chrome';
import puppeteer from 'puppeteer-core';
import { browserArgs, browserPath } from './browser.mjs';
import { webkitLauncher } from './webkit-launcher.mjs';

const FIREFOX = process.env.FIREFOX_PATH ?? ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find(existsSync);
const WEBKIT = {
  driver: '/usr/bin/WebKitWebDriver',
  binary: ['4.1', '6.0']
    .map((version) => `/usr/lib/x86_64-linux-gnu/webkit2gtk-${version}/MiniBrowser`)
    .find(existsSync),
};

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

/** `missing` says what to install where an engine is not there. `wav` is what a microphone plays that can play files. */
export const ENGINES = {
  chromium: {
    missing: '',
    launcher: (wav) =>
      chromeLauncher({
        launchOptions: { executablePath: browserPath(), args: browserArgs({ wav }) },
        // A context of its own keeps each page visible; a hidden tab gets no animation frames.
        createPage: async ({ browser }) => (await browser.createBrowserContext()).newPage(),
      }),
  },
  firefox: {
    missing: FIREFOX ? '' : 'Firefox: apt-get install firefox-esr pulseaudio, or set FIREFOX_PATH',
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
    launcher: () => webkitLauncher(WEBKIT),
  },
};
