import {
  isSameTurnTaking,
  isServerSttInitiallyOn,
  mergeTurnTaking,
} from '../../../src/core/settings/merge-turn-taking.js';
import type { ConversationMode, TurnTakingOptions } from '../../../src/core/settings/options.js';
import { deadlinesOf } from '../../../src/core/machine/deadlines.js';
import { wantsServerStt } from '../../../src/core/machine/switches.js';
import type { TurnEffect, TurnEvent } from '../../../src/core/machine/turn-events.js';
import { isCapturing, isGateOpen, isJoined, type TurnState } from '../../../src/core/machine/turn-state.js';

/** What one turn has been through, read from the effects alone. */
interface OracleTurn {
  readonly id: number;
  readonly starts: number;
  readonly stops: number;
  readonly stopFailures: number;
  readonly isTold: boolean;
  readonly ends: number;
  readonly discards: number;
}

/** The world as the effects have made it; what the state claims is held against it. */
export interface Oracle {
  /** Turn whose gate is open; 0: ambient; null: closed. */
  readonly openTurnId: number | null;
  readonly isMicrophoneOn: boolean;
  readonly isDucked: boolean;
  /** What the backend was told last. */
  readonly isSttOn: boolean;
  readonly mode: ConversationMode | null;
  readonly toldOptions: TurnTakingOptions | null;
  /** Turns that the state still knows. */
  readonly turns: readonly OracleTurn[];
}

export const FRESH_ORACLE: Oracle = {
  openTurnId: null,
  isMicrophoneOn: false,
  isDucked: false,
  isSttOn: false,
  mode: null,
  toldOptions: null,
  turns: [],
};

const OUTCOMES = new Set([
  'start-acknowledged',
  'start-failed',
  'stop-acknowledged',
  'stop-failed',
  'server-stt-failed',
  'gate-opened',
]);
const ENDPOINTED = ['stop-secs', 'sounded-complete', 'max-duration'];
const HARD_ENDS = new Set(['drop', 'set-mode', 'reconnecting', 'connection-lost', 'disconnect', 'microphone-lost']);

/** The world after one transition. @throws Error naming the rule that was broken. */
export function checkInvariants(
  oracle: Oracle,
  before: TurnState,
  event: TurnEvent,
  after: TurnState,
  effects: readonly TurnEffect[],
) {
  let next = befall(countStopFailures(oracle, before, event), before, event, after);
  for (const effect of effects) next = live(next, effect);
  checkWorld(next, after);
  checkOff(next, after);
  checkLock(before, after, effects);
  checkEvent(before, event, after, effects);
  checkPress(before, event, after, effects);
  checkEndpointing(before, event, after);
  checkTold(next, after);
  checkWaits(event, after);
  return forget(next, after);
}

function live(oracle: Oracle, effect: TurnEffect): Oracle {
  switch (effect.type) {
    case 'open-gate':
      must(oracle.openTurnId === null, `gate ${effect.turnId} opens over gate ${String(oracle.openTurnId)}`);
      return { ...oracle, openTurnId: effect.turnId };
    case 'close-gate':
      must((oracle.openTurnId ?? effect.turnId) === effect.turnId, 'a gate closes that is not open');
      must(oracle.openTurnId !== null || effect.isDiscarded, 'a gate closes twice');
      return { ...oracle, openTurnId: null };
    case 'open-microphone':
      return { ...oracle, isMicrophoneOn: true };
    case 'close-microphone':
      return { ...oracle, isMicrophoneOn: false };
    case 'start-turn':
      must(!turnOf(oracle, effect.turnId), 'a turn starts twice');
      return withTurn(oracle, { ...newTurn(effect.turnId), starts: 1 });
    case 'stop-turn':
      return withTurn(oracle, stop(turnOf(oracle, effect.turnId)));
    case 'let-flow':
      must(turnOf(oracle, effect.turnId)?.stops === 0, 'audio flows outside a started turn');
      return oracle;
    case 'announce':
      return hear(oracle, effect);
    case 'apply-mode':
      return { ...oracle, mode: effect.mode, isSttOn: effect.isServerSttOn };
    case 'apply-turn-taking':
      return { ...oracle, toldOptions: effect.options };
    case 'set-server-stt':
      must(oracle.isSttOn !== effect.isEnabled, 'speech-to-text is told what it was told already');
      return { ...oracle, isSttOn: effect.isEnabled };
    case 'duck-avatar':
      must(oracle.isDucked !== effect.isDucked, 'the avatar is told what it was told already');
      return { ...oracle, isDucked: effect.isDucked };
    case 'disconnect-provider':
      return { ...oracle, isDucked: false, isSttOn: false, mode: null, toldOptions: null };
    case 'connect-provider':
    case 'ask-to-be-heard':
    case 'interrupt-avatar':
    case 'send-text':
      return oracle;
  }
}

