import { closeAmbient } from './ambient.js';
import { openMicrophone } from './device.js';
import { interruptAvatar, mayInterrupt, releaseLock } from './lock.js';
import { refuse } from './refusal.js';
import { refusalOf } from './refusal-reason.js';
import { endCapture } from './release.js';
import { switchServerStt } from './server-stt.js';
import { announce, chain, step, type Step } from './step.js';
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
    if (turn.releasedAt === null) return turn.isLatched ? endCapture(state, at, 'release') : step(state);
    if (turn.gate === 'open') return rejoin(state, turn, at, source);
  }
  const reason = refusalOf(state, source);
  return reason ? refuse(state, at, source, reason) : acceptPress(state, at, source);
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
      const next: TurnState = { ...free, turn, heldPress: null, turnIds: { ...free.turnIds, next: turn.id + 1 } };
      if (free.microphone === 'open') return beginTurn(next, turn, start);
      return free.microphone === 'opening' ? step(next) : openMicrophone(next);
    },
  );
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
  return chain(switchServerStt({ ...state, turn: begun }, true, turn.id), (next) =>
    step(
      next,
      { type: 'open-gate', turnId: turn.id, at: start.at, fromMs, leadMs },
      { type: 'start-turn', turnId: turn.id },
      announce({ type: 'turn-started', turnId: turn.id, source: turn.source }),
    ),
  );
}

function newTurn(state: TurnState, { at, downAt = at, source }: TurnStart): Turn {
  const { style, maxHoldMs } = state.pressPolicy;
  return {
    id: state.turnIds.next,
    source,
    pressedAt: at,
    downAt,
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

function isPersonsTurn(turn: Turn, source: PressSource): boolean {
  return (turn.source === 'endpointer') === (source === 'endpointer');
}
