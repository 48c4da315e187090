import type { PartialTurnTaking } from '../core/settings/options.js';
import type { Notice, TurnEvent } from '../core/machine/turn-events.js';
import type { TurnState } from '../core/machine/turn-state.js';
import { noticesOf } from '../session/notices.js';
import type { SessionRecord } from '../session/session-types.js';
import { effectiveOptions } from './effective-options.js';
import {
  AvatarStateChangeEvent,
  AvatarWordsEvent,
  ConnectionChangeEvent,
  LockChangeEvent,
  ModeChangeEvent,
  PhaseChangeEvent,
  PressRefusedEvent,
  SessionErrorEvent,
  SettingsChangeEvent,
  TranscriptEvent,
  TurnDiscardedEvent,
  TurnEndEvent,
  TurnStartEvent,
} from './events.js';

/** What one record means to the page, in the order of importance: where things stand, then what happened to the turn. */
export function eventsOf(record: SessionRecord, previous: TurnState): Event[] {
  const { state, event } = record;
  const notices = noticesOf(record);
  return [
    ...changesOf(state, previous, notices),
    ...notices.flatMap((notice) => noticeEvent(notice) ?? []),
    ...(event.type === 'transcript'
      ? [new TranscriptEvent(turnOf(event, previous), event.role, event.text, event.final)]
      : []),
    ...(event.type === 'avatar-words' ? [new AvatarWordsEvent(turnOf(event, previous), event.text)] : []),
    ...(state.options !== previous.options || state.isEchoCancelled !== previous.isEchoCancelled
      ? [new SettingsChangeEvent(requestedOf(event, state), effectiveOptions(state))]
      : []),
  ];
}

function requestedOf(event: TurnEvent, state: TurnState): PartialTurnTaking {
  if (event.type === 'set-mode') return { mode: event.mode };
  return event.type === 'set-options' ? event.options : state.options;
}

function changesOf(state: TurnState, previous: TurnState, notices: readonly Notice[]): Event[] {
  const events: Event[] = [];
  if (state.connection !== previous.connection) {
    events.push(new ConnectionChangeEvent(state.connection, previous.connection));
  }
  if (state.mode !== previous.mode) events.push(new ModeChangeEvent(state.mode, previous.mode));
  if (state.phase !== previous.phase) events.push(new PhaseChangeEvent(state.phase, previous.phase));
  if (state.avatarState !== previous.avatarState) {
    events.push(new AvatarStateChangeEvent(state.avatarState, previous.avatarState));
  }
  if (state.lock !== previous.lock) {
    const released = notices.find((notice) => notice.type === 'lock-released');
    events.push(new LockChangeEvent(state.lock, released?.reason));
  }
  return events;
}

function noticeEvent(notice: Notice): Event | null {
  switch (notice.type) {
    case 'turn-started':
      return new TurnStartEvent(notice.turnId, notice.source);
    case 'turn-ended':
      return new TurnEndEvent(notice.turnId, notice.reason, notice.durationMs);
    case 'turn-discarded':
      return new TurnDiscardedEvent(notice.turnId, notice.reason);
    case 'press-refused':
      return new PressRefusedEvent(notice.reason, notice.message);
    case 'error':
      return new SessionErrorEvent(notice.code, notice.message, notice.isRecoverable);
    case 'sound-lost':
    case 'voice-missing':
    case 'release-ignored':
    case 'hold-ending':
    case 'lock-released':
      return null;
  }
}

/** The turn that words belong to: as the backend says, else the one that is spoken or answered. */
export function turnOf(event: { readonly turnId?: number }, state: TurnState): number {
  return event.turnId ?? state.turn?.id ?? state.lock?.turnId ?? state.turnIds.next - 1;
}
