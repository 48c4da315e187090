import { isSameTurnTaking, isServerSttInitiallyOn, mergeTurnTaking } from '../settings/merge-turn-taking.js';
import type { ConversationMode, PressPolicy, TurnTakingOptions } from '../settings/options.js';
import { retimeHold } from './endpointed-turn.js';
import { releaseLock, retimeLock } from './lock.js';
import { discard, endCapture, endCaptureWindow, sendStop, stopFailed } from './release.js';
import { announceError, chain, step, update, type Step } from './step.js';
import { closeAmbient, openMicrophone, settleAmbient, wantsServerStt } from './switches.js';
import type { TurnEffect } from './turn-events.js';
import {
  handOf,
  initialTurnState,
  isJoined,
  isOff,
  needsDetector,
  type Capabilities,
  type ConnectionState,
  type TurnState,
  type UnsettledStop,
} from './turn-state.js';

/** How long connecting may take, ms; long enough for a slow phone, and a person can always cancel. */
const CONNECT_MS = 30_000;

/** How long a backend may take to accept another mode, ms. */
const MODE_CHANGE_MS = 5000;

export function connect(state: TurnState, at: number): Step {
  if (!isOff(state)) return step(state);
  // Whoever holds already is taken as soon as the avatar is ready.
  const fresh: TurnState = { ...restart(state), heldPress: state.heldPress };
  return step({ ...fresh, connection: 'connecting', connectDueAt: at + CONNECT_MS }, { type: 'connect-provider' });
}

/** The backend is there; what was changed after it was `told` reaches it now. */
export function connected(
  state: TurnState,
  at: number,
  capabilities: Capabilities,
  told: TurnTakingOptions = state.options,
): Step {
  if (state.connection !== 'connecting') return step(state);
  const isServerSttOn = isServerSttInitiallyOn(told);
  const joined: TurnState = { ...state, connection: 'connected', connectDueAt: null, capabilities, isServerSttOn };
  return chain(
    step(joined),
    (next) => (told.mode === next.mode ? step(next) : applyMode(next, at, told.mode)),
    (next) => (isSameTurnTaking(told, next.options) ? step(next) : applyTurnTaking(next)),
    openForMode,
    (next) => settleAmbient(next, at),
  );
}

export function connectFailed(state: TurnState, code: string, message: string): Step {
  if (state.connection !== 'connecting') return step(state);
  return chain(leave(state, 'failed', 0), (next) => step(next, announceError(code, message)));
}

/** The session ends, whatever it was doing: first the gate, then everything that can fail or wait. */
export function leave(state: TurnState, connection: ConnectionState, at: number): Step {
  if (state.connection === 'disconnected' || state.connection === connection) return step(state);
  return chain(dropAll(state, at), (next) => {
    return step({ ...restart(next), connection }, { type: 'disconnect-provider' }, { type: 'close-microphone' });
  });
}

/** The connection is cut and may come back: nothing is captured until it has, and nothing unfinished is picked up again. */
export function reconnecting(state: TurnState, at: number): Step {
  if (state.connection !== 'connected') return step(state);
  const { stop: last } = state;
  const settled =
    last?.attempt === 2 ? stopFailed({ ...state, stop: { ...last, hasFailed: false } }, at, last.turnId) : step(state);
  return chain(
    settled,
    (now) => dropAll(now, at),
    (next) =>
      step({
        ...next,
        connection: 'reconnecting',
        turn: null,
        stop: owedStop(next, at),
        isAvatarSpeaking: false,
        // Its word that it hears the user again may get lost, and it says once more what still is so.
        service: { ...next.service, isUserMuted: false },
        // Whoever holds on is taken as soon as the connection is back.
        heldPress: handOf(state),
      }),
  );
}

/** The connection is back: intent is the truth, so a stop that may be lost is sent again, and mode and settings are asserted. */
export function reconnected(state: TurnState, at: number): Step {
  if (state.connection !== 'reconnecting') return step(state);
  const { stop } = state;
  const back: TurnState = { ...state, connection: 'connected' };
  return chain(
    stop ? sendStop(back, stop.turnId, at, stop.isDiscarded, 2) : step(back),
    (next) => applyMode(next, at, state.mode),
    applyTurnTaking,
    openForMode,
    (next) => settleAmbient(next, at),
  );
}

