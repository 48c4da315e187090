// The development server, of `npm start` and of the tests: what it needs to run the sources as they are, and for whom. It would
// else be open to the network, with every file that it can read.
import { readFileSync, realpathSync } from 'node:fs';
import { createServer, request as ask } from 'node:http';
import path from 'node:path';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { threadDevServer } from './build/thread.mjs';
import { root } from './install.mjs';

const { name, exports } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

const LOOPBACKS = ['127.0.0.1', '::1'];
const OWN_NAMES = ['localhost', '127.0.0.1', '[::1]'];
// A machine without IPv6 has only the first.
const NOT_HERE = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];
const TOKEN_SERVER = { prefix: '/token-server/', host: '127.0.0.1', port: 8787 };
const PASSED_ON = ['content-type', 'content-length', 'transfer-encoding'];

export const devServerPlugins = () => [
  packageNames(),
  threadDevServer(),
  esbuildPlugin({ ts: true, target: 'es2022', tsconfig: path.join(root, 'tsconfig.json') }),
];

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

/**
 * Answers what is for the token server and leaves the rest to `handle`, so that the demo and its tokens have one origin. `file`
 * is where the token server writes its port down.
 */
export function withTokenServer(handle, file = path.join(root, '.cache/token-server.json')) {
  return (request, response) => {
    if (!request.url.startsWith(TOKEN_SERVER.prefix)) return handle(request, response);
    // A page elsewhere gets no token by being led here.
    if (!isOwn(request)) return refuse(response, 403, 'Only pages of this server may ask here.');
    return passOn(request, response, portIn(file));
  };
}

/** `avatar-ptt/define` -> `/src/define.ts`, read from the `exports` that an embedder gets. */
function packageNames() {
  const sources = new Map(
    Object.entries(exports)
      .filter(([, target]) => target.default)
      .map(([entry, target]) => [path.posix.join(name, entry), sourceOf(target.default)]),
  );
  return { name: 'package-names', resolveImport: ({ source }) => sources.get(source) };
}

function sourceOf(built) {
  const source = built.replace(/^\.\/dist\/(.*)\.js$/, '$1.ts');
  return /^(inspector|react)\//.test(source) ? `/${source}` : `/src/${source}`;
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

/** Whether it comes from a page of this server; a GET of one's own names no origin. */
function isOwn({ headers }) {
  const own = `http://${headers.host}`;
  return headers.origin === own || (headers.origin === undefined && headers['sec-fetch-site'] === 'same-origin');
}

function passOn(request, response, port) {
  const { method, url, headers } = request;
  const kept = Object.fromEntries(PASSED_ON.filter((name) => headers[name]).map((name) => [name, headers[name]]));
  const asked = ask({
    ...{ host: TOKEN_SERVER.host, port, method, path: url.slice(TOKEN_SERVER.prefix.length - 1) },
    headers: { ...kept, origin: `http://${headers.host}` },
  });
  asked.once('response', (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  asked.once('error', () => {
    if (response.headersSent) response.destroy();
    else refuse(response, 502, `No token server answers at ${TOKEN_SERVER.host}:${port}.`);
  });
  // Whoever leaves is gone for the token server too, which then makes no session.
  response.once('close', () => asked.destroy());
  request.pipe(asked);
}

function portIn(file) {
  try {
    const { port } = JSON.parse(readFileSync(file, 'utf8'));
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : TOKEN_SERVER.port;
  } catch {
    // It has not been started yet.
    return TOKEN_SERVER.port;
  }
}

function refuse(response, status, detail) {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify({ detail }));
}
