import { AvatarPttError } from '../core/error.js';
import type { TurnState } from '../core/turn-state.js';
import type { Session } from './session-types.js';
import { connectionClosed } from './wire.js';

/**
 * Waits for a state. When it can't come any more, rejects with the newest error that was announced meanwhile, since that
 * says why.
 */
export async function until(
  session: Session,
  isDone: (state: TurnState) => boolean,
  isOver: (state: TurnState) => boolean,
): Promise<void> {
  const stop = new AbortController();
  let error: AvatarPttError | null = null;
  await new Promise<void>((resolve, reject) => {
    const look = (): void => {
      if (isDone(session.state)) resolve();
      else if (isOver(session.state)) reject(error ?? connectionClosed());
    };
    session.subscribe(
      ({ effects }) => {
        for (const effect of effects) {
          if (effect.type !== 'announce' || effect.notice.type !== 'error') continue;
          error = new AvatarPttError(effect.notice.code, effect.notice.message);
        }
        look();
      },
      { signal: stop.signal },
    );
    look();
  }).finally(() => {
    stop.abort();
  });
}
