// Finds the Chromium that unit tests, end-to-end tests and benchmarks run in; nothing is downloaded. chrome-launcher finds no
// Edge, and takes another browser without a word where CHROME_PATH is wrong.
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { fail, run } from './install.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

const usualPlaces = [
  ...names.map((name) => `/usr/bin/${name}`),
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

const howToInstall =
  'No Chromium or Chrome found. Install one (Debian, Ubuntu: apt-get install chromium) or set CHROME_PATH to its binary.';

const isExecutable = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The path of a browser, or undefined. CHROME_PATH wins; when it is set and wrong, nothing else is tried. */
function findBrowser() {
  if (process.env.CHROME_PATH) return [process.env.CHROME_PATH].find(isExecutable);
  const onPath = (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((folder) => names.map((name) => path.join(folder, name)));
  return [...usualPlaces, ...onPath].find(isExecutable);
}

/** The path of a browser; throws with what to do when there is none. */
export function browserPath() {
  const found = findBrowser();
  if (!found) throw new Error(howToInstall);
  return found;
}

/** Installs a browser where there is none and that can be done; else ends the process with what to do. */
export function ensureBrowser() {
  if (findBrowser()) return;
  const isRootOnDebian = process.getuid?.() === 0 && existsSync('/etc/debian_version');
  if (process.env.CHROME_PATH || !isRootOnDebian) fail(howToInstall);
  console.log('Installing chromium (apt-get) …');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env });
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env });
  if (!findBrowser()) fail(howToInstall);
}

/** Launch flags: a microphone that plays `wav`, granted without asking, and audio that starts without a click. */
export const browserArgs = ({ wav } = {}) => [
  // Chromium's sandbox needs an unprivileged user, which containers and CI rarely have; only our own pages are opened.
  ...(process.getuid?.() === 0 || process.env.CI ? ['--no-sandbox'] : []),
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  ...(wav ? [`--use-file-for-fake-audio-capture=${wav}`] : []),
];
