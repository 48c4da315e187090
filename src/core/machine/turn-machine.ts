import { answersDueLater, elapse } from './deadlines.js';
import {
  connect,
  connectFailed,
  connected,
  leave,
  modeRefused,
  reconnected,
  reconnecting,
  setMode,
  setOptions,
  setPressPolicy,
} from './lifecycle.js';
import {
  avatarSpeechStarted,
  avatarSpeechStopped,
  duck,
  heardAnswer,
  interruptAvatar,
  releaseLock,
  releaseLockFor,
} from './lock.js';
import { microphoneFailed, microphoneLost, microphoneOpened, microphoneSilent, voiceMissing } from './microphone.js';
import { press, sendText, soundFlows, takeHeldPress } from './press.js';
import {
  answered,
  discard,
  drop,
  endCaptureWindow,
  endTranscriptWindow,
  release,
  serverSttFailed,
  startAcknowledged,
  startFailed,
  stopAcknowledged,
  stopFailed,
} from './release.js';
import { avatarGone, avatarReady, userMuted } from './service.js';
import { cutAt, speechEnded, speechStarted, takeUserSpeech, turnEndpointed } from './speech.js';
import { announce, announceError, chain, step, update, type Step } from './step.js';
import { reopenMicrophone, setMicrophone, settleServerStt } from './switches.js';
import type { TurnEvent } from './turn-events.js';
import { isBusy, isCapturing, type AvatarState, type Phase, type TurnState } from './turn-state.js';

const UNHEARD = 'The sound of the answer could not be delivered, so nobody heard it. Ask again.';

/**
 * The turn machine: what happened in, the next state and what is to be done out. It is pure and total: any event in any
 * state gives an answer, and an event that means nothing there gives the same state object and no effects. Time arrives
 * in the event; waits that ended before it are ended first, so a late timer can't hold anything up.
 */
export function transition(state: TurnState, event: TurnEvent): Step {
  const [next, effects] = chain(
    elapse(state, event.at),
    (now) => handle(now, event),
    (now) => takeHeldPress(now, event.at),
    (now) => takeUserSpeech(now, event.at),
    // What mirrors the world is written here alone.
    settleServerStt,
    duck,
  );
  return [withSummary(answersDueLater(state, next, event)), effects];
}

// One case an event, each a named function or one line: long, and plain.
// eslint-disable-next-line complexity, max-lines-per-function
function handle(state: TurnState, event: TurnEvent): Step {
  const { at } = event;
  switch (event.type) {
    case 'connect':
      return connect(state, at);
    case 'connected':
      return connected(state, at, event.capabilities, event.told);
    case 'connect-failed':
      return connectFailed(state, event.code, event.message);
    case 'disconnect':
      return leave(state, 'disconnected', at);
    case 'connection-lost':
      return chain(leave(state, 'failed', at), (next) =>
        next === state ? step(state) : step(next, announceError(event.code, event.message)),
      );
    case 'reconnecting':
      return reconnecting(state, at);
    case 'reconnected':
      return reconnected(state, at);
    case 'avatar-ready':
      return avatarReady(state);
    case 'avatar-gone':
      return avatarGone(state, at, event.message);
    case 'user-muted':
      return userMuted(state, at, event.isMuted);
    case 'press':
      return press(state, at, event.source);
    case 'release':
      return release(state, at, event.source);
    case 'drop':
      return drop(state, at, event.reason, event.source);
    case 'cancel':
      return isCapturing(state) ? discard({ ...state, userSpeech: null }, 'cancelled', at) : step(state);
    case 'interrupt':
    case 'release-lock':
      return isBusy(state) ? interruptOrUnlock(state, event.type) : step(state);
    case 'set-mode':
      return setMode(state, event.mode, at);
    case 'mode-applied':
      return step(state.modeChange?.mode === event.mode ? { ...state, modeChange: null } : state);
    case 'mode-failed':
      return state.modeChange?.mode === event.mode ? modeRefused(state, at, event.code, event.message) : step(state);
    case 'set-options':
      return setOptions(state, at, event.options);
    case 'set-press-policy':
      return setPressPolicy(state, at, event.pressPolicy);
    case 'send-text':
      return sendText(state, event.text);
    case 'set-microphone':
      return setMicrophone(state, event.deviceId);
    case 'reopen-microphone':
      return reopenMicrophone(state, event.isAutomatic === true);
    case 'microphone-flowing':
      return state.microphone === 'open' ? soundFlows(state, at) : step(state);
    case 'microphone-silent':
      return microphoneSilent(state, event.code, event.message);
    case 'microphone-opened':
      return microphoneOpened(state, at, event.isEchoCancelled);
    case 'microphone-failed':
      return microphoneFailed(state, at, event.code, event.message);
    case 'microphone-lost':
      return microphoneLost(state, at, event.code, event.message);
    case 'gate-opened':
      return step(
        state.turn?.id === event.turnId && state.turn.startAudioMs === null
          ? { ...state, turn: { ...state.turn, startAudioMs: event.startMs } }
          : state,
      );
    case 'sound-lost':
      return step(state, announce({ type: 'sound-lost', turnId: event.turnId, lostMs: event.lostMs }));
    case 'voice-missing':
      return voiceMissing(state, event.turnId, event.isOver);
    case 'gate-closed':
      return cutAt(state, event.endMs);
    case 'voice-activity':
      return voiceActivity(state, at, event.isActive);
    case 'speech-started':
      return speechStarted(state, event.onsetMs);
    case 'speech-ended':
      return speechEnded(state, event.endMs);
    case 'turn-ended':
      return turnEndpointed(state, at, event.endMs, event.reason);
    case 'start-acknowledged':
      return startAcknowledged(state, at, event.turnId);
    case 'start-failed':
      return startFailed(state, at, event.turnId, 'start-failed');
    case 'stop-acknowledged':
      return stopAcknowledged(state, event.turnId);
    case 'stop-failed':
      return stopFailed(state, at, event.turnId);
    case 'server-stt-failed':
      return serverSttFailed(state, at, event.turnId);
    case 'avatar-speech-started':
      return chain(answered(state, at, event.turnId), (next) => avatarSpeechStarted(next, event.turnId));
    case 'avatar-speech-stopped':
      return avatarSpeechStopped(state, event.turnId);
    case 'turn-completed':
      return chain(answered(state, at, event.turnId), (next) => releaseLockFor(next, event.turnId, 'turn-completed'));
    case 'no-response':
    case 'moderation-blocked':
      return chain(answered(state, at, event.turnId), (next) => releaseLockFor(next, event.turnId, event.type));
    case 'answer-unheard':
      return chain(releaseLockFor(state, event.turnId, event.type), (next) =>
        step(next, announceError(event.type, event.message ?? UNHEARD)),
      );
    case 'usage-limit':
      return chain(limitReached(state, at, event.isSessionOver === true), (next) =>
        step(next, announceError('usage-limit', event.message, false)),
      );
    case 'session-error':
      return chain(releaseLock(state, 'session-error'), (next) => step(next, announceError(event.code, event.message)));
    case 'transcript':
      return transcript(state, at, event);
    case 'effect-failed':
      // Whether speech-to-text is to listen is said anew as soon as the connection is back.
      if (event.effect === 'set-server-stt' && state.connection === 'reconnecting') return step(state);
      return step(state, announceError(event.code, event.message));
    case 'tick':
    case 'avatar-audible':
    case 'avatar-words':
    case 'idle-warning':
    case 'session-ending':
    case 'picture-changed':
    case 'service-timing':
    case 'wire-message':
    case 'speech-misfire':
    case 'detector-changed':
    case 'analyzer-changed':
    case 'pause-asked':
    case 'pause-answered':
    case 'turn-sent':
    case 'playback-blocked':
    case 'playback-unlocked':
      return step(state);
  }
}

