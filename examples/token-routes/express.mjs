// Express 5: `app.use('/tokens', tokenRoutes(userOf))` gives `/tokens/liveavatar` and `/tokens/convai`.
// `userOf(request)` is your login: the id of who is logged in, or null.
import { Readable } from 'node:stream';
import { Router } from 'express';
import { json, tokenResponse } from './tokens.mjs';

export function tokenRoutes(userOf, env = process.env) {
  const router = Router();
  router.all('/:service', async (request, response) => {
    const login = () => userOf(request);
    await send(response, await tokenResponse(asWebRequest(request, response), request.params.service, { env, login }));
  });
  // Express knows it by its four parameters. Its own page for an error would show the files of this server.
  router.use((error, _request, response, _next) =>
    send(response, json(error instanceof UnreadableBody ? 500 : 400, { detail: detailOf(error) })),
  );
  return router;
}

class UnreadableBody extends Error {}

function detailOf(error) {
  return error instanceof UnreadableBody ? error.message : "This request can't be read.";
}

async function send(response, answer) {
  response
    .status(answer.status)
    .set(Object.fromEntries(answer.headers))
    .send(await answer.text());
}

function asWebRequest(request, response) {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const hasBody = !['GET', 'HEAD'].includes(request.method);
  return new Request(`http://localhost${request.url}`, {
    method: request.method,
    headers: { origin: request.headers.origin ?? '' },
    ...(hasBody && { body: bodyOf(request), duplex: 'half' }),
    signal: gone.signal,
  });
}

/** A parser before this route, such as `express.json()`, has read it to its end and left what it found. */
function bodyOf(request) {
  const { body } = request;
  if (!request.readableDidRead) return Readable.toWeb(request);
  if (body === undefined) {
    throw new UnreadableBody('The body was read before this route. Put `tokenRoutes` before what reads it.');
  }
  return typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
}
