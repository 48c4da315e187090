// What `npm start` passes on to the token server, so that the demo and its tokens have one origin.
import { readFileSync } from 'node:fs';
import { request as ask } from 'node:http';
import path from 'node:path';
import { root } from './install.mjs';

const PREFIX = '/token-server/';
const PORT = 8787;
const HOST = '127.0.0.1';
const PASSED_ON = ['content-type', 'content-length', 'transfer-encoding'];

/** Answers what is for the token server and leaves the rest to `handle`. `file` is where that one writes its port down. */
export function withTokenServer(handle, file = path.join(root, '.cache/token-server.json')) {
  return (request, response) => {
    if (!request.url.startsWith(PREFIX)) return handle(request, response);
    // A page elsewhere gets no token by being led here.
    if (!isOwn(request)) return refuse(response, 403, 'Only pages of this server may ask here.');
    return passOn(request, response, portIn(file));
  };
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
    ...{ host: HOST, port, method, path: url.slice(PREFIX.length - 1) },
    headers: { ...kept, origin: `http://${headers.host}` },
  });
  asked.once('response', (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  asked.once('error', () => {
    if (response.headersSent) response.destroy();
    else refuse(response, 502, `No token server answers at ${HOST}:${port}.`);
  });
  // Whoever leaves is gone for the token server too, which then makes no session.
  response.once('close', () => asked.destroy());
  request.pipe(asked);
}

function portIn(file) {
  try {
    const { port } = JSON.parse(readFileSync(file, 'utf8'));
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : PORT;
  } catch {
    // It has not been started yet.
    return PORT;
  }
}

function refuse(response, status, detail) {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify({ detail }));
}
