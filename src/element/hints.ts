import type { Notice, TurnEvent } from '../core/machine/turn-events.js';
import type { TurnEndReason, TurnState } from '../core/machine/turn-state.js';
import { noticesOf } from '../session/notices.js';
import type { SessionRecord } from '../session/session-types.js';
import { inConversation } from './conversation-texts.js';
import type { Texts } from './strings.js';

/** What a record makes worth saying in the status line; empty: nothing. */
export function hintOf(record: SessionRecord, texts: Texts): string {
  const say = inConversation(texts);
  const told = noticesOf(record).map((notice) => noticeHint(notice, say, record));
  return told.filter(Boolean).at(-1) ?? eventHint(record.event, say);
}

/** Whether what was said last has been overtaken: a turn has begun, or the session has come or gone. */
export function isHintOver(state: TurnState, previous: TurnState): boolean {
  return (state.turn !== null && state.turn.id !== previous.turn?.id) || state.connection !== previous.connection;
}

function noticeHint(notice: Notice, texts: Texts, { at, state }: SessionRecord): string {
  switch (notice.type) {
    case 'press-refused':
      return texts(`refused-${notice.reason}`, {}, notice.message);
    case 'turn-discarded':
      return texts(`discarded-${notice.reason}`);
    case 'turn-ended':
      return texts(`lost-${lostBy(notice.reason, state)}`);
    case 'hold-ending':
      return texts('hold-ending', { secs: Math.round((notice.endsAt - at) / 1000) });
    case 'sound-lost':
      return texts('sound-lost', { secs: Math.ceil(notice.lostMs / 100) / 10 });
    case 'voice-missing':
      return texts(notice.isOver ? 'voice-missing-over' : 'voice-missing');
    case 'turn-started':
    case 'release-ignored':
    case 'lock-released':
    case 'error':
      return '';
  }
}

// By voice the next turn goes on where the longest one was cut.
function lostBy(reason: TurnEndReason, { mode }: TurnState): TurnEndReason {
  return reason === 'max-duration' && mode === 'push-to-talk' ? 'max-hold' : reason;
}

function eventHint(event: TurnEvent, texts: Texts): string {
  if (event.type !== 'session-ending' && event.type !== 'idle-warning') return '';
  const isIdle = event.type === 'idle-warning' || event.reason === 'idle';
  return texts(isIdle ? 'idle-warning' : 'session-ending', { secs: event.remainingSecs });
}
