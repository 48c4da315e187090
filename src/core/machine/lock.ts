import { announce, chain, step, update, type Step } from './step.js';
import type { LockReleaseReason } from './turn-events.js';
import { isCapturing, isListening, isOff, type LockWait, type TurnLock, type TurnState } from './turn-state.js';

/** The avatar's turn is awaited from the release on, for at most the completion timeout. */
export function startLock(state: TurnState, turnId: number, at: number): Step {
  return chain(releaseLock(state, 'interrupted'), (free) =>
    step({ ...free, lock: { turnId, waitingFor: 'answer', since: at, releasesAt: lockDueAt(free, at) } }),
  );
}

/** Without a lock nothing happens, so a lock has exactly one reason. */
export function releaseLock(state: TurnState, reason: LockReleaseReason): Step {
  if (!state.lock) return step(state);
  return step({ ...state, lock: null }, announce({ type: 'lock-released', turnId: state.lock.turnId, reason }));
}

/** A lock released by what the backend said of `turnId`, if it is about the turn that the lock waits for. */
export function releaseLockFor(state: TurnState, turnId: number | undefined, reason: LockReleaseReason): Step {
  return isAboutLock(state, turnId) ? releaseLock(state, reason) : step(state);
}

/** The lock under new settings: the timeout counted from where it began, and the fallback as it now is. */
export function retimeLock(state: TurnState): TurnState {
  const { lock } = state;
  if (!lock) return state;
  const isSpoken = lock.waitingFor === 'speech-stopped' || (lock.waitingFor !== 'answer' && state.isAvatarSpeaking);
  const waitingFor = isSpoken ? waitAfterSpeech(state) : lock.waitingFor;
  return { ...state, lock: { ...lock, waitingFor, releasesAt: lockDueAt(state, lock.since) } };
}

/** The avatar falls silent and everything of its present answer is stale. */
export function interruptAvatar(state: TurnState): Step {
  const { smoothInterruption, fadeOutSecs } = state.options.bargeIn;
  const turnIds = { ...state.turnIds, staleUpTo: saidUpTo(state) };
  const silent = { ...state, isAvatarSpeaking: false, turnIds };
  return chain(step(silent, { type: 'interrupt-avatar', fadeOutSecs: smoothInterruption ? fadeOutSecs : 0 }), (next) =>
    releaseLock(next, 'interrupted'),
  );
}

/** The avatar speaks. What it answers to is over: see `answered`. */
export function avatarSpeechStarted(state: TurnState, turnId: number | undefined): Step {
  if (isStale(state, turnId)) return step(state);
  const speaking = update(state, { isAvatarSpeaking: true, lock: heardAnswer(state, turnId, 'speech') });
  // An answer that comes while the user already speaks again is an answer that this turn has interrupted.
  return isCapturing(state) && mayInterrupt(state) ? interruptAvatar(speaking) : step(speaking);
}

export function avatarSpeechStopped(state: TurnState, turnId: number | undefined): Step {
  if (isStale(state, turnId)) return step(state);
  const quiet = update(state, { isAvatarSpeaking: false });
  const isFallback = state.lock?.waitingFor === 'speech-stopped';
  return isFallback ? releaseLockFor(quiet, turnId, 'speech-stopped') : step(quiet);
}

/** The lock after a first sign of the answer: it now waits for the end. */
export function heardAnswer(state: TurnState, turnId: number | undefined, sign: 'text' | 'speech'): TurnLock | null {
  const { lock } = state;
  if (!lock || !isAboutLock(state, turnId)) return lock;
  const isNews = sign === 'speech' || lock.waitingFor === 'answer';
  const waitingFor = sign === 'speech' ? waitAfterSpeech(state) : 'turn-completed';
  return isNews && waitingFor !== lock.waitingFor ? { ...lock, waitingFor } : lock;
}

/** Whether the user may take the floor from a busy avatar. */
export function mayInterrupt(state: TurnState): boolean {
  return isListening(state) ? state.isEchoCancelled : state.options.pushToTalkPolicy.interruptBotOnPress;
}

/** The avatar is quieter while the user is heard over it, if that was asked for, and only then. */
export function duck(state: TurnState): Step {
  const isWanted = state.options.bargeIn.clientDetection === 'silero';
  const isDucked = isWanted && state.isAvatarSpeaking && state.userSpeech?.endMs === null;
  return state.isDucked === isDucked ? step(state) : step({ ...state, isDucked }, { type: 'duck-avatar', isDucked });
}

function lockDueAt(state: TurnState, since: number): number | null {
  const timeoutMs = state.options.pushToTalkPolicy.turnCompletionTimeoutMs;
  return timeoutMs === 0 ? null : since + timeoutMs;
}

function waitAfterSpeech({ options }: TurnState): LockWait {
  const isFallback = options.pushToTalkPolicy.allowSpeechStoppedFallbackAfterSpeechStart;
  return isFallback ? 'speech-stopped' : 'turn-completed';
}

// What is being said now has no answer yet that could be stale.
function saidUpTo(state: TurnState): number {
  return state.turn && isCapturing(state) ? state.turn.id - 1 : state.turnIds.next - 1;
}

function isStale(state: TurnState, turnId: number | undefined): boolean {
  return isOff(state) || (turnId !== undefined && turnId <= state.turnIds.staleUpTo);
}

// A backend that does not name the turn can only mean the one that it was told the end of.
function isAboutLock(state: TurnState, turnId: number | undefined): boolean {
  const { lock, turn } = state;
  if (!lock) return false;
  if (turnId !== undefined) return turnId === lock.turnId;
  return turn?.id !== lock.turnId || turn.stop === 'sent';
}