/** Another mode, without a reconnect: the capture in progress counts, the lock goes. */
export function setMode(state: TurnState, mode: ConversationMode, at: number): Step {
  if (state.connection !== 'connected') {
    return step(state, announceError('not-connected', 'The mode can be switched only while connected.'));
  }
  if (state.mode === mode) return step(state);
  return chain(
    enterMode(state, mode, at),
    (next) => applyMode(next, at, state.mode),
    openForMode,
    (next) => settleAmbient(next, at),
  );
}

/** The backend did not take the mode: what was in force before is in force again. */
export function modeRefused(state: TurnState, at: number, code: string, message: string): Step {
  const { modeChange } = state;
  if (!modeChange) return step(state);
  const told: TurnState = { ...state, modeChange: null };
  return chain(
    modeChange.from === state.mode ? step(told) : enterMode(told, modeChange.from, at),
    (next) => settleAmbient(next, at),
    (next) => step(next, announceError(code, message)),
  );
}

function enterMode(state: TurnState, mode: ConversationMode, at: number): Step {
  return chain(
    endCapture({ ...state, heldPress: null, userSpeech: null }, at, 'mode-switch', true),
    (next) => endCaptureWindow(next, at, true),
    (next) => releaseLock(next, 'mode-switched'),
    (next) => closeAmbient(next, at),
    (next) => step({ ...next, mode, options: mergeTurnTaking(next.options, { mode }) }),
  );
}

/**
 * The device as the mode wants it: open in hands-free, warm or not yet in push-to-talk. One that is gone is asked for
 * again by `reopenMicrophone` and a press alone.
 */
function openForMode(state: TurnState): Step {
  if (state.connection !== 'connected' || state.microphone !== 'closed') return step(state);
  const isEarly =
    state.mode === 'hands-free' || state.options.localAudioPolicy.pushToTalkStartupMode === 'prewarm-muted';
  return isEarly ? openMicrophone(state) : step(state);
}

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
export function setPressPolicy(state: TurnState, at: number, pressPolicy: PressPolicy): Step {
  if (pressPolicy === state.pressPolicy) return step(state);
  const { turn } = state;
  // What is latched already has its silence and its length counted from here, or it would be over before it was known.
  const isNew = turn?.isLatched && pressPolicy.latchEnds !== state.pressPolicy.latchEnds;
  const next: TurnState = { ...state, pressPolicy, turn: isNew ? { ...turn, countsAt: at } : turn };
  return step(clearUnheardSpeech(retimeHold(next)));
}

// What outlives a connection: the settings, and the numbers of turns, so that nothing old can be taken for new.
function restart({ options, pressPolicy, deviceId, turnIds: { next } }: TurnState): TurnState {
  const turnIds = { next, first: next, staleUpTo: next - 1 };
  return { ...initialTurnState(options, pressPolicy), deviceId, turnIds };
}

// A stop that the backend may never hear, because it is on its way or waits for an acknowledgement that can't come.
function owedStop({ turn, stop }: TurnState, at: number): UnsettledStop | null {
  if (stop) return { ...stop, hasFailed: true };
  if (turn?.stop !== 'due') return null;
  return { turnId: turn.id, isDiscarded: true, attempt: 1, hasFailed: true, dueAt: at };
}

function applyMode(state: TurnState, at: number, from: ConversationMode): Step {
  const { mode } = state;
  const isServerSttOn = state.capabilities.serverStt ? wantsServerStt(state) : state.isServerSttOn;
  const modeChange = { mode, dueAt: at + MODE_CHANGE_MS, from };
  return step({ ...state, isServerSttOn, modeChange }, { type: 'apply-mode', mode, isServerSttOn });
}

function applyTurnTaking(state: TurnState): Step {
  return step(state, { type: 'apply-turn-taking', options: state.options });
}

function dropAll(state: TurnState, at: number): Step {
  const calm: TurnState = { ...state, heldPress: null, userSpeech: null, isVoiceActive: false, modeChange: null };
  const gone: TurnEffect[] = state.isAvatarSpeaking ? [{ type: 'interrupt-avatar', fadeOutSecs: 0 }] : [];
  return chain(
    // What was held back can't be sent any more, also when the turn was over for the user.
    state.turn?.stop === 'sent' ? step(calm) : discard(calm, 'disconnected', at),
    (next) => closeAmbient(next, at),
    (next) => releaseLock(next, 'disconnected'),
    (next) => step(next, ...gone),
  );
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