function hear(oracle: Oracle, { notice }: TurnEffect & { type: 'announce' }): Oracle {
  if (notice.type !== 'turn-started' && notice.type !== 'turn-ended' && notice.type !== 'turn-discarded') return oracle;
  const turn = turnOf(oracle, notice.turnId) ?? newTurn(notice.turnId);
  if (notice.type === 'turn-started') {
    must(turn.starts === 1 && !turn.isTold, 'a turn is announced that did not start');
    return withTurn(oracle, { ...turn, isTold: true });
  }
  if (notice.type === 'turn-discarded') {
    must(turn.discards + turn.ends === 0, 'a turn has two ends');
    return withTurn(oracle, { ...turn, discards: 1 });
  }
  must(turn.isTold && turn.ends === 0 && turn.discards === 0, 'a turn ends that is not running');
  return withTurn(oracle, { ...turn, ends: 1 });
}

function stop(turn: OracleTurn | undefined): OracleTurn {
  if (!turn) throw new Error('a stop without a start');
  must(turn.stops === 0 || (turn.stops === 1 && turn.stopFailures > 0), 'a stop is sent again without a failure');
  return { ...turn, stops: turn.stops + 1 };
}

// A stop fails by word, by time, or with the connection.
function countStopFailures(oracle: Oracle, before: TurnState, event: TurnEvent): Oracle {
  const turn = turnOf(oracle, before.stop?.turnId ?? before.turn?.id ?? 0);
  if (!turn) return oracle;
  const isLate = deadlinesOf(before).some(({ kind, at }) => kind === 'stop' && at <= event.at);
  const isTold = event.type === 'stop-failed' && event.turnId === before.stop?.turnId;
  const hasFailed = isLate || isTold || event.type === 'reconnecting';
  return hasFailed ? withTurn(oracle, { ...turn, stopFailures: 1 }) : oracle;
}

function checkWorld(oracle: Oracle, { turn, isAmbient, connection, microphone, ...state }: TurnState): void {
  const open = isAmbient ? 0 : turn?.gate === 'open' ? turn.id : null;
  must(oracle.openTurnId === open, `the state says gate ${String(open)}, the effects ${String(oracle.openTurnId)}`);
  must(open === null || connection === 'connected', `a gate is open while ${connection}`);
  must(open === null || microphone === 'open' || microphone === 'opening', `a gate is open on a ${microphone} device`);
  must(!isAmbient || (turn === null && state.mode === 'push-to-talk'), 'ambient audio beside a turn');
  must(turn?.gate !== 'open' || !turn.isDiscarded, 'a discarded turn is captured');
  must(turn?.gate !== 'waiting' || microphone === 'opening', 'a turn waits for a device that is not opening');
  const isOn = microphone === 'open' || microphone === 'opening';
  must(
    isOn === oracle.isMicrophoneOn,
    `the state says ${microphone}, the device is ${oracle.isMicrophoneOn ? 'on' : 'off'}`,
  );
}

