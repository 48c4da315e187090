// Cloudflare Workers, at `/tokens/liveavatar` and `/tokens/convai` of your own origin: `export default tokenWorker(userOf)`.
// `userOf(request, env)` is your login: the id of who is logged in, or null. The keys are secrets of the worker
// (`wrangler secret put`), and TOKENS_PER_USER is a rate limiting binding, since a worker's memory counts for nobody else.
import { tokenResponse } from './tokens.mjs';

export function tokenWorker(userOf) {
  return {
    async fetch(request, env) {
      const [, service = ''] = /^\/tokens\/([a-z]+)$/.exec(new URL(request.url).pathname) ?? [];
      const isWithinLimit = async (key) => (await env.TOKENS_PER_USER.limit({ key })).success;
      return tokenResponse(request, service, { env, login: () => userOf(request, env), isWithinLimit });
    },
  };
}
