import { retimeHold } from './endpointed-turn.js';
import { releaseLock, startLock } from './lock.js';
import { announceRefusal } from './refusal.js';
import { announce, announceError, chain, step, update, type Step } from './step.js';
import { isServerSttToggled, settleServerStt } from './switches.js';
import type { DiscardReason, LockReleaseReason, RefusalReason, TurnEffect } from './turn-events.js';
import {
  isPhysical,
  type DropReason,
  type PressSource,
  type Turn,
  type TurnEndReason,
  type TurnState,
} from './turn-state.js';

/** How long a backend may take to acknowledge the stop of a turn, ms. */
export const STOP_ACK_MS = 3000;

/** A control went up, or the application ends its turn. */
export function release(state: TurnState, at: number, source: PressSource): Step {
  const freed: TurnState = state.heldPress?.source === source ? { ...state, heldPress: null } : state;
  const turn = heldTurn(freed);
  // The application may end what it does not hold; any other source releases what it has pressed.
  if (!turn || !(source === 'app' || turn.heldBy.includes(source))) {
    return freed === state ? step(state, announce({ type: 'release-ignored', source })) : step(freed);
  }
  return turn.heldBy.length > 1 && turn.heldBy.includes(source)
    ? step({ ...freed, turn: { ...turn, heldBy: turn.heldBy.filter((other) => other !== source) } })
    : releaseHeld(freed, turn, at, source);
}

function releaseHeld(state: TurnState, turn: Turn, at: number, source: PressSource): Step {
  if (turn.isLatched && source !== 'app') return step(state);
  return isPhysical(source) && isTap(state, turn, at) ? tap(state, turn, at) : endCapture(state, at, 'release');
}

/** A press was lost: when nobody holds it any more the gate closes at once, and what was said until then counts. */
export function drop(state: TurnState, at: number, reason: DropReason, source?: PressSource): Step {
  const isLost = (pressed: PressSource): boolean => loses(state, pressed, reason, source);
  const freed = loseWaiting(state, isLost);
  const { turn } = state;
  if (!turn?.heldBy.some(isLost)) return step(freed);
  const heldBy = turn.heldBy.filter((pressed) => !isLost(pressed));
  return heldBy.length > 0 ? step({ ...freed, turn: { ...turn, heldBy } }) : lose(freed, turn, at, reason);
}

function lose(state: TurnState, turn: Turn, at: number, reason: DropReason): Step {
  // Losing the focus loses a key or a finger: neither a latch nor a tail.
  if (reason === 'blur' && (turn.isLatched || turn.releasedAt !== null)) return step(state);
  if (turn.releasedAt !== null) return endCaptureWindow(state, at, true);
  return isTap(state, turn, at) ? discardShort(state, turn, at) : endCapture(state, at, reason, true);
}

/**
 * The user has said it: the lock begins, and with it the tail. A hard end has no tail; one that lies in the audio already, at
 * `untilMs`, has the window for the transcript alone.
 */
export function endCapture(
  state: TurnState,
  at: number,
  reason: TurnEndReason,
  isHard = false,
  untilMs: number | null = null,
): Step {
  const turn = heldTurn(state);
  if (!turn) return step(state);
  // The device was not open yet, or has sent no sound.
  if (turn.capturedAt === null) return discard(state, 'not-captured', at);
  const tailMs = isHard ? 0 : state.options.pushToTalkPolicy.releaseTailMs;
  const ended: Turn = { ...turn, releasedAt: at, endReason: reason, holdEndsAt: null };
  const isQuiet = tailMs === 0 || untilMs !== null || !state.isVoiceActive;
  // The gate closes before anything else is done.
  const closed = isQuiet
    ? closeCapture({ ...state, turn: ended }, at, tailMs, untilMs)
    : step({ ...state, turn: { ...ended, window: { kind: 'capture', endsAt: at + tailMs } } });
  return chain(closed, (next) => startLock(next, turn.id, at));
}

/**
 * The service answers a turn that is still captured: it has found the end first, and that is the end. `turnId` is the turn
 * that it names; one that names none, but ends turns itself, can only mean the open one when no other is awaited.
 */
export function answered(state: TurnState, at: number, turnId: number | undefined): Step {
  const { turn, lock, capabilities } = state;
  if (turn?.gate !== 'open') return step(state);
  const isNamed = turnId === undefined ? capabilities.serviceTurn !== undefined && lock === null : turnId === turn.id;
  if (!isNamed) return step(state);
  return turn.releasedAt === null ? endCapture(state, at, 'answered', true) : endCaptureWindow(state, at, true);
}

/** The first window is over: by time, by silence, or by the final transcript. */
export function endCaptureWindow(state: TurnState, at: number, hasTranscript: boolean): Step {
  if (state.turn?.window?.kind !== 'capture') return step(state);
  return closeCapture(state, at, hasTranscript ? 0 : state.options.pushToTalkPolicy.releaseTailMs, null);
}

