// Pages with any headers, and the files for script tags beside them or on another origin.
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
export const cdn = fileURLToPath(new URL('../../cdn/', import.meta.url));

const TYPES = { js: 'text/javascript' };

/** Answers with `handle` on an origin of its own. */
export async function serve(handle) {
  const server = createServer(handle);
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address();
  const close = () => new Promise((resolve) => server.close(resolve).closeAllConnections());
  return { origin: `http://localhost:${port}`, port, close };
}

/** A file for script tags, readable from any origin. Under `9.9.9/`, the same files as another version. */
export function sendFile(url, response, headers = {}) {
  const [, other, name] = /^\/(9\.9\.9\/)?([\w./-]+)$/.exec(new URL(url, 'http://x').pathname) ?? [];
  if (!name || name.includes('..') || !existsSync(cdn + name)) return response.writeHead(404).end();
  response.writeHead(200, {
    'access-control-allow-origin': '*',
    'content-type': TYPES[name.split('.').at(-1)] ?? 'application/octet-stream',
    ...headers,
  });
  if (!other) return createReadStream(cdn + name).pipe(response);
  return response.end(readFileSync(cdn + name, 'utf8').replaceAll(version, '9.9.9'));
}

/** A page around a body. */
export function sendPage(body, response, headers = {}) {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers });
  return response.end(
    `<!doctype html><html lang="en"><title>A page</title><link rel="icon" href="data:," /><body>${body}`,
  );
}