// What happens in the world by itself.
function befall(oracle: Oracle, before: TurnState, event: TurnEvent, after: TurnState): Oracle {
  if (event.type === 'connected' && before.connection === 'connecting' && after.connection === 'connected') {
    const options = event.told ?? before.options;
    return { ...oracle, isSttOn: isServerSttInitiallyOn(options), mode: options.mode, toldOptions: options };
  }
  const isGone = event.type === 'microphone-lost' || event.type === 'microphone-failed';
  if (isGone && before.microphone !== 'closed' && isJoined(before)) return { ...oracle, isMicrophoneOn: false };
  // What the backend did not take is not in force.
  const { modeChange } = before;
  const isRefused = modeChange !== null && after.modeChange === null && after.mode === modeChange.from;
  return isRefused ? { ...oracle, mode: modeChange.from } : oracle;
}

function checkOff(oracle: Oracle, state: TurnState): void {
  if (state.connection !== 'disconnected' && state.connection !== 'failed') return;
  const { turn, lock, stop, microphone, isAvatarSpeaking, phase, modeChange } = state;
  must(!turn && !lock && !stop && !modeChange && phase === 'idle', 'something goes on without a session');
  must(deadlinesOf(state).length === 0, 'something is waited for without a session');
  must(microphone === 'closed' && !oracle.isMicrophoneOn && !isGateOpen(state), 'the device is open without a session');
  must(!isAvatarSpeaking && state.avatarState === 'idle', 'the avatar does something without a session');
}

function checkLock({ lock: before }: TurnState, { lock: after }: TurnState, effects: readonly TurnEffect[]): void {
  const released = effects.flatMap((effect) =>
    effect.type === 'announce' && effect.notice.type === 'lock-released' ? [effect.notice.turnId] : [],
  );
  const isKept = before !== null && after?.turnId === before.turnId && after.since === before.since;
  must(new Set(released).size === released.length, 'a lock is released twice');
  must(!isKept || !released.includes(before.turnId), 'a lock is kept that was released');
  must(isKept || before === null || released.includes(before.turnId), 'a lock is gone without a reason');
}

function checkEvent(before: TurnState, event: TurnEvent, after: TurnState, effects: readonly TurnEffect[]): void {
  if (OUTCOMES.has(event.type) && 'turnId' in event) {
    const isKnown = event.turnId === before.turn?.id || event.turnId === before.stop?.turnId;
    const isLate = deadlinesOf(before).some(({ at }) => at <= event.at);
    must(isKnown || isLate || after === before, `${event.type} of a dead turn acts`);
  }
  const isHardEnd = HARD_ENDS.has(event.type) || (event.type === 'usage-limit' && event.isSessionOver === true);
  if (isHardEnd && isGateOpen(before) && !isGateOpen(after)) {
    must(effects[0]?.type === 'close-gate', `something comes before the gate at ${event.type}`);
  }
  if (event.type === 'drop') must(!isHeldAfterDrop(before, event, after), `the gate stays open after ${event.reason}`);
  if (event.type === 'microphone-lost') must(!isGateOpen(after), 'the gate stays open on a lost device');
  if (effects.length === 0 && after !== before) {
    must(!isSame(after, before), `${event.type} means nothing and makes a new state`);
  }
}

function checkPress(before: TurnState, event: TurnEvent, after: TurnState, effects: readonly TurnEffect[]): void {
  const { turn, lock } = after;
  const isHeld = turn !== null && turn.releasedAt === null && turn.source !== 'endpointer';
  if (event.type === 'press') must(isHeld || after !== before || effects.length > 0, 'a press is swallowed');
  const isKept = event.type === 'release' && isHeld && turn.heldBy.includes(event.source);
  must(!isKept || turn.isLatched, 'a release is swallowed');
  if (event.type === 'cancel') must(!isCapturing(after), 'a cancelled turn is captured');
  if (event.type === 'release-lock') must(lock === null, 'a lock withstands its override');
  must(!turn || turn.gate === 'closed' || after.turnIds.staleUpTo < turn.id, 'a turn is stale before it is said');
}

