// WebKitGTK for @web/test-runner, by its WebDriver: a driver, and with it a browser, of its own for each test file.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';

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

/** `driver` and `binary` are paths of WebKitWebDriver and MiniBrowser; a display must be there. */
export function webkitLauncher({ driver, binary }) {
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
