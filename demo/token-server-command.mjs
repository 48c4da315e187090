// Starts the token server from a command line: `avatar-ptt token-server`, or `node demo/token-server.mjs`.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isIP } from 'node:net';
import { addressOf, printable, tokenServer } from './token-server.mjs';

const PORT = 8787;
const HOST = '127.0.0.1';
const LOOPBACKS = ['localhost', '127.0.0.1', '[::1]'];
export const HELP = `avatar-ptt token-server [--port <number>] [--host <address>]

Keeps the API keys and gives pages what is good for one conversation. --port 0 takes any port that is free; default ${PORT}.
Set in the environment:

  LIVEAVATAR_API_KEY, LIVEAVATAR_AVATAR_ID, LIVEAVATAR_CONTEXT_ID   for LiveAvatar
  LIVEAVATAR_VOICE_ID, LIVEAVATAR_LANGUAGE, LIVEAVATAR_SANDBOX      if you like
  CONVAI_API_KEY, CONVAI_CHARACTER_ID                               for Convai
  ALLOWED_ORIGINS                                                   pages that may ask; default http://localhost:8000`;

// In the repository, where `npm start` looks for the server's port.
const cache = new URL('../.cache/', import.meta.url);
const clouds = new URL('clouds.html', import.meta.url);

/** Starts it; what prevents that is said in one line, with exit code 1. */
export function runTokenServer(env, args) {
  try {
    const { values } = parseArgs({ args, options: OPTIONS });
    if (values.help) return console.log(HELP);
    const { port = env.PORT || PORT } = values;
    // An empty one would listen everywhere.
    const host = values.host || env.HOST || HOST;
    const server = tokenServer(env);
    server.once('error', (error) => stop(reasonOf(error, host, port)));
    server.listen(portOf(port), host, () => tellWhereTo(server, env));
  } catch (error) {
    stop(error.message);
  }
}

const OPTIONS = {
  port: { type: 'string', short: 'p' },
  host: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
};

function portOf(given) {
  const isPort = /^\d{1,5}$/.test(given) && given <= 65_535;
  if (isPort) return Number(given);
  throw new Error(
    `The port is ${JSON.stringify(String(given).slice(0, 20))}; allowed: a whole number from 0 to 65535.`,
  );
}

function reasonOf({ code }, host, port) {
  const other = 'Choose another with --port, or --port 0 for any that is free.';
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken, perhaps by a token server that runs already. ${other}`;
    case 'EACCES':
      return `Port ${port} is not for everybody. ${other}`;
    default:
      // A key that was pasted here stays unseen.
      return `${isIP(host) ? host : 'What --host names'} is no address that this machine can listen at (${code}). Leave --host out, or set it to ${HOST}.`;
  }
}

function tellWhereTo(server, env) {
  const { port } = server.address();
  if (!existsSync(clouds)) return tellProperties(addressOf(server));
  rememberPort(port);
  const origins = (env.ALLOWED_ORIGINS || 'http://localhost:8000').split(',').filter((origin) => origin.trim());
  const near = origins.map((origin) => new URL(origin)).find(({ hostname }) => LOOPBACKS.includes(hostname));
  if (near) console.log(`With \`npm start\` running, talk at ${near.origin}/demo/clouds.html`);
}

/** What a page of one's own has to set. */
function tellProperties(address) {
  const tag = "document.querySelector('avatar-ptt')";
  console.log(`A page of yours, with <avatar-ptt provider="liveavatar"> or "convai" in it, finds this server by a script:
  ${tag}.tokenUrl = '${address}/liveavatar/token';
  ${tag}.connectUrl = '${address}/convai/connect';`);
}

function rememberPort(port) {
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(new URL('token-server.json', cache), JSON.stringify({ port }));
  } catch {
    console.log('Its port could not be written down, so the demo looks for it at 8787 only.');
  }
}

function stop(message) {
  console.error(printable(message));
  process.exitCode = 1;
}
