// A real LiveKit server on the loopback, for tests and benchmarks; built once with Go where none is installed.
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { AccessToken, RoomServiceClient } from 'livekit-server-sdk';
import { root, run } from './install.mjs';

/** Later tags have `replace` lines in their go.mod, which `go install` refuses. */
const VERSION = 'v1.11.0';
const HOST = '127.0.0.1';
const READY_WITHIN_MS = 20_000;
/** It takes two minutes; a registry that does not answer would hold everything up. */
const BUILT_WITHIN_MS = 15 * 60_000;

/**
 * Runs the server for as long as its own standard input is open, so that no server outlives a test that was killed. It
 * is ended at once: asked politely, it would wait until every participant has left.
 */
const GUARD = `
  const server = require('node:child_process').spawn(process.argv[1], { stdio: ['ignore', 'inherit', 'inherit'] });
  server.once('error', () => process.exit(1)).once('exit', () => process.exit());
  process.stdin.once('close', () => server.kill('SIGKILL')).resume();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill('SIGKILL'));
`;

const cache = path.join(root, '.cache', 'livekit');
const exe = process.platform === 'win32' ? '.exe' : '';
const built = path.join(cache, `livekit-server${exe}`);

export const howToInstall =
  'No LiveKit server: put a `livekit-server` or Go 1.25 or newer on the PATH (https://docs.livekit.io/transport/self-hosting/local/).';

/** The path of a server: from the PATH, or built before; undefined when there is none. */
function findLiveKit() {
  return [onPath('livekit-server'), built].find((file) => file && existsSync(file));
}

/** As `findLiveKit`, but builds one where Go is, which takes some minutes, once; throws when that fails. */
export function ensureLiveKit() {
  const found = findLiveKit();
  if (found || !onPath('go')) return found;
  console.log(`Building livekit-server ${VERSION} with Go (once, some minutes) …`);
  mkdirSync(cache, { recursive: true });
  const status = run('go', ['install', `github.com/livekit/livekit-server/cmd/server@${VERSION}`], {
    env: { GOBIN: cache },
    timeout: BUILT_WITHIN_MS,
  });
  // Where Go is, tests that are skipped would look like tests that passed.
  if (status !== 0) throw new Error(`livekit-server ${VERSION} could not be built, see above. ${howToInstall}`);
  renameSync(path.join(cache, `server${exe}`), built);
  return built;
}

/**
 * Starts a server on free ports of the loopback; resolves when it answers. `token` lets somebody into a room, `rooms` is
 * the server's own API, `restart` kills it and brings it back at the same address, as a crash would. Its ICE servers
 * include a relay, for clients that use nothing else.
 */
export async function startLiveKit() {
  const file = findLiveKit();
  if (!file) throw new Error(howToInstall);
  const [port, tcpPort] = await freePorts(2, tcpPortOf);
  const [udpPort, turnPort] = await freePorts(2, udpPortOf);
  const key = { id: 'devkey', secret: 'a-secret-of-this-test-alone-32-bytes' };
  const config = configOf({ port, tcpPort, udpPort, turnPort, key });
  const url = `ws://${HOST}:${port}`;
  const rooms = new RoomServiceClient(`http://${HOST}:${port}`, key.id, key.secret);
  let server = await launch(file, config, port);
  return {
    url,
    udpPort,
    rooms,
    token: (room, identity, grants) => tokenFor(key, room, identity, grants),
    kill: () => end(server),
    async restart() {
      await end(server);
      server = await launch(file, config, port);
    },
    stop: () => end(server),
  };
}

async function launch(file, config, port) {
  // JSON is YAML; in the environment the key shows in no list of processes.
  const env = { ...process.env, LIVEKIT_CONFIG: JSON.stringify(config) };
  const child = spawn(process.execPath, ['-e', GUARD, file], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => said.push(text) > 200 && said.shift());
  const started = performance.now();
  while (!(await answers(port))) {
    const isLate = performance.now() - started > READY_WITHIN_MS;
    if (!isLate && child.exitCode === null) continue;
    await end(child);
    throw new Error(`livekit-server did not start:\n${said.join('')}`);
  }
  return child;
}

async function answers(port) {
  try {
    return (await fetch(`http://${HOST}:${port}/`)).ok;
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return false;
  }
}

function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.stdin.end();
  return ended;
}

function configOf({ port, tcpPort, udpPort, turnPort, key }) {
  return {
    port,
    bind_addresses: [HOST],
    keys: { [key.id]: key.secret },
    logging: { level: 'error' },
    rtc: {
      node_ip: HOST,
      use_external_ip: false,
      enable_loopback_candidate: true,
      interfaces: { includes: ['lo', 'lo0'] },
      ips: { includes: [`${HOST}/32`] },
      tcp_port: tcpPort,
      udp_port: udpPort,
    },
    turn: { enabled: true, udp_port: turnPort, bind_addresses: [HOST] },
    room: { auto_create: true, empty_timeout: 30, departure_timeout: 20 },
  };
}

function tokenFor(key, room, identity, { name = identity, ...grants } = {}) {
  const token = new AccessToken(key.id, key.secret, { identity, name, ttl: '1h' });
  token.addGrant({ roomJoin: true, room, canPublish: true, canPublishData: true, canSubscribe: true, ...grants });
  return token.toJwt();
}

/** Held open together, so that no port is given twice. */
async function freePorts(count, portOf) {
  const held = await Promise.all(Array.from({ length: count }, portOf));
  await Promise.all(held.map(({ free }) => free()));
  return held.map(({ port }) => port);
}

function tcpPortOf() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    const free = () => new Promise((done) => server.close(done));
    server.listen(0, HOST, () => resolve({ port: server.address().port, free }));
  });
}

function udpPortOf() {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4').once('error', reject);
    const free = () => new Promise((done) => socket.close(done));
    socket.bind(0, HOST, () => resolve({ port: socket.address().port, free }));
  });
}

function onPath(name) {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return folders.map((folder) => path.join(folder, `${name}${exe}`)).find((file) => existsSync(file));
}
