import type { Deadline, LockReleaseReason, LockWait, MicrophoneState, TurnLock, TurnState } from 'avatar-ptt/headless';

export const WAIT_TEXT: Readonly<Record<LockWait, string>> = {
  answer: 'the first word or sound of the answer',
  'turn-completed': "the avatar's turn-completed event",
  'speech-stopped': 'the end of what the avatar says',
};

export const RELEASE_TEXT: Readonly<Record<LockReleaseReason, string>> = {
  'turn-completed': "The avatar's turn was complete.",
  'speech-stopped': 'The avatar stopped speaking.',
  timeout: 'Nothing came in time.',
  interrupted: 'Interrupted by a press, the page or a person.',
  'no-response': 'The avatar chose not to answer.',
  'answer-unheard': 'The sound of the answer reached nobody.',
  'moderation-blocked': 'Moderation blocked the answer.',
  'usage-limit': 'The usage limit was reached.',
  'session-error': 'The session reported an error.',
  'avatar-gone': 'The avatar has left.',
  disconnected: 'The connection ended.',
  'mode-switched': 'The mode was switched.',
  'stop-failed': 'The service did not confirm the end of the turn.',
};

export const DEADLINE_TEXT: Readonly<Record<Deadline['kind'], string>> = {
  connect: 'The service must accept the connection',
  mode: 'The service must confirm the mode',
  start: 'The service must acknowledge the start of the turn',
  stop: 'The service must confirm the end of the turn',
  window: 'The tail ends: what is said after the release',
  'hold-warning': 'A warning that the hold ends soon',
  hold: 'The longest hold ends',
  lock: 'The lock is released automatically',
};

export const MICROPHONE_TEXT: Readonly<Record<MicrophoneState, string>> = {
  closed: 'closed',
  opening: 'opening; the browser may be asking for permission',
  open: 'open',
  lost: 'went away; it may come back by itself',
  failed: 'could not be opened: a press or “Try again” asks once more',
};

/** What stands between the person and the next turn, in a few words. */
export function headlineOf({ lock, turn, isAvatarSpeaking, connection }: TurnState): string {
  if (connection !== 'connected') return 'Nothing is locked: there is no connection.';
  if (lock) return lockHeadline(lock);
  if (isAvatarSpeaking) return 'Nothing is locked, but the avatar is speaking.';
  return turn && turn.releasedAt === null ? 'Nothing is locked: it is your turn.' : 'Nothing is locked.';
}

/** A length for a person: `0.84 s`, `12.3 s`, `3 min 5 s`. */
export function lengthText(ms: number): string {
  const secs = Math.max(0, ms) / 1000;
  if (secs >= 60) return `${Math.floor(secs / 60)} min ${Math.floor(secs % 60)} s`;
  return `${secs.toFixed(secs < 10 ? 2 : 1)} s`;
}

function lockHeadline({ turnId, waitingFor }: TurnLock): string {
  return `Locked after turn ${turnId}: it waits for ${WAIT_TEXT[waitingFor]}.`;
}