// Silence ends what nobody holds, and what a hand holds never.
function checkEndpointing({ turn, pressPolicy }: TurnState, event: TurnEvent, { turn: now }: TurnState): void {
  if (!turn || turn.releasedAt !== null || turn.id !== now?.id || now.endReason === null) return;
  const isByItself = ENDPOINTED.includes(now.endReason);
  const mayEnd = turn.source === 'endpointer' || (turn.isLatched && pressPolicy.latchEnds === 'endpoint');
  must(!isByItself || mayEnd, `${now.endReason} ends what a hand holds`);
  if (event.type !== 'turn-ended' || !isByItself) return;
  must(now.gate === 'closed', 'a turn that ended by itself goes on');
}

// A wait that is over may stand until the next event only when new settings have just ended it.
function checkWaits({ type, at }: TurnEvent, state: TurnState): void {
  must(type === 'set-options' || deadlinesOf(state).every((due) => due.at > at), 'a wait is over and nothing happens');
  const { lock, options } = state;
  must(!lock || lock.releasesAt !== null || options.pushToTalkPolicy.turnCompletionTimeoutMs === 0, 'a lock for ever');
}

function isHeldAfterDrop({ turn, mode }: TurnState, event: TurnEvent & { type: 'drop' }, after: TurnState): boolean {
  const now = after.turn;
  if (!turn || now?.id !== turn.id || now.gate !== 'open') return false;
  const { reason, source } = event;
  const isTail = turn.releasedAt !== null;
  if (source !== undefined) return !isTail && now.heldBy.includes(source);
  if (reason === 'removed' || reason === 'unplugged') return true;
  if (reason === 'blur' && (isTail || turn.isLatched)) return false;
  return now.heldBy.some((held) =>
    held === 'app' ? reason === 'hidden' && mode === 'push-to-talk' : held !== 'endpointer',
  );
}

// What mirrors the world agrees with what was done to it.
function checkTold(oracle: Oracle, state: TurnState): void {
  const { isAvatarSpeaking, userSpeech, options, connection, modeChange, mode } = state;
  const isHeardOver = isAvatarSpeaking && userSpeech?.endMs === null;
  must(state.isDucked === (isHeardOver && options.bargeIn.clientDetection === 'silero'), 'ducked for nobody');
  must(state.isDucked === oracle.isDucked, `the state says ducked ${state.isDucked}, the effects ${oracle.isDucked}`);
  if (connection !== 'connected') return;
  must(state.isServerSttOn === oracle.isSttOn, `the state says speech-to-text ${state.isServerSttOn}`);
  must(oracle.isSttOn === wantsServerStt(state), 'speech-to-text is not as it should be');
  must(modeChange !== null || oracle.mode === mode, `the backend was told ${oracle.mode}, in force is ${mode}`);
  const told = oracle.toldOptions && mergeTurnTaking(oracle.toldOptions, { mode });
  must(told !== null && isSameTurnTaking(told, options), 'the backend has other settings');
}

// A turn that the state has forgotten must have come to its end.
function forget(oracle: Oracle, { turn, stop: unsettled }: TurnState): Oracle {
  const turns = oracle.turns.filter((one) => {
    if (one.id === turn?.id) return true;
    must(one.ends + one.discards > 0, `turn ${one.id} is gone without a word`);
    return one.id === unsettled?.turnId;
  });
  return turns.length === oracle.turns.length ? oracle : { ...oracle, turns };
}

function newTurn(id: number): OracleTurn {
  return { id, starts: 0, stops: 0, stopFailures: 0, isTold: false, ends: 0, discards: 0 };
}

function turnOf({ turns }: Oracle, id: number): OracleTurn | undefined {
  return turns.find((turn) => turn.id === id);
}

function withTurn(oracle: Oracle, turn: OracleTurn): Oracle {
  const others = oracle.turns.filter(({ id }) => id !== turn.id);
  return { ...oracle, turns: [...others, turn].sort((a, b) => a.id - b.id) };
}

function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [left, right] = [Object.entries(a), new Map<string, unknown>(Object.entries(b))];
  return left.length === right.size && left.every(([key, value]) => isSame(value, right.get(key)));
}

function must(isTrue: boolean, rule: string): asserts isTrue {
  if (!isTrue) throw new Error(rule);
}
