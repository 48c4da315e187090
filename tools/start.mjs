// `npm start`: the demo from the sources, in a fresh clone with nothing installed. NO_OPEN=1 opens no browser.
import { ensureInstalled, root } from './install.mjs';

const FIRST_PORT = 8000;

process.chdir(root);
ensureInstalled();
const port = await serve();
const address = `http://localhost:${port}/demo/`;
console.log(`\n  The demo runs at  ${address}\n  Stop it with Ctrl+C.\n`);
if (!process.env.NO_OPEN && hasDesktop()) await openBrowser(address);

/** The development server listens to the whole network, so it only answers what the local one lets through. */
async function serve() {
  const { startDevServer } = await import('@web/dev-server');
  const { devServerPlugins, serveLocally, withTokenServer } = await import('./dev-server.mjs');
  const { koaApp } = await startDevServer({
    config: {
      rootDir: root,
      nodeResolve: true,
      plugins: devServerPlugins(),
      middleware: [demoFirst],
      middlewareMode: true,
      injectWebSocket: false,
      clearTerminalOnReload: false,
    },
    readCliArgs: false,
    readFileConfig: false,
    logStartMessage: false,
  });
  const { port } = await serveLocally(withTokenServer(koaApp.callback()), { root, firstPort: FIRST_PORT });
  return port;
}

/** The bare address leads to the demo. */
function demoFirst(context, next) {
  if (context.path !== '/') return next();
  context.redirect('/demo/');
}

function hasDesktop() {
  if (process.env.CI) return false;
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

async function openBrowser(address) {
  const { default: open } = await import('open');
  const opener = await open(address);
  opener.once('error', () => console.log('  (No browser could be opened; open the address by hand.)'));
}
