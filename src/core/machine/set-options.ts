import { settleAmbient } from './ambient.js';
import { openForMode } from './connection.js';
import { openMicrophone } from './device.js';
import { retimeLock } from './lock.js';
import type { PressPolicy } from '../settings/options.js';
import { holdEndOf } from './press.js';
import { isSameTurnTaking, mergeTurnTaking } from '../settings/merge-turn-taking.js';
import { chain, step, update, type Step } from './step.js';
import { isJoined, needsDetector, type TurnState } from './turn-state.js';

/** Other settings, in force from now on, also for the turn and the lock that are there. */
export function setOptions(state: TurnState, at: number, options: TurnState['options']): Step {
  // While something may be in progress the mode changes by `set-mode` alone, which settles it.
  const mode = state.connection === 'connected' ? state.mode : options.mode;
  const settled = mergeTurnTaking(options, { mode });
  // By value: a session that is read from a file has no object twice.
  if (isSameTurnTaking(settled, state.options)) return step(state);
  const next = clearUnheardSpeech(retimeHold(retimeLock({ ...state, mode, options: settled })));
  if (!isJoined(state)) return step(next);
  return chain(
    state.connection === 'connected' ? step(next, { type: 'apply-turn-taking', options: next.options }) : step(next),
    (now) => (mustReopen(state, now) ? openMicrophone(now) : openForMode(now)),
    (now) => settleAmbient(now, at),
  );
}

/** Other rules of pressing, also for the press that is held. */
export function setPressPolicy(state: TurnState, pressPolicy: PressPolicy): Step {
  return step(pressPolicy === state.pressPolicy ? state : retimeHold({ ...state, pressPolicy }));
}

function retimeHold(state: TurnState): TurnState {
  const { turn } = state;
  if (turn?.releasedAt !== null) return state;
  const holdEndsAt = holdEndOf(state, turn);
  return holdEndsAt === turn.holdEndsAt ? state : { ...state, turn: { ...turn, holdEndsAt } };
}

function mustReopen(before: TurnState, { options, microphone }: TurnState): boolean {
  const { enableAcousticEchoCancellation: wasCancelled } = before.options.localAudioPolicy;
  const isOpen = microphone === 'open' || microphone === 'opening';
  return isOpen && wasCancelled !== options.localAudioPolicy.enableAcousticEchoCancellation;
}

// The end of speech is not heard once nothing listens.
function clearUnheardSpeech(state: TurnState): TurnState {
  return needsDetector(state) ? state : update(state, { userSpeech: null });
}
