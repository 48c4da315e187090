import { AvatarPttError } from '../core/error.js';
import { bounded } from './bounded.js';
import { hostOf, postJson } from './post-json.js';
import type { ProviderSettings } from './registry.js';
import { saidByService } from './said-by-service.js';
import { asWireObject, textOf, type WireObject } from './wire-object.js';

// As long as a service may take to answer.
const PROVIDER_MS = 15_000;

/** Where a token comes from; the first one that is given is asked. */
export type TokenSettings = Partial<Pick<ProviderSettings, 'tokenProvider' | 'tokenUrl' | 'sessionToken'>>;

/** What a UUID is to the service. */
type Uuid = 'key' | 'token';

/**
 * The token for one connection: from the function, from your server's address (POST, answered by the token as text or as
 * JSON `session_token`, `token` or Convai's `apiAuthToken`, also in `data`), or the one in the page.
 * @throws AvatarPttError `token-missing`, `token-failed`, or `api-key-refused` before anything is sent with it.
 */
export async function sessionTokenOf(
  settings: TokenSettings,
  signal: AbortSignal,
  uuid: Uuid = 'key',
): Promise<string> {
  const token = bare(await askForToken(settings, signal));
  if (!token) {
    const message = 'There is no session token. Set `token-url`, `session-token` or `tokenProvider`.';
    throw new AvatarPttError('token-missing', message);
  }
  refuseApiKey(token, uuid);
  return token;
}

async function askForToken(
  { tokenProvider, tokenUrl = '', sessionToken = '' }: TokenSettings,
  signal: AbortSignal,
): Promise<string> {
  if (!tokenProvider) return tokenUrl ? fetchToken(tokenUrl, signal) : sessionToken;
  const failed = (cause?: unknown): AvatarPttError =>
    new AvatarPttError('token-failed', 'The page gave no session token. Try again.', { cause });
  const asked = Promise.resolve()
    .then(tokenProvider)
    .catch((thrown: unknown) => Promise.reject(failed(thrown)));
  const token: unknown = await bounded(asked, signal, PROVIDER_MS, failed);
  // Whoever writes the function may return anything.
  return typeof token === 'string' ? token : '';
}

async function fetchToken(url: string, signal: AbortSignal): Promise<string> {
  const { isOk, status, json, text } = await postJson({ url, signal });
  const token = json ? tokenIn(json) : text;
  // A page in place of an answer, as a wrong address gives.
  if (isOk && token && !/[\s<>]/.test(bare(token))) return token;
  const why = isOk ? 'its answer has no `session_token`' : `it answered ${status}`;
  const words = saidByService(json) || ' Try again.';
  throw new AvatarPttError('token-failed', `${hostOf(url)} gave no session token: ${why}.${words}`);
}

function tokenIn(json: WireObject): string {
  const places = [json, asWireObject(json['data'])];
  const names = ['session_token', 'token', 'apiAuthToken'];
  return places.flatMap((place) => names.map((name) => textOf(place, name))).find(Boolean) ?? '';
}

/** As it was copied out of JSON or a header: without quotes, and without the word before it. */
function bare(token: string): string {
  return token.trim().replace(/^(["'`]?)(?:(?:bearer|token)\s+)?(["'`]?)(.*?)\2\1$/is, '$3');
}

/** Keys open an account, tokens one conversation. The shapes are those that the two clouds give their keys. */
function refuseApiKey(token: string, uuid: Uuid): void {
  const isUuid = /^\{?[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\}?$/i.test(token);
  const isHex = /^[\da-f]{32,}$/i.test(token);
  const isPrefixed = /^(sk|hg|api|key)[-_]/i.test(token);
  // Tokens are base64url, which has no padding.
  const isPadded = /^[\w+/-]+={1,2}$/.test(token);
  if (!(isUuid && uuid === 'key') && !isHex && !isPrefixed && !isPadded) return;
  throw new AvatarPttError(
    'api-key-refused',
    'This is an API key, not a session token. A key in a page is a key for everybody: keep it on your server and let ' +
      '`token-url` give a token for each conversation.',
  );
}
