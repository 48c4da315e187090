import { AvatarPttError } from '../core/error.js';
import type { loadProvider } from '../providers/registry.js';
import type { Session, SessionOptions } from '../session/session-types.js';
import type { MeterLoop } from './meter-loop.js';

/** What is needed from the first connection on, and not before. */
export interface SessionParts {
  createSession(options: SessionOptions): Session;
  readonly loadProvider: typeof loadProvider;
  readonly MeterLoop: typeof MeterLoop;
}

/** Loads them on demand: until a person reaches for it, a page pays for the tag alone. Tests put stand-ins here. */
export const sessionSource = {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- the build for script tags puts it before the addresses
  load: async (_base = ''): Promise<SessionParts> => {
    const [{ createSession }, { loadProvider }, { MeterLoop }] = await Promise.all([
      import('../create-session.js'),
      import('../providers/registry.js'),
      import('./meter-loop.js'),
    ]).catch(notLoaded);
    return { createSession, loadProvider, MeterLoop };
  },
};

function notLoaded(cause: Error): never {
  const cure = "Check the connection and the page's script-src; a file: page needs a web server.";
  throw new AvatarPttError('load-failed', `${cause.message}. ${cure}`, { cause });
}
