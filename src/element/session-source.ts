import { notLoaded } from '../core/error.js';
import type { loadProvider } from '../providers/registry.js';
import type { Session, SessionOptions } from '../session/session-types.js';

/** What the element itself loads with the session. */
export type ConversationParts = typeof import('./conversation-parts.js');

/** What is needed from the first connection on, and not before. */
export interface SessionParts extends ConversationParts {
  createSession(options: SessionOptions): Session;
  readonly loadProvider: typeof loadProvider;
}

/** Loads them on demand: until a person reaches for it, a page pays for the tag alone. Tests put stand-ins here. */
export const sessionSource = {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- the build for script tags puts it before the addresses
  load: async (_base = ''): Promise<SessionParts> => {
    const [{ createSession }, { loadProvider }, parts] = await Promise.all([
      import('../create-session.js'),
      import('../providers/registry.js'),
      import('./conversation-parts.js'),
    ]).catch(notLoaded);
    return { createSession, loadProvider, ...parts };
  },
};

/** Soon needed, so that nothing has to load between the click and the microphone. */
export function preload(base: () => string): void {
  // If it fails, so will connecting, and say why.
  Promise.resolve()
    .then(() => sessionSource.load(base()))
    .catch(() => undefined);
}
