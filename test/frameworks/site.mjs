// What was built, served as a plain web server does, below a base path.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
};

export async function serveFolder(folder, base) {
  const server = createServer(({ url }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const below = pathname.startsWith(base) ? pathname.slice(base.length) : undefined;
    const file = below === undefined ? '' : path.join(folder, below === '' ? 'index.html' : below);
    if (!file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) {
      return response.writeHead(404).end();
    }
    response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' });
    return createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  return {
    url: `http://localhost:${server.address().port}${base}`,
    output: () => '',
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}