/** The second window is over: speech-to-text is muted, and a stop that failed is tried once more. */
export function endTranscriptWindow(state: TurnState, at: number): Step {
  const { turn, stop } = state;
  if (turn?.window?.kind !== 'transcript') return step(state);
  const over: TurnState = { ...state, turn: { ...turn, window: null } };
  return chain(stop?.hasFailed ? sendStop(over, stop.turnId, at, stop.isDiscarded, 2) : step(over), finishTurn);
}

/** The backend listens: what was held back flows, and a stop that waited for this is sent. */
export function startAcknowledged(state: TurnState, at: number, turnId: number): Step {
  const { turn } = state;
  if (turn?.id !== turnId || turn.ackDueAt === null) return step(state);
  const heard: TurnState = { ...state, turn: { ...turn, acknowledgedAt: at, ackDueAt: null } };
  const flowing: Step = turn.isDiscarded ? step(heard) : step(heard, { type: 'let-flow', turnId });
  if (turn.stop !== 'due') return flowing;
  return chain(
    flowing,
    (next) => (turn.isDiscarded ? step(next) : step(next, endOf(turn))),
    (next) => sendStop(next, turnId, at, turn.isDiscarded, 1),
    finishTurn,
  );
}

/**
 * Backend speech-to-text could not be switched on, so the turn can't be understood. It may be on all the same: when the
 * turn is gone it is switched off as after any other.
 */
export function serverSttFailed(state: TurnState, at: number, turnId: number): Step {
  const { turn } = state;
  if (turn?.id !== turnId || turn.gate !== 'open') return step(state);
  return chain(discard(state, 'server-stt-failed', at), (next) => step(next, announceRefusal('server-stt-failed')));
}

/** The turn never began at the backend. After a timeout it may have, so it is told to stop, once. */
export function startFailed(state: TurnState, at: number, turnId: number, reason: RefusalReason): Step {
  const { turn } = state;
  if (turn?.id !== turnId || turn.ackDueAt === null) return step(state);
  const isUnknown = reason !== 'start-failed';
  return chain(
    discard({ ...state, turn: { ...turn, ackDueAt: null } }, reason, at),
    (next) => (turn.isDiscarded ? step(next) : step(next, announceRefusal(reason))),
    (next) => (isUnknown ? sendStop(next, turnId, at, true, 1) : step({ ...next, turn: stopped(next.turn) })),
    finishTurn,
  );
}

export function stopAcknowledged(state: TurnState, turnId: number): Step {
  return step(state.stop?.turnId === turnId ? { ...state, stop: null } : state);
}

/** A stop that failed is tried once more at the end of the transcript window; then the lock is dropped. */
export function stopFailed(state: TurnState, at: number, turnId: number): Step {
  const { stop } = state;
  if (stop?.turnId !== turnId || stop.hasFailed) return step(state);
  if (stop.attempt === 2) return giveUpStop(state, turnId);
  if (state.turn?.window?.kind === 'transcript') return step({ ...state, stop: { ...stop, hasFailed: true } });
  return sendStop(state, turnId, at, stop.isDiscarded, 2);
}

function giveUpStop(state: TurnState, turnId: number): Step {
  const given: TurnState = { ...state, stop: null };
  const freed = given.lock?.turnId === turnId ? releaseLock(given, 'stop-failed') : step(given);
  // Whoever is gone confirms nothing, and that is told already.
  if (given.service.presence === 'gone') return freed;
  const message = 'The service did not confirm the end of your turn. You can press again.';
  return chain(freed, (next) => step(next, announceError('stop-failed', message)));
}

/** Nothing of this turn is to be answered: the gate closes first. What a voice goes on saying is no turn of its own. */
export function discard(state: TurnState, reason: DiscardReason, at: number): Step {
  const { turn } = state;
  if (!turn || turn.isDiscarded) return step(state);
  const told = announce({ type: 'turn-discarded', turnId: turn.id, reason });
  const userSpeech = turn.source === 'endpointer' ? null : state.userSpeech;
  if (turn.gate === 'waiting') {
    return step({ ...state, turn: null, userSpeech }, told);
  }
  const dead: Turn = { ...turn, gate: 'closed', isDiscarded: true, releasedAt: at, holdEndsAt: null, window: null };
  const isUnstopped = turn.stop !== 'sent';
  return chain(
    step(
      { ...state, userSpeech, turn: isUnstopped ? { ...dead, stop: 'due' } : dead },
      { type: 'close-gate', turnId: turn.id, at, untilMs: null, isDiscarded: true },
      told,
    ),
    (next) => (next.lock?.turnId === turn.id ? releaseLock(next, discardLockReason(reason)) : step(next)),
    (next) => (isUnstopped && turn.acknowledgedAt !== null ? sendStop(next, turn.id, at, true, 1) : step(next)),
    finishTurn,
  );
}

