import { AvatarPttError } from '../../core/error.js';
import { bounded } from './bounded.js';
import { hostOf, postJson } from './post-json.js';
import type { ProviderSettings } from '../provider.js';
import { serviceMessage } from './service-message.js';
import { isOver, readToken, type SessionToken } from './token-answer.js';

const NO_TOKEN =
  'What `tokenProvider` or `session-token` gave is no token: give its text, or JSON with `session_token`.';
// As long as a service may take to answer.
const PROVIDER_MS = 15_000;

/** Where a token comes from; the first one that is given is asked. */
export type TokenSettings = Partial<Pick<ProviderSettings, 'tokenProvider' | 'tokenUrl' | 'sessionToken'>>;

/** How the tokens of one service look, and where they come from. */
export interface TokenKind {
  /** What a UUID is there. Default `key`. */
  readonly uuid?: 'key' | 'token';
  /** What else than a token would do. */
  readonly instead?: string;
}

/**
 * The token for one connection: from the function, from your server's address (POST), or the one in the page; as text or
 * as JSON `session_token`, `token` or Convai's `apiAuthToken`, also in `data`. One that is over is asked for once more.
 * @throws AvatarPttError `token-missing`, `token-failed`, `token-expired`, `usage-limit`, or `api-key-refused`, before
 * anything is sent with it.
 */
export async function sessionTokenOf(
  settings: TokenSettings,
  signal: AbortSignal,
  { uuid = 'key', instead = '' }: TokenKind = {},
): Promise<string> {
  let given = await askForToken(settings, signal);
  // A cache may have kept it for too long.
  if (isOver(given)) given = await askForToken(settings, signal);
  if (!given.token) throw missing(settings, instead);
  refuseApiKey(given.token, uuid);
  if (isOver(given)) throw expired(given);
  return given.token;
}

function missing({ tokenProvider, sessionToken }: TokenSettings, instead: string): AvatarPttError {
  if (tokenProvider ?? sessionToken) return new AvatarPttError('token-failed', NO_TOKEN);
  const message = `There is no session token. Set ${instead}\`token-url\`, \`session-token\` or \`tokenProvider\`.`;
  return new AvatarPttError('token-missing', message);
}

async function askForToken(
  { tokenProvider, tokenUrl = '', sessionToken = '' }: TokenSettings,
  signal: AbortSignal,
): Promise<SessionToken> {
  if (!tokenProvider) return tokenUrl ? fetchToken(tokenUrl, signal) : readToken(sessionToken);
  const failed = (cause?: unknown): AvatarPttError =>
    new AvatarPttError('token-failed', 'The page gave no session token. Try again.', { cause });
  const asked = Promise.resolve()
    .then(tokenProvider)
    .then((given) => (given instanceof Response ? answerOf(given) : given))
    .catch((thrown: unknown) => Promise.reject(thrown instanceof AvatarPttError ? thrown : failed(thrown)));
  return readToken(await bounded(asked, signal, PROVIDER_MS, failed));
}

async function answerOf(response: Response): Promise<string> {
  if (response.ok && !response.bodyUsed) return response.text();
  throw new AvatarPttError('token-failed', 'tokenProvider returned a Response: return its text or JSON.');
}

async function fetchToken(url: string, signal: AbortSignal): Promise<SessionToken> {
  const answer = await postJson({ url, signal });
  const { isOk, status } = answer;
  const given = readToken(answer.text);
  if (isOk && given.token) return given;
  const words = serviceMessage(answer);
  // Who passes on what a service said names the status, too.
  const isNamed = words.includes(String(status));
  if (status === 402 || status === 429) {
    const number = isNamed ? '' : ` (${status})`;
    throw new AvatarPttError('usage-limit', `${hostOf(url)} gives no more session tokens now${number}.${words}`);
  }
  const number = isNamed ? '' : `: it answered ${status}`;
  const why = isOk ? ': its answer has no `session_token`' : number;
  throw new AvatarPttError('token-failed', `${hostOf(url)} gave no session token${why}.${words || ' Try again.'}`);
}

function expired({ expiresAtMs }: SessionToken): AvatarPttError {
  const since = new Date(expiresAtMs ?? 0).toLocaleString();
  const message =
    `The session token has expired (${since}). Reload the page. If that does not help, what gives the token keeps it for ` +
    'too long, or the clock of this device is wrong.';
  return new AvatarPttError('token-expired', message);
}

/** Keys open an account, tokens one conversation. The shapes are those that the two clouds give their keys. */
function refuseApiKey(token: string, uuid: 'key' | 'token'): void {
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
