// Express 5: `app.use('/tokens', tokenRoutes(userOf))`, before any parser of bodies, gives `/tokens/liveavatar` and
// `/tokens/convai`. `userOf(request)` is your login: the id of who is logged in, or null.
import { Readable } from 'node:stream';
import { Router } from 'express';
import { tokenResponse } from './tokens.mjs';

export function tokenRoutes(userOf, env = process.env) {
  const router = Router();
  router.all('/:service', async (request, response) => {
    const answer = await tokenResponse(asWebRequest(request, response), request.params.service, {
      env,
      user: await userOf(request),
    });
    response
      .status(answer.status)
      .set(Object.fromEntries(answer.headers))
      .send(await answer.text());
  });
  return router;
}

function asWebRequest(request, response) {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const hasBody = !['GET', 'HEAD'].includes(request.method);
  return new Request(`http://localhost${request.url}`, {
    method: request.method,
    headers: { origin: request.headers.origin ?? '' },
    ...(hasBody && { body: Readable.toWeb(request), duplex: 'half' }),
    signal: gone.signal,
  });
}
