import type { LockSpan } from '../model/lock-spans.js';
import { countOf, cure, times, type Finder, type Seen, type Symptom } from './symptom.js';

/** A lock is felt as stuck when it holds so long after the avatar fell silent, ms. */
const STUCK_MS = 1000;
/** A tail that is felt, ms. */
const LONG_TAIL_MS = 500;

/** What goes wrong around the button: locks, refusals, a slow start, a slow end. */
export const PRESS_FINDERS: readonly Finder[] = [staysLocked, pressRefused, slowFirstPress, slowToClose];

function staysLocked({ facts, options }: Seen): Symptom | null {
  const stuck = facts.locks.filter(isStuck);
  if (stuck.length === 0) return null;
  const { turnCompletionTimeoutMs: timeoutMs } = options.pushToTalkPolicy;
  const nextMs = timeoutMs === 0 ? 5000 : Math.max(1000, Math.round(timeoutMs / 200) * 100);
  return {
    id: 'stays-locked',
    text: `The button stayed locked with nothing left to wait for, ${times(stuck.length)}`,
    turnIds: stuck.map(({ turnId }) => turnId),
    cures: [
      ...cure(options, 'Let the end of speech unlock too', {
        pushToTalkPolicy: { allowSpeechStoppedFallbackAfterSpeechStart: true },
      }),
      ...cure(options, `Let go after ${nextMs / 1000} s`, { pushToTalkPolicy: { turnCompletionTimeoutMs: nextMs } }),
    ],
  };
}

// A timeout while the avatar still speaks is too early, not stuck.
function isStuck({ endedAt, avatarSilentAt, reason, waitingFor }: LockSpan): boolean {
  if (endedAt === null) return false;
  const isSilent = avatarSilentAt !== null && endedAt - avatarSilentAt >= STUCK_MS;
  return isSilent || (reason === 'timeout' && waitingFor === 'answer');
}

function pressRefused({ facts, options }: Seen): Symptom | null {
  const count = facts.refusals.filter(({ reason }) => reason === 'avatar-busy').length;
  if (count === 0) return null;
  return {
    id: 'press-refused',
    text: `A press was refused because the avatar had not finished, ${times(count)}`,
    turnIds: [],
    cures: cure(options, 'Let a press interrupt the avatar', { pushToTalkPolicy: { interruptBotOnPress: true } }),
  };
}

function slowFirstPress({ facts, options }: Seen): Symptom | null {
  const turnIds = [...facts.awaitedDevice];
  if (turnIds.length === 0) return null;
  return {
    id: 'slow-first-press',
    text: `${countOf(turnIds)} had to wait for the microphone to open`,
    turnIds,
    cures: cure(options, 'Open it at the start, muted', {
      localAudioPolicy: { pushToTalkStartupMode: 'prewarm-muted' },
    }),
  };
}

function slowToClose({ turns: all, options }: Seen): Symptom | null {
  const slow = all.filter(
    ({ releasedAt, capturedUntil, source }) =>
      source !== 'endpointer' &&
      releasedAt !== null &&
      capturedUntil !== null &&
      capturedUntil - releasedAt >= LONG_TAIL_MS,
  );
  if (slow.length === 0) return null;
  const releaseTailMs = Math.min(300, options.pushToTalkPolicy.releaseTailMs);
  return {
    id: 'slow-to-close',
    text: `The microphone stayed open for half a second or more after you let go, ${times(slow.length)}`,
    turnIds: slow.map(({ turnId }) => turnId),
    cures: cure(options, `Shorten the tail to ${releaseTailMs} ms`, { pushToTalkPolicy: { releaseTailMs } }),
  };
}
