import { closeAmbient, openAmbient } from './ambient.js';
import { openMicrophone } from './device.js';
import { releaseLock } from './lock.js';
import { mergeTurnTaking, isServerSttInitiallyOn } from './merge-turn-taking.js';
import type { ConversationMode } from './options.js';
import { discard, endCapture } from './release.js';
import { announceError, chain, step, type Step } from './step.js';
import type { TurnEffect } from './turn-events.js';
import { initialTurnState, type Capabilities, type ConnectionState, type TurnState } from './turn-state.js';

/** How long connecting may take, ms; long enough for a slow phone, and a person can always cancel. */
export const CONNECT_MS = 30_000;

/** How long a backend may take to accept another mode, ms. */
export const MODE_CHANGE_MS = 5000;

export function connect(state: TurnState, at: number): Step {
  if (state.connection !== 'disconnected' && state.connection !== 'failed') return step(state);
  const fresh = restart(state);
  return step({ ...fresh, connection: 'connecting', connectDueAt: at + CONNECT_MS }, { type: 'connect-provider' });
}

export function connected(state: TurnState, at: number, capabilities: Capabilities): Step {
  if (state.connection !== 'connecting') return step(state);
  const { options } = state;
  const isServerSttOn = isServerSttInitiallyOn(options);
  const joined: TurnState = { ...state, connection: 'connected', connectDueAt: null, capabilities, isServerSttOn };
  return chain(step(joined), openForMode, (next) => openAmbient(next, at));
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

/** The line is cut and may come back: nothing is captured until it has, and nothing unfinished is picked up again. */
export function reconnecting(state: TurnState, at: number): Step {
  if (state.connection !== 'connected') return step(state);
  return chain(dropAll(state, at), (next) =>
    step({ ...next, connection: 'reconnecting', turn: null, stop: null, isAvatarSpeaking: false, isDucked: false }),
  );
}

/** The line is back: intent is the truth, so the mode is asserted again. */
export function reconnected(state: TurnState, at: number): Step {
  if (state.connection !== 'reconnecting') return step(state);
  const back: TurnState = { ...state, connection: 'connected', isServerSttOn: state.mode === 'hands-free' };
  return chain(step(back), (next) => applyMode(next, state.mode, at), openForMode);
}

/** Another mode, without a reconnect: the capture in progress counts, the lock goes. */
export function setMode(state: TurnState, mode: ConversationMode, at: number): Step {
  if (state.connection !== 'connected') {
    return step(state, announceError('not-connected', 'The mode can be switched only while connected.'));
  }
  if (state.mode === mode) return step(state);
  return chain(
    endCapture({ ...state, heldPress: null, userSpeech: null }, at, 'mode-switch', true),
    (next) => releaseLock(next, 'mode-switched'),
    (next) => closeAmbient(next, at),
    (next) => applyMode({ ...next, mode, options: mergeTurnTaking(next.options, { mode }) }, mode, at),
    openForMode,
  );
}

/** The device as the mode wants it: open in hands-free, warm or not yet in push-to-talk. */
export function openForMode(state: TurnState): Step {
  if (state.connection !== 'connected' || state.microphone === 'open' || state.microphone === 'opening')
    return step(state);
  const isEarly =
    state.mode === 'hands-free' || state.options.localAudioPolicy.pushToTalkStartupMode === 'prewarm-muted';
  return isEarly ? openMicrophone(state) : step(state);
}

// What outlives a connection: the settings, and the numbers of turns, so that nothing old can be taken for new.
function restart({ options, pressPolicy, deviceId, nextTurnId }: TurnState): TurnState {
  return { ...initialTurnState(options, pressPolicy), deviceId, nextTurnId, staleUpTo: nextTurnId - 1 };
}

function applyMode(state: TurnState, mode: ConversationMode, at: number): Step {
  const isToggled = state.options.pushToTalkPolicy.enableServerSttToggle;
  // A turn that was just committed keeps its ears until its own end switches them off.
  const isServerSttOn = mode === 'hands-free' || (!isToggled && state.isServerSttOn);
  const change = { mode, dueAt: at + MODE_CHANGE_MS };
  return step({ ...state, isServerSttOn, modeChange: change }, { type: 'apply-mode', mode });
}

function dropAll(state: TurnState, at: number): Step {
  const calm: TurnState = { ...state, heldPress: null, userSpeech: null, isVoiceActive: false, modeChange: null };
  const gone: TurnEffect[] = state.isAvatarSpeaking ? [{ type: 'interrupt-avatar', fadeOutSecs: 0 }] : [];
  return chain(
    // Nothing can be sent any more, so the turn must not wait to send its stop.
    state.turn?.gate === 'closed' ? step({ ...calm, turn: null }) : discard(calm, 'disconnected', at),
    (next) => closeAmbient(next, at),
    (next) => releaseLock(next, 'disconnected'),
    (next) => step(next, ...gone),
  );
}