function interruptOrUnlock(state: TurnState, type: 'interrupt' | 'release-lock'): Step {
  if (type === 'interrupt') return interruptAvatar(state);
  // An override must free the button even when the end of the avatar's speech got lost.
  return state.lock ? releaseLock(state, 'interrupted') : interruptAvatar(state);
}

// The gate comes first, and while it is still open in the tail there is a lock already.
function limitReached(state: TurnState, at: number, isSessionOver: boolean): Step {
  if (!isSessionOver) return releaseLock(state, 'usage-limit');
  const { lock } = state;
  return chain(leave({ ...state, lock: null }, 'failed', at), (next) => releaseLock({ ...next, lock }, 'usage-limit'));
}

function voiceActivity(state: TurnState, at: number, isVoiceActive: boolean): Step {
  if (state.isVoiceActive === isVoiceActive) return step(state);
  const next: TurnState = { ...state, isVoiceActive };
  return isVoiceActive ? step(next) : endCaptureWindow(next, at, false);
}

function transcript(
  state: TurnState,
  at: number,
  { role, final, turnId }: { role: 'user' | 'avatar'; final: boolean; turnId?: number },
): Step {
  if (role === 'avatar') return step(update(state, { lock: heardAnswer(state, turnId, 'text') }));
  const { turn } = state;
  // Without an id, what is final while the voice goes on is of the turn before.
  const isOfTurn = turnId === undefined ? !state.isVoiceActive : turnId === turn?.id;
  if (!final || !turn?.window || !isOfTurn) return step(state);
  return chain(endCaptureWindow(state, at, true), (next) => endTranscriptWindow(next, at));
}

function withSummary(state: TurnState): TurnState {
  const phase = phaseOf(state);
  const avatarState = avatarStateOf(state);
  return phase === state.phase && avatarState === state.avatarState ? state : { ...state, phase, avatarState };
}

function phaseOf({ turn, lock }: TurnState): Phase {
  if (turn && !turn.isDiscarded) {
    if (turn.releasedAt !== null) return 'releasing';
    return turn.acknowledgedAt === null ? 'starting' : 'capturing';
  }
  return lock ? 'awaiting' : 'idle';
}

function avatarStateOf(state: TurnState): AvatarState {
  if (state.isAvatarSpeaking) return 'speaking';
  if (state.turn?.gate === 'open') return 'listening';
  if (state.lock) return 'thinking';
  const isOpenEar = state.mode === 'hands-free' && state.connection === 'connected' && state.microphone === 'open';
  return isOpenEar ? 'listening' : 'idle';
}
