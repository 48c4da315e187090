// A small JSON service on the loopback, as a browser of another origin may call it.
import { createServer } from 'node:http';

/**
 * Serves `routes`, `'POST /path' → ({ headers, body }) → { status?, body }`. Each request is kept in `requests`, without
 * being judged. The origin is echoed, for clients that send credentials.
 */
export async function serveJson(routes) {
  const requests = [];
  const server = createServer((request, response) => {
    void answer(request, response, routes, requests);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    requests,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(request, response, routes, requests) {
  const { method, url, headers } = request;
  allowOrigin(headers, response);
  if (method === 'OPTIONS') return response.writeHead(204).end();
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const entry = { at: performance.timeOrigin + performance.now(), method, path: url, headers };
  entry.body = parsed(Buffer.concat(chunks).toString());
  requests.push(entry);
  const route = routes[`${method} ${url}`];
  const { status = 200, body } = route ? await route(entry) : { status: 404, body: { detail: 'Not Found' } };
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function allowOrigin(headers, response) {
  response.setHeader('access-control-allow-origin', headers.origin ?? '*');
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-allow-methods', 'POST');
  response.setHeader('access-control-allow-headers', headers['access-control-request-headers'] ?? '');
  response.setHeader('vary', 'origin');
}

/** JSON, or null for a body that is empty or something else. */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
