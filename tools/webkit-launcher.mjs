// WebKitGTK for @web/test-runner, by its WebDriver; one window for each test file at a time.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';

const READY_WITHIN_MS = 10_000;
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

/** `driver` and `binary` are paths of WebKitWebDriver and MiniBrowser; a display must be there (`xvfb-run`). */
export function webkitLauncher({ driver, binary }) {
  let child;
  let origin;
  const sessions = new Map();

  const call = async (method, path, body) => {
    const init = { method, ...(body && { body: JSON.stringify(body) }) };
    const response = await fetch(`${origin}${path}`, init);
    const { value } = await response.json();
    if (!response.ok) throw new Error(`WebKitWebDriver: ${value?.message ?? response.status}`);
    return value;
  };
  const end = async (id) => {
    const session = sessions.get(id);
    sessions.delete(id);
    if (session) await call('DELETE', `/session/${session}`).catch(() => undefined);
  };

  return {
    name: 'WebKitGTK',
    type: 'webkitgtk',
    concurrency: 1,
    async initialize() {
      const port = await freePort();
      origin = `http://127.0.0.1:${port}`;
      child = spawn(driver, [`--port=${port}`, '--host=127.0.0.1'], { stdio: 'ignore' });
      const until = performance.now() + READY_WITHIN_MS;
      while (!(await call('GET', '/status').catch(() => null))) {
        if (performance.now() > until) throw new Error('WebKitWebDriver did not start.');
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async startSession(id, url) {
      const alwaysMatch = { 'webkitgtk:browserOptions': browserOptions(binary) };
      const { sessionId } = await call('POST', '/session', { capabilities: { alwaysMatch } });
      sessions.set(id, sessionId);
      await call('POST', `/session/${sessionId}/url`, { url });
    },
    isActive: (id) => sessions.has(id),
    getBrowserUrl: (id) => call('GET', `/session/${sessions.get(id)}/url`),
    async stopSession(id) {
      await end(id);
      return { testCoverage: undefined };
    },
    async stop() {
      await Promise.all([...sessions.keys()].map(end));
      child?.kill();
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