/** Sound outside the held control ends here: gate, stop, and the transcript window if there is one. */
function closeCapture(state: TurnState, at: number, tailMs: number, untilMs: number | null): Step {
  const { turn } = state;
  if (!turn) return step(state);
  const { id: turnId, capturedAt, startAudioMs } = turn;
  const durationMs = untilMs !== null && startAudioMs !== null ? untilMs - startAudioMs : at - (capturedAt ?? at);
  const hasWindow = tailMs > 0 && state.isServerSttOn && isServerSttToggled(state);
  const window = hasWindow ? { kind: 'transcript' as const, endsAt: at + tailMs } : null;
  const ended: Turn = { ...turn, gate: 'closed', window, stop: 'due', durationMs };
  const closed = step({ ...state, turn: ended }, { type: 'close-gate', turnId, at, untilMs, isDiscarded: false });
  // Until the backend has acknowledged its start it may still come to nothing, and a turn has one end.
  if (turn.acknowledgedAt === null) return closed;
  return chain(
    closed,
    (next) => step(next, endOf(ended)),
    (next) => sendStop(next, turnId, at, false, 1),
    finishTurn,
  );
}

function endOf({ id: turnId, endReason, durationMs }: Turn): TurnEffect {
  return announce({ type: 'turn-ended', turnId, reason: endReason ?? 'release', durationMs: durationMs ?? 0 });
}

/** The backend is told that the turn is over. */
export function sendStop(state: TurnState, turnId: number, at: number, isDiscarded: boolean, attempt: 1 | 2): Step {
  const { turn } = state;
  // What was held back drains first, in as much time as the acknowledgement took.
  const heldBackMs = turn?.id === turnId && turn.acknowledgedAt !== null ? turn.acknowledgedAt - turn.pressedAt : 0;
  const dueAt = at + STOP_ACK_MS + heldBackMs;
  return step(
    {
      ...state,
      turn: turn?.id === turnId ? stopped(turn) : turn,
      stop: { turnId, isDiscarded, attempt, hasFailed: false, dueAt },
    },
    { type: 'stop-turn', turnId, isDiscarded },
  );
}

// The turn is over for this side once its gate is closed, its stop on the way and its windows have run out.
function finishTurn(state: TurnState): Step {
  const { turn } = state;
  if (turn?.gate !== 'closed' || turn.stop !== 'sent' || turn.window) return step(state);
  return settleServerStt({ ...state, turn: null });
}

// A press in hold style that was too short to speak is no turn; in hybrid style it latches, unless it was held until its
// turn came.
function tap(state: TurnState, turn: Turn, at: number): Step {
  const { style, tapMs } = state.pressPolicy;
  if (style !== 'hybrid' || at - turn.downAt >= tapMs) return discardShort(state, turn, at);
  return step(retimeHold({ ...state, turn: { ...turn, isLatched: true } }));
}

// A hold that was long enough, of which too little was captured, is no tap.
function discardShort(state: TurnState, { pressedAt }: Turn, at: number): Step {
  return discard(state, at - pressedAt < state.pressPolicy.tapMs ? 'tap' : 'not-captured', at);
}

function isTap({ pressPolicy }: TurnState, turn: Turn, at: number): boolean {
  return isPhysical(turn.source) && !turn.isLatched && at - (turn.capturedAt ?? turn.pressedAt) < pressPolicy.tapMs;
}

// What waits for its turn is lost like what has it.
function loseWaiting(state: TurnState, isLost: (source: PressSource) => boolean): TurnState {
  const { heldPress, userSpeech } = state;
  return update(state, {
    heldPress: heldPress && isLost(heldPress.source) ? null : heldPress,
    userSpeech: isLost('endpointer') ? null : userSpeech,
  });
}

// A voice needs neither focus, nor a control, nor a visible page, and the application, where it alone takes the turns,
// no more; all need a device and an element.
function loses({ mode }: TurnState, pressed: PressSource, reason: DropReason, source?: PressSource): boolean {
  if (source !== undefined) return pressed === source;
  if (reason === 'unplugged' || reason === 'removed') return true;
  if (pressed === 'app') return reason === 'hidden' && mode === 'push-to-talk';
  return pressed !== 'endpointer';
}

function heldTurn(state: TurnState): Turn | null {
  return state.turn?.releasedAt === null ? state.turn : null;
}

function stopped<T extends Turn | null>(turn: T): T {
  return turn ? { ...turn, stop: 'sent' } : turn;
}

function discardLockReason(reason: DiscardReason): LockReleaseReason {
  if (reason === 'disconnected') return 'disconnected';
  if (reason === 'avatar-not-ready') return 'avatar-gone';
  return reason === 'cancelled' || reason === 'tap' ? 'interrupted' : 'session-error';
}
