import { AvatarPttError, toAvatarPttError } from '../core/error.js';
import type { ConversationMode } from '../core/settings/options.js';
import type { TurnState } from '../core/machine/turn-state.js';
import { noticesOf } from './notices.js';
import type { Session, SessionInput, SessionRecord } from './session-types.js';
import { connectionClosed } from './wire.js';

/**
 * Waits for a state, that `event` may bring. When it can't come any more, or comes with an error, rejects with the newest
 * error that was announced meanwhile, since that says why.
 */
export async function until(
  session: Session,
  isDone: (state: TurnState) => boolean,
  isOver: (state: TurnState) => boolean,
  event?: SessionInput,
): Promise<void> {
  const stop = new AbortController();
  let error: AvatarPttError | null = null;
  await new Promise<void>((resolve, reject) => {
    const look = (state: TurnState, failure: AvatarPttError | null): void => {
      error = failure ?? error;
      if (!isDone(state) && !isOver(state)) return;
      if (isDone(state) && !failure) resolve();
      else reject(error ?? connectionClosed());
    };
    session.subscribe(
      (record) => {
        look(record.state, errorIn(record));
      },
      { signal: stop.signal },
    );
    if (event) session.send(event);
    else look(session.state, null);
  }).finally(() => {
    stop.abort();
  });
}

/** Waits until the backend has taken a mode that was asked for. @throws AvatarPttError `cancelled` when another one was since. */
export async function untilMode(session: Session, mode: ConversationMode): Promise<void> {
  await until(
    session,
    (state) => state.modeChange === null && state.connection === 'connected' && state.mode === mode,
    (state) => state.connection !== 'connected' || state.mode !== mode,
  ).catch((error: unknown) => {
    const isOvertaken = session.state.connection === 'connected' && toAvatarPttError(error, '').code === 'disconnected';
    throw isOvertaken ? new AvatarPttError('cancelled', 'Another mode was asked for meanwhile.') : error;
  });
}

function errorIn(record: SessionRecord): AvatarPttError | null {
  const notice = noticesOf(record).find(({ type }) => type === 'error');
  return notice?.type === 'error' ? new AvatarPttError(notice.code, notice.message) : null;
}
