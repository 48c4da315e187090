import { retimeHold } from './endpointed-turn.js';
import { interruptAvatar, mayInterrupt, releaseLock } from './lock.js';
import { refusalOf, refuse, textRefusal } from './refusal.js';
import { endCapture } from './release.js';
import { announce, announceError, chain, step, update, type Step } from './step.js';
import { closeAmbient, isGone, openMicrophone, reopenMicrophone, settleServerStt } from './switches.js';
import type { RefusalReason, TurnEffect } from './turn-events.js';
import { isBusy, isCapturing, isPhysical, type PressSource, type Turn, type TurnState } from './turn-state.js';

/** How long a backend may take to acknowledge the start of a turn, ms. */
const START_ACK_MS = 4000;

/** Where the audio of a turn begins: at the press, or at a known place in the audio. */
interface TurnStart {
  readonly at: number;
  /** When the control went down, if the press had to wait. */
  readonly downAt?: number;
  readonly source: PressSource;
  readonly fromMs: number | null;
  readonly leadMs: number;
}

/** A control went down, or the application or the endpointer starts a turn. */
export function press(state: TurnState, at: number, source: PressSource): Step {
  const { turn } = state;
  if (turn && isPersonsTurn(turn, source)) {
    if (turn.releasedAt === null) return turn.isLatched ? endCapture(state, at, 'release') : hold(state, turn, source);
    if (turn.gate === 'open') return rejoin(state, turn, at, source);
  }
  const reason = refusalOf(state, source);
  // Where nobody needs to press, a press still asks for a device that is gone.
  if (reason === 'hands-free' && isGone(state)) return reopenMicrophone(state, false);
  return reason ? refuseToPress(state, at, source, reason) : acceptPress(state, at, source);
}

// Who wants to speak wants to be heard again.
function refuseToPress(state: TurnState, at: number, source: PressSource, reason: RefusalReason): Step {
  const isUnheard = state.service.isUserMuted && (reason === 'muted-by-service' || reason === 'hands-free');
  const asked: TurnEffect[] = isUnheard ? [{ type: 'ask-to-be-heard' }] : [];
  return chain(refuse(state, at, source, reason), (next) => step(next, ...asked));
}

/** The waiting press or voice gets its turn as soon as nothing stands in its way. */
export function takeHeldPress(state: TurnState, at: number): Step {
  const { heldPress } = state;
  if (!heldPress || isCapturing(state) || refusalOf(state, heldPress.source)) return step(state);
  return acceptPress(state, at, heldPress.source, heldPress.since);
}

/** A turn by press: everything from the press on, and the pre-roll before it. */
function acceptPress(state: TurnState, at: number, source: PressSource, downAt = at): Step {
  return acceptTurn(state, { at, downAt, source, fromMs: null, leadMs: state.options.pushToTalkPolicy.preRollMs });
}

/** A new turn. The device may still have to open; until then nothing is told to the backend. */
export function acceptTurn(state: TurnState, start: TurnStart): Step {
  const floor = isBusy(state) && mayInterrupt(state) ? interruptAvatar(state) : step(state);
  return chain(
    floor,
    (free) => closeAmbient(free, start.at),
    (free) => {
      const turn = newTurn(free, start);
      const turnIds = { ...free.turnIds, next: turn.id + 1 };
      const next = retimeHold({ ...free, turn, heldPress: null, turnIds });
      if (free.microphone === 'open') return beginTurn(next, start);
      return free.microphone === 'opening' ? step(next) : openMicrophone(next);
    },
  );
}

/** A written turn goes out at once, over an avatar that a press would interrupt. */
export function sendText(state: TurnState, text: string): Step {
  const refusal = textRefusal(state);
  if (refusal) return step(state, announceError(...refusal));
  const floor =
    isBusy(state) && state.options.pushToTalkPolicy.interruptBotOnPress ? interruptAvatar(state) : step(state);
  return chain(floor, (next) => step(next, { type: 'send-text', text }));
}

/** The device has opened: the turn that waited for it begins with its first sample. */
export function beginWaitingTurn(state: TurnState, at: number): Step {
  const { turn } = state;
  if (turn?.gate !== 'waiting') return step(state);
  return beginTurn(state, { at, source: turn.source, fromMs: null, leadMs: 0 });
}

function beginTurn(state: TurnState, start: TurnStart): Step {
  const { turn } = state;
  if (!turn) return step(state);
  const { fromMs, leadMs } = start;
  const begun: Turn = { ...turn, gate: 'open', leadMs, ackDueAt: start.at + START_ACK_MS };
  return chain(
    settleServerStt({ ...state, turn: begun }),
    (next) =>
      step(
        next,
        { type: 'open-gate', turnId: turn.id, at: start.at, fromMs, leadMs },
        { type: 'start-turn', turnId: turn.id },
      ),
    (next) => (next.isSoundFlowing ? soundFlows(next, start.at) : step(next)),
  );
}

/** The turn is heard from now on: before that, the device may be open and send nothing yet. */
export function soundFlows(state: TurnState, at: number): Step {
  const { turn } = state;
  const flowing = update(state, { isSoundFlowing: true });
  if (turn?.gate !== 'open' || turn.capturedAt !== null) return step(flowing);
  const heard = { ...flowing, turn: { ...turn, capturedAt: at } };
  return step(heard, announce({ type: 'turn-started', turnId: turn.id, source: turn.source }));
}

// One source more holds what is held.
function hold(state: TurnState, turn: Turn, source: PressSource): Step {
  if (turn.heldBy.includes(source)) return step(state);
  return step({ ...state, turn: { ...turn, heldBy: [...turn.heldBy, source] } });
}

function newTurn(state: TurnState, { at, downAt = at, source }: TurnStart): Turn {
  return {
    id: state.turnIds.next,
    source,
    heldBy: [source],
    pressedAt: at,
    downAt,
    capturedAt: null,
    startAudioMs: null,
    leadMs: 0,
    countsAt: at,
    isLatched: isLatching(state, source),
    gate: 'waiting',
    acknowledgedAt: null,
    ackDueAt: null,
    releasedAt: null,
    endReason: null,
    durationMs: null,
    stop: 'none',
    isDiscarded: false,
    window: null,
    holdEndsAt: null,
    isHoldWarned: false,
  };
}

// What has no release, or where a release means nothing.
function isLatching({ pressPolicy }: TurnState, source: PressSource): boolean {
  return source === 'click' || (pressPolicy.style === 'toggle' && isPhysical(source));
}

// The gate is still open in the tail: the person goes on with the turn that was ending.
function rejoin(state: TurnState, turn: Turn, at: number, source: PressSource): Step {
  const held = { source, heldBy: [source], countsAt: at, isLatched: isLatching(state, source), isHoldWarned: false };
  const joined: Turn = { ...turn, ...held, releasedAt: null, endReason: null, window: null };
  return releaseLock(retimeHold({ ...state, turn: joined }), 'interrupted');
}

function isPersonsTurn(turn: Turn, source: PressSource): boolean {
  return (turn.source === 'endpointer') === (source === 'endpointer');
}
