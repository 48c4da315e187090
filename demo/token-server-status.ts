/** Where the token server listens by default; the policy of the page names the same. */
export const USUAL_ADDRESS = 'http://127.0.0.1:8787';

/** What the token server can do for this page. */
export type ServerState =
  /** Where it was looked for, as far as that is known. */
  | { readonly kind: 'absent'; readonly address: string }
  /** It runs, for pages of another origin. */
  | { readonly kind: 'refused' }
  /** `address` is what its paths are asked at. */
  | { readonly kind: 'present'; readonly address: string; readonly services: ReadonlyMap<string, ServiceState> };

/** By names of its environment, and of attributes. */
export interface ServiceState {
  readonly missing: readonly string[];
  /** What the page itself has to name. */
  readonly asks: readonly string[];
}

/**
 * Asks the server: by the path at which `npm start` passes requests on to it, whatever its port is, which the page names and
 * the demo as static files does not; else at its usual address. Nothing is asked of a cloud, so it costs nothing.
 */
export async function askServer(): Promise<ServerState> {
  const path = document.querySelector<HTMLMetaElement>('meta[name="token-server"]')?.content;
  const passedOn = path ? await fetch(`${path}/status`, { cache: 'no-store' }).catch(() => null) : null;
  // Another server of files knows nothing of it.
  if (!path || !passedOn || ![200, 403, 502].includes(passedOn.status)) return askDirectly();
  if (passedOn.status === 403) return { kind: 'refused' };
  return stateOf(passedOn, path);
}

async function askDirectly(): Promise<ServerState> {
  const status = `${USUAL_ADDRESS}/status`;
  try {
    return await stateOf(await fetch(status, { cache: 'no-store' }), USUAL_ADDRESS);
  } catch {
    // A page that is not on its list may not read the answer, but sees that there is one.
    const isThere = await fetch(status, { mode: 'no-cors', cache: 'no-store' }).then(
      () => true,
      () => false,
    );
    return isThere ? { kind: 'refused' } : { kind: 'absent', address: USUAL_ADDRESS };
  }
}

async function stateOf(response: Response, address: string): Promise<ServerState> {
  const answer: unknown = await response.json().catch(() => null);
  // Something else may listen there.
  if (response.ok && typeof answer === 'object' && answer !== null) {
    return { kind: 'present', address, services: servicesIn(answer) };
  }
  return { kind: 'absent', address: address.startsWith('/') ? '' : address };
}

function servicesIn(answer: object): ReadonlyMap<string, ServiceState> {
  const paths = Object.entries(answer);
  return new Map(
    paths.map(([path, state]) => [path, { missing: namesIn(state, 'missing'), asks: namesIn(state, 'asks') }]),
  );
}

function namesIn(state: unknown, field: string): readonly string[] {
  if (typeof state !== 'object' || state === null) return [];
  const names: unknown = Object.entries(state).find(([name]) => name === field)?.[1];
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}
