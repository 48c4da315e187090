import { releaseLock } from './lock.js';
import { announceRefusal } from './refusal.js';
import { discard } from './release.js';
import { announceError, chain, step, update, type Step } from './step.js';
import type { RefusalReason } from './turn-events.js';
import { handOf, isOff, type TurnState } from './turn-state.js';

const GONE = 'The avatar has left the conversation. You can speak when it is back; if it stays away, connect again.';

/** The avatar can answer: whoever holds is taken. */
export function avatarReady(state: TurnState): Step {
  const { service } = state;
  if (isOff(state) || service.presence === 'here') return step(state);
  return step({ ...state, service: { ...service, presence: 'here' } });
}

/** The avatar, or who hears for it, has left: nothing more of it can come, and nobody is heard until it is back. */
export function avatarGone(state: TurnState, at: number, message = GONE): Step {
  const { service } = state;
  if (isOff(state) || service.presence !== 'here') return step(state);
  return chain(
    shutOut({ ...state, service: { ...service, presence: 'gone' } }, at, 'avatar-not-ready'),
    (next) => releaseLock(next, 'avatar-gone'),
    (next) => step(update(next, { isAvatarSpeaking: false }), announceError('avatar-gone', message)),
  );
}

/** The service has muted the user, or no longer. What it has been told the end of it has heard. */
export function userMuted(state: TurnState, at: number, isUserMuted: boolean): Step {
  const { service } = state;
  if (isOff(state) || service.isUserMuted === isUserMuted) return step(state);
  const told: TurnState = { ...state, service: { ...service, isUserMuted } };
  return isUserMuted ? shutOut(told, at, 'muted-by-service') : step(told);
}

// What is being said reaches nobody; a hand that still holds waits like that of any refused press.
function shutOut(state: TurnState, at: number, reason: RefusalReason): Step {
  const { turn } = state;
  if (!turn || turn.isDiscarded || turn.stop === 'sent') return step(state);
  const heldPress = handOf(state);
  const told = heldPress ? [announceRefusal(reason)] : [];
  return chain(discard({ ...state, heldPress }, reason, at), (next) => step(next, ...told));
}
