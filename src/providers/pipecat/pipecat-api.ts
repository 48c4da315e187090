import { AvatarPttError } from '../../core/error.js';
import { bounded } from '../cloud/bounded.js';
import { hostOf, postJson, type JsonResponse } from '../cloud/post-json.js';
import { serviceMessage } from '../cloud/service-message.js';
import { sessionTokenOf, type TokenSettings } from '../cloud/session-token.js';
import { asWireObject, textOf, type WireObject } from '../cloud/wire-object.js';

/** What each request to the agent's server carries. */
export interface Access {
  readonly headers: Readonly<Record<string, string>>;
  /** What the agent gets as its `body`; null for nothing. */
  readonly requestData: object | null;
}

/** Where the agent takes offers. */
export interface PipecatAddress extends Access {
  readonly offerUrl: string;
  readonly iceServers: readonly RTCIceServer[];
}

/** An offer; `pcId` names the connection that it is for, unless that is new. */
export interface Offer {
  readonly sdp: string;
  readonly pcId: string;
  /** A new connection takes the place of that one. */
  readonly isRestart: boolean;
}

/** What the agent answered. */
export interface Answer {
  readonly sdp: string;
  readonly pcId: string;
}

// As long as a server may take to answer.
const PROVIDER_MS = 15_000;

/**
 * What the page's token settings say: text is a bearer token, JSON may be `{ headers, body }` instead; nothing is set for an
 * agent that is open to all. @throws AvatarPttError as `sessionTokenOf`.
 */
export async function accessOf(settings: TokenSettings, signal: AbortSignal): Promise<Access> {
  const { tokenProvider, tokenUrl, sessionToken } = settings;
  if (!tokenProvider && !tokenUrl && !sessionToken) return { headers: {}, requestData: null };
  if (!tokenProvider) return bearer(await sessionTokenOf(settings, signal));
  const failed = (cause?: unknown): AvatarPttError =>
    new AvatarPttError('token-failed', 'The page gave no access to the agent. Try again.', { cause });
  const asked = Promise.resolve()
    .then(tokenProvider)
    .catch((cause: unknown) => Promise.reject(cause instanceof AvatarPttError ? cause : failed(cause)));
  const given = await bounded<unknown>(asked, signal, PROVIDER_MS, failed);
  const fields = asWireObject(given);
  const [headers, body] = [asWireObject(fields?.['headers']), asWireObject(fields?.['body'])];
  if (headers ?? body) return { headers: textsOf(headers), requestData: body };
  return bearer(await sessionTokenOf({ tokenProvider: () => given as string | object }, signal));
}

/**
 * Where offers go: an address that ends in `/start` is asked for a session first, any other takes them itself.
 * @throws AvatarPttError `connect-refused`, `token-refused`, `usage-limit` or `service-unreachable`.
 */
export async function addressOf(url: string, access: Access, signal: AbortSignal): Promise<PipecatAddress> {
  // An address that is none is refused without showing what is in it.
  hostOf(url);
  const start = new URL(url, document.baseURI);
  if (!start.pathname.endsWith('/start')) return { ...access, offerUrl: start.href, iceServers: [] };
  const body = { transport: 'webrtc', ...(access.requestData && { body: access.requestData }) };
  const answer = await postJson({ url: start.href, headers: access.headers, body, signal });
  const sessionId = textOf(answer.json, 'sessionId', 200);
  if (!answer.isOk || !sessionId) throw refusal(answer, start.href, access, 'its answer names no session');
  const offerUrl = new URL(`sessions/${encodeURIComponent(sessionId)}/api/offer`, start.href).href;
  return { ...access, offerUrl, iceServers: iceServersIn(answer.json) };
}

/** Sends an offer. @throws AvatarPttError as `addressOf`. */
export async function sendOffer(address: PipecatAddress, offer: Offer, signal: AbortSignal): Promise<Answer> {
  const { offerUrl: url, headers, requestData } = address;
  const { sdp, pcId, isRestart } = offer;
  const known = pcId ? { pc_id: pcId, restart_pc: isRestart } : {};
  const body = { sdp, type: 'offer', ...known, ...(requestData && { request_data: requestData }) };
  const answer = await postJson({ url, headers, body, signal });
  const answered = { sdp: textOf(answer.json, 'sdp', 100_000), pcId: textOf(answer.json, 'pc_id', 200) };
  if (answer.isOk && answered.sdp && textOf(answer.json, 'type') === 'answer') return answered;
  throw refusal(answer, url, address, 'its answer is none to an offer');
}

function bearer(token: string): Access {
  return { headers: { Authorization: `Bearer ${token}` }, requestData: null };
}

function textsOf(object: WireObject | null): Record<string, string> {
  const entries = Object.entries(object ?? {});
  return Object.fromEntries(entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
}

function iceServersIn(json: WireObject | null): RTCIceServer[] {
  const given = asWireObject(json?.['iceConfig'])?.['iceServers'];
  const entries: readonly unknown[] = Array.isArray(given) ? given.slice(0, 10) : [];
  return entries.flatMap((entry) => {
    const server = asWireObject(entry);
    const listed: unknown = server?.['urls'];
    const urls = [listed].flat().filter((url): url is string => typeof url === 'string' && /^(stun|turn)s?:/.test(url));
    const [username, credential] = [textOf(server, 'username'), textOf(server, 'credential')];
    return urls.length > 0 ? [{ urls, ...(username && { username, credential }) }] : [];
  });
}

function refusal(answer: JsonResponse, url: string, { headers }: Access, lacks: string): AvatarPttError {
  const { status, isOk } = answer;
  // A server may say the token that it refuses.
  const words = serviceMessage(answer, headers['Authorization']?.replace(/^Bearer /, ''));
  const why = isOk ? `: ${lacks}` : ` (${status})`;
  const failed = (code: string, what: string): AvatarPttError =>
    new AvatarPttError(code, `${hostOf(url)} ${what}${why}.${words}`);
  if (status === 401 || status === 403) return failed('token-refused', 'lets nobody in with this token');
  if (status === 402 || status === 429) return failed('usage-limit', 'takes no more conversations now');
  return failed('connect-refused', 'could not connect');
}
