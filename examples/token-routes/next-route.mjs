// Next, App Router. As `app/tokens/[service]/route.js` this is all of it:
//   export const POST = postTokens(userOf);
// It gives `/tokens/liveavatar` and `/tokens/convai`. `userOf(request)` is your login: the id of who is logged in, or null.
import { tokenResponse } from './tokens.mjs';

export function postTokens(userOf, env = process.env) {
  return async (request, { params }) => {
    const { service } = await params;
    return tokenResponse(request, service, { env, login: () => userOf(request) });
  };
}
