import { closeAmbient } from './ambient.js';
import { openMicrophone } from './device.js';
import { interruptAvatar, mayInterrupt, releaseLock } from './lock.js';
import { refusalOf, refuse } from './refusal.js';
import { endCapture } from './release.js';
import { switchServerStt } from './server-stt.js';
import { announce, chain, step, type Step } from './step.js';
import { isBusy, isPhysical, type PressSource, type Turn, type TurnState } from './turn-state.js';

/** How long a backend may take to acknowledge the start of a turn, ms. */
export const START_ACK_MS = 4000;

/** Where the audio of a turn begins: at the press, or at a known place in the audio. */
interface TurnStart {
  readonly at: number;
  readonly source: PressSource;
  readonly fromMs: number | null;
  readonly leadMs: number;
}

/** A control went down, or the application or the endpointer starts a turn. */
export function press(state: TurnState, at: number, source: PressSource): Step {
  const { turn } = state;
  if (turn && isPersonsTurn(turn, source)) {
    if (turn.releasedAt === null) return turn.isLatched ? endCapture(state, at, 'release') : step(state);
    if (turn.gate === 'open') return rejoin(state, turn, at, source);
  }
  const reason = refusalOf(state, source);
  return reason ? refuse(state, source, reason) : acceptPress(state, at, source);
}

/** The waiting press or voice gets its turn as soon as nothing stands in its way. */
export function takeHeldPress(state: TurnState, at: number): Step {
  const source = state.heldPress?.source;
  const isFree = source !== undefined && !isCapturing(state) && refusalOf(state, source) === null;
  return isFree ? acceptPress(state, at, source) : step(state);
}

/** A turn by press: everything from the press on, and the pre-roll before it. */
function acceptPress(state: TurnState, at: number, source: PressSource): Step {
  return acceptTurn(state, { at, source, fromMs: null, leadMs: state.options.pushToTalkPolicy.preRollMs });
}

/** A new turn. The device may still have to open; until then nothing is told to the backend. */
export function acceptTurn(state: TurnState, start: TurnStart): Step {
  const floor = isBusy(state) && mayInterrupt(state) ? interruptAvatar(state) : step(state);
  return chain(floor, (free) => {
    const turn = newTurn(free, start);
    const next: TurnState = { ...free, turn, heldPress: null, nextTurnId: turn.id + 1 };
    if (free.microphone === 'open') return beginTurn(next, turn, start);
    if (free.microphone === 'opening') return step(next);
    return openMicrophone(next);
  });
}

/** The device has opened: the turn that waited for it begins with its first sample. */
export function beginWaitingTurn(state: TurnState, at: number): Step {
  const { turn } = state;
  if (turn?.gate !== 'waiting') return step(state);
  return beginTurn(state, turn, { at, source: turn.source, fromMs: null, leadMs: 0 });
}

function beginTurn(state: TurnState, turn: Turn, start: TurnStart): Step {
  const begun: Turn = { ...turn, gate: 'open', startAudioMs: null, ackDueAt: start.at + START_ACK_MS };
  const { fromMs, leadMs } = start;
  return chain(
    closeAmbient({ ...state, turn: begun }, start.at),
    (next) => switchServerStt(next, true, turn.id),
    (next) =>
      step(
        next,
        { type: 'open-gate', turnId: turn.id, at: start.at, fromMs, leadMs },
        { type: 'start-turn', turnId: turn.id },
        announce({ type: 'turn-started', turnId: turn.id, source: turn.source }),
      ),
  );
}

function newTurn(state: TurnState, { at, source }: TurnStart): Turn {
  const { style, maxHoldMs } = state.pressPolicy;
  return {
    id: state.nextTurnId,
    source,
    pressedAt: at,
    startAudioMs: null,
    isLatched: source === 'click' || (style === 'toggle' && isPhysical(source)),
    gate: 'waiting',
    acknowledgedAt: null,
    ackDueAt: null,
    releasedAt: null,
    endReason: null,
    stop: 'none',
    isDiscarded: false,
    window: null,
    holdEndsAt: source === 'endpointer' || maxHoldMs === 0 ? null : at + maxHoldMs,
    isHoldWarned: false,
  };
}

// The gate is still open in the tail: the person goes on with the turn that was ending.
function rejoin(state: TurnState, turn: Turn, at: number, source: PressSource): Step {
  const { isLatched, holdEndsAt } = newTurn(state, { at, source, fromMs: null, leadMs: 0 });
  const joined: Turn = { ...turn, source, isLatched, holdEndsAt, isHoldWarned: false };
  return releaseLock({ ...state, turn: { ...joined, releasedAt: null, endReason: null, window: null } }, 'interrupted');
}

function isCapturing(state: TurnState): boolean {
  return state.turn !== null && state.turn.gate !== 'closed';
}

function isPersonsTurn(turn: Turn, source: PressSource): boolean {
  return (turn.source === 'endpointer') === (source === 'endpointer');
}
