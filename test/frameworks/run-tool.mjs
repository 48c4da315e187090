// Runs what an example's package.json says, as a newcomer would, and whatever else a tool can do.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import path from 'node:path';

const READY_WITHIN_MS = 120_000;
const ASK_EVERY_MS = 200;

/** No tool shall ask a question, open a browser, tell its maker of us, or colour what is read here. */
const env = {
  ...process.env,
  ASTRO_TELEMETRY_DISABLED: '1',
  BROWSER: 'none',
  FORCE_COLOR: '0',
  NEXT_TELEMETRY_DISABLED: '1',
  NG_CLI_ANALYTICS: 'false',
  NO_COLOR: '1',
};

/**
 * Runs a command for as long as its own standard input is open, so that no server outlives a test that was killed. The
 * whole group is ended, for npm, the shell and the tool start one another.
 */
const GUARD = `
  const child = require('node:child_process').spawn(process.argv[1], {
    shell: true, detached: true, stdio: ['pipe', 'inherit', 'inherit'],
  });
  const end = () => { try { process.kill(-child.pid, 'SIGKILL'); } catch {} process.exit(); };
  child.once('exit', () => process.exit());
  process.stdin.once('close', end).resume();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
`;

/** Runs a command to its end in `cwd`; resolves with its exit code and all that it wrote. */
export async function runTool(command, cwd) {
  const child = spawn(command, { shell: true, cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = collect(child);
  const status = await new Promise((resolve) => child.once('close', resolve));
  return { status, output: output() };
}

/** As `runTool`, and throws what was written when it fails. */
export async function mustRunTool(command, cwd) {
  const { status, output } = await runTool(command, cwd);
  if (status !== 0) throw new Error(`${path.basename(cwd)}: ${command} ended with ${status}\n${output}`);
  return output;
}

/** Starts a server and waits until it has what is at `ready` below `base`; `commandOf` is given a port that was free. */
export async function startServer(commandOf, cwd, base = '/', ready = '') {
  const port = await freePort();
  const command = commandOf(port);
  const child = spawn(process.execPath, ['-e', GUARD, command], { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
  const output = collect(child);
  const ended = new Promise((resolve) => child.once('close', resolve));
  const close = () => {
    child.stdin.destroy();
    return ended;
  };
  const url = `http://localhost:${port}${base}`;
  try {
    await answers(url + ready, () => child.exitCode !== null);
  } catch (cause) {
    await close();
    throw new Error(`${command} in ${path.basename(cwd)}: ${cause.message}\n${output()}`, { cause });
  }
  return { url, output, close };
}

function collect(child) {
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => said.push(data));
  return () =>
    Buffer.concat(said)
      .toString()
      .replace(/\u001b\[[\d;?]*[a-zA-Z]/g, '');
}

async function answers(url, isOver) {
  const until = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const response = await fetch(url, { headers: { accept: 'text/html, */*' } }).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.ok) return;
    if (isOver()) throw new Error('it ended at once');
    if (Date.now() > until) throw new Error(`${url} did not answer (${response?.status ?? 'no connection'})`);
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, 'localhost', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
