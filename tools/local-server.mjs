// A server for this machine and this folder alone: what the development server gives would else be open to the network,
// with every file that it can read.
import { createServer } from 'node:http';
import { realpathSync } from 'node:fs';
import path from 'node:path';

const LOOPBACKS = ['127.0.0.1', '::1'];
const OWN_NAMES = ['localhost', '127.0.0.1', '[::1]'];
// A machine without IPv6 has only the first.
const NOT_HERE = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];

/**
 * Listens on the loopback alone, on `firstPort` or the next free one of a hundred, and lets through to `handle` what
 * comes from here and stays in the folder.
 */
export async function serveLocally(handle, { root, firstPort }) {
  const answer = (request, response) => {
    if (isFromHere(request) && isShown(request.url, root)) return handle(request, response);
    response.writeHead(403, { 'Content-Type': 'text/plain' });
    return response.end('This server answers its own machine, and gives the files of its folder.\n');
  };
  for (let port = firstPort; port < firstPort + 100; port++) {
    const servers = await listenAt(port, answer);
    if (servers) return { port, close: () => closeAll(servers) };
  }
  throw new Error(`No free port from ${firstPort} to ${firstPort + 99}.`);
}

/** For the development servers of tests, which listen to the whole network too. */
export function localOnly(context, next) {
  return isFromHere(context.req) ? next() : context.throw(403);
}

/** Whether it comes from this machine, under a name of this machine. */
function isFromHere({ socket: { remoteAddress = '', localPort }, headers: { host } }) {
  const isNear = LOOPBACKS.includes(remoteAddress.replace(/^::ffff:/, ''));
  // A page elsewhere can give its own name the address of this machine.
  return isNear && OWN_NAMES.some((name) => host === `${name}:${localPort}`);
}

/** Whether it is for a file that `root` shows to anybody. */
function isShown(url, root) {
  const file = plainPath(url);
  if (file === null || /(^|\/)(\.|__wds-outside-root__)|[/\\]{2}|[\\\0]/.test(file.slice(1))) return false;
  try {
    const inside = path.relative(realpathSync(root), realpathSync(path.join(root, file)));
    return !inside.startsWith('..') && !path.isAbsolute(inside);
  } catch {
    // Nothing is there, or something that no file has for a name: it gets its 404.
    return true;
  }
}

/** The path as a file has it, however often it was encoded; null for what is none. */
function plainPath(url) {
  if (!/^\/(?![/\\])/.test(url)) return null;
  let plain = url.split(/[?#]/)[0];
  try {
    for (let before = ''; before !== plain;) {
      before = plain;
      plain = decodeURIComponent(plain);
    }
  } catch {
    return null;
  }
  return plain;
}

/** One server for each loopback, or null where the port is taken on one of them. */
async function listenAt(port, answer) {
  const servers = [];
  for (const host of LOOPBACKS) {
    const server = createServer(answer);
    const code = await new Promise((resolve) => {
      server.once('error', (error) => resolve(error.code));
      server.listen(port, host, () => resolve(null));
    });
    if (code === null) servers.push(server);
    else if (!NOT_HERE.includes(code)) {
      await closeAll(servers);
      return null;
    }
  }
  return servers.length > 0 ? servers : null;
}

function closeAll(servers) {
  return Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve).closeAllConnections())));
}
