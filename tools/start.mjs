// `npm start`: the demo from the sources, in a fresh clone with nothing installed. NO_OPEN=1 opens no browser.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { ensureInstalled, root } from './install.mjs';

const firstPort = 8000;

process.chdir(root);
ensureInstalled();
const port = await freePort(firstPort);
await serve(port);
const address = `http://localhost:${port}/demo/`;
console.log(`\n  The demo runs at  ${address}\n  Stop it with Ctrl+C.\n`);
if (!process.env.NO_OPEN && hasDesktop()) openBrowser(address);

async function serve(port) {
  const { startDevServer } = await import('@web/dev-server');
  const { devServerPlugins } = await import('./dev-server-plugins.mjs');
  await startDevServer({
    config: {
      rootDir: root,
      port,
      nodeResolve: true,
      plugins: devServerPlugins(),
      middleware: [demoFirst],
      clearTerminalOnReload: false,
    },
    readCliArgs: false,
    readFileConfig: false,
    logStartMessage: false,
  });
}

/** The bare address leads to the demo. */
function demoFirst(context, next) {
  if (context.path !== '/') return next();
  context.redirect('/demo/');
}

async function freePort(port) {
  if (port >= firstPort + 100) throw new Error(`No free port from ${firstPort} to ${port - 1}.`);
  const isFree = await new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, () => probe.close(() => resolve(true)));
  });
  return isFree ? port : freePort(port + 1);
}

function hasDesktop() {
  if (process.env.CI) return false;
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

function openBrowser(address) {
  const openers = { darwin: ['open'], win32: ['cmd', '/c', 'start', '""'] };
  const [command, ...args] = openers[process.platform] ?? ['xdg-open'];
  const opener = spawn(command, [...args, address], { stdio: 'ignore', detached: true });
  opener.on('error', () => console.log('  (No browser could be opened; open the address by hand.)'));
  opener.unref();
}
