import { AvatarPttError } from '../../core/error.js';
import { abortedError, assertWanted } from './bounded.js';
import { parseWireObject, type WireObject } from './wire-object.js';

/** A request to a service. */
export interface JsonRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly signal?: AbortSignal;
  /** Is sent also when the page goes away. */
  readonly keepalive?: boolean;
}

/** What a service answered. */
export interface JsonResponse {
  /** HTTP status. */
  readonly status: number;
  readonly isOk: boolean;
  readonly text: string;
  /** The text as a JSON object, or null. */
  readonly json: WireObject | null;
}

const ANSWER_MS = 15_000;
const SILENT = "did not answer. Check the network, the address, and that it allows this page's origin (CORS).";
const MOVED = 'sends elsewhere, and a request that may hold a token follows to nowhere. Set the address where it ends.';

/**
 * POSTs JSON and reads the answer, whatever its status; follows no redirect, which would take a token to somebody else.
 * @throws AvatarPttError `service-unreachable` or `aborted`.
 */
export async function postJson({ url, headers, body, signal, keepalive }: JsonRequest): Promise<JsonResponse> {
  const timeout = AbortSignal.timeout(ANSWER_MS);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...(body && { 'Content-Type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      keepalive: keepalive === true,
      // `error` would look like a line that is down.
      redirect: 'manual',
    });
    if (response.type === 'opaqueredirect') throw unreachable(url, MOVED);
    const text = await response.text();
    if (signal) assertWanted(signal);
    return { status: response.status, isOk: response.ok, text, json: parseWireObject(text) };
  } catch (thrown) {
    if (signal?.aborted) throw abortedError();
    if (thrown instanceof AvatarPttError) throw thrown;
    // What the browser says has no more than this, and may have the address with a secret in it.
    throw unreachable(url, SILENT);
  }
}

/** Whom a request went to, without what may be secret. @throws AvatarPttError `invalid-option` for what is no address. */
export function hostOf(url: string): string {
  try {
    return new URL(url, document.baseURI).host;
  } catch {
    // Neither is it shown nor passed on: a secret in it would be.
    throw new AvatarPttError('invalid-option', 'The address of the service is none. Check how it is written.');
  }
}

function unreachable(url: string, why: string): AvatarPttError {
  return new AvatarPttError('service-unreachable', `${hostOf(url)} ${why}`);
}
