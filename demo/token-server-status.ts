/** Where `demo/token-server.mjs` listens; the policy of the page names the same. */
export const TOKEN_SERVER = 'http://127.0.0.1:8787';

/** What the token server can do for this page. */
export type ServerState =
  | { readonly kind: 'absent' }
  /** It runs, for pages of another origin. */
  | { readonly kind: 'refused' }
  /** By path, the variables that it lacks. */
  | { readonly kind: 'present'; readonly missing: ReadonlyMap<string, readonly string[]> };

/** Asks the server. Nothing is asked of a cloud, so it costs nothing. */
export async function askServer(): Promise<ServerState> {
  const address = `${TOKEN_SERVER}/status`;
  try {
    const response = await fetch(address, { cache: 'no-store' });
    // Something else may listen there.
    if (!response.ok) return { kind: 'absent' };
    return { kind: 'present', missing: missingIn(await response.json()) };
  } catch {
    // A page that is not on its list may not read the answer, but sees that there is one.
    const isThere = await fetch(address, { mode: 'no-cors', cache: 'no-store' }).then(
      () => true,
      () => false,
    );
    return { kind: isThere ? 'refused' : 'absent' };
  }
}

function missingIn(answer: unknown): ReadonlyMap<string, readonly string[]> {
  const paths = Object.entries(typeof answer === 'object' && answer !== null ? answer : {});
  return new Map(paths.map(([path, state]) => [path, namesIn(state)]));
}

function namesIn(state: unknown): readonly string[] {
  if (typeof state !== 'object' || state === null || !('missing' in state) || !Array.isArray(state.missing)) return [];
  return state.missing.filter((name) => typeof name === 'string');
}
