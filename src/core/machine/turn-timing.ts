import type { DiscardReason, Lateness, LockReleaseReason, Notice, TurnEffect, TurnEvent } from './turn-events.js';
import type { PressSource, TurnEndReason, TurnState } from './turn-state.js';

/** When each step of one turn happened: page ms, null until it has. The waits between them are what a person feels. */
export interface TurnTiming {
  /** Counts from 1 in each session. */
  readonly turnId: number;
  /** What began it: a control, the page or, in hands-free, the endpointer. */
  readonly source: PressSource;
  /** The press, or the moment at which speech was certain. */
  readonly pressedAt: number;
  /** The capture path confirmed that sound is let through. */
  readonly gateOpenedAt: number | null;
  /** The backend listens. */
  readonly acknowledgedAt: number | null;
  /** The control was let go, or the end of speech was certain. */
  readonly releasedAt: number | null;
  /** Sound was let through until here: the release and its tail. */
  readonly capturedUntil: number | null;
  /** All sound had left, and the backend was told that the turn is over. */
  readonly stopSentAt: number | null;
  /** The backend has the turn. */
  readonly stopAcknowledgedAt: number | null;
  /** What was said is there in words. */
  readonly finalTranscriptAt: number | null;
  /** First word or sound of the answer, as the backend reports it. */
  readonly firstAnswerAt: number | null;
  /** First audible sample of the answer, as measured on the audio. */
  readonly firstAudibleAt: number | null;
  /** The avatar has finished, and was heard to its end. */
  readonly completedAt: number | null;
  /** Presses are taken again. */
  readonly lockReleasedAt: number | null;
  /** Length of what was captured, ms. */
  readonly durationMs: number | null;
  /** How late its sound left for the backend, where that takes a track. */
  readonly sent: Lateness | null;
  /** Why it ended. */
  readonly endReason: TurnEndReason | null;
  /** Why it was given up, so that nothing of it is answered. */
  readonly discardReason: DiscardReason | null;
  /** What ended the wait for the answer. */
  readonly lockReleaseReason: LockReleaseReason | null;
}

/** What a record of the session tells of turns. */
interface Told {
  readonly event: TurnEvent;
  readonly state: TurnState;
  readonly effects: readonly TurnEffect[];
}

type Times = Partial<Omit<TurnTiming, 'turnId'>>;

const UNTIMED = {
  gateOpenedAt: null,
  acknowledgedAt: null,
  releasedAt: null,
  capturedUntil: null,
  stopSentAt: null,
  stopAcknowledgedAt: null,
  finalTranscriptAt: null,
  firstAnswerAt: null,
  firstAudibleAt: null,
  completedAt: null,
  lockReleasedAt: null,
  durationMs: null,
  sent: null,
  endReason: null,
  discardReason: null,
  lockReleaseReason: null,
} as const;

/** Which moment an event is, when it happens first; of transcripts this is about the avatar's. */
const MOMENTS: Partial<Record<TurnEvent['type'], keyof Times>> = {
  'gate-opened': 'gateOpenedAt',
  'start-acknowledged': 'acknowledgedAt',
  'stop-acknowledged': 'stopAcknowledgedAt',
  'avatar-speech-started': 'firstAnswerAt',
  'avatar-audible': 'firstAudibleAt',
  'turn-completed': 'completedAt',
  transcript: 'firstAnswerAt',
};

/** The newest turns with one record folded in; at most `limit` are kept. The same list when the record is about none. */
export function foldTiming(turns: readonly TurnTiming[], told: Told, limit = 200): readonly TurnTiming[] {
  const { state, event, effects } = told;
  const begun = effects.reduce((list, effect) => (isStart(effect) ? begin(list, state, limit) : list), turns);
  const done = effects.reduce((list, effect) => effectTimes(list, effect, event.at), begun);
  return released(eventTimes(done, event), state);
}

function isStart(effect: TurnEffect): boolean {
  return effect.type === 'announce' && effect.notice.type === 'turn-started';
}

function begin(turns: readonly TurnTiming[], { turn }: TurnState, limit: number): readonly TurnTiming[] {
  if (!turn) return turns;
  const { id: turnId, source, pressedAt } = turn;
  return [...turns, { ...UNTIMED, turnId, source, pressedAt }].slice(-limit);
}

function effectTimes(turns: readonly TurnTiming[], effect: TurnEffect, at: number): readonly TurnTiming[] {
  if (effect.type === 'stop-turn') return first(turns, effect.turnId, { stopSentAt: at });
  return effect.type === 'announce' ? noticeTimes(turns, effect.notice, at) : turns;
}

function noticeTimes(turns: readonly TurnTiming[], notice: Notice, at: number): readonly TurnTiming[] {
  switch (notice.type) {
    case 'turn-ended':
      // Without a tail the turn is over with its release, and its state is gone.
      return first(turns, notice.turnId, {
        releasedAt: at,
        capturedUntil: at,
        durationMs: notice.durationMs,
        endReason: notice.reason,
      });
    case 'turn-discarded':
      return first(turns, notice.turnId, { discardReason: notice.reason });
    case 'lock-released':
      return first(turns, notice.turnId, { lockReleasedAt: at, lockReleaseReason: notice.reason });
    case 'turn-started':
    case 'press-refused':
    case 'release-ignored':
    case 'sound-lost':
    case 'voice-missing':
    case 'hold-ending':
    case 'error':
      return turns;
  }
}

function eventTimes(turns: readonly TurnTiming[], event: TurnEvent): readonly TurnTiming[] {
  const { at } = event;
  if (event.type === 'turn-sent') return first(turns, event.turnId, { sent: latenessOf(event) });
  if (event.type === 'transcript' && event.role === 'user' && !event.final) return turns;
  const moment = event.type === 'transcript' && event.role === 'user' ? 'finalTranscriptAt' : MOMENTS[event.type];
  return moment && 'turnId' in event ? first(turns, event.turnId, { [moment]: at }) : turns;
}

function latenessOf({ firstLateMs, lastLateMs, caughtUpMs }: Lateness): Lateness {
  return { firstLateMs, lastLateMs, caughtUpMs };
}

// A press that joins its turn again in the tail takes the release back.
function released(turns: readonly TurnTiming[], { turn }: TurnState): readonly TurnTiming[] {
  if (!turn) return turns;
  const timing = turns.findLast(({ turnId }) => turnId === turn.id);
  if (!timing || timing.releasedAt === turn.releasedAt) return turns;
  return turns.map((other) => (other === timing ? { ...timing, releasedAt: turn.releasedAt } : other));
}

// Each step counts when it happens first. A backend that does not name the turn means the newest.
function first(turns: readonly TurnTiming[], turnId: number | undefined, times: Times): readonly TurnTiming[] {
  const timing = turnId === undefined ? turns.at(-1) : turns.findLast((other) => other.turnId === turnId);
  if (!timing) return turns;
  const known = Object.fromEntries(Object.entries(timing).filter(([, value]) => value !== null));
  const next = { ...timing, ...times, ...known };
  return turns.map((other) => (other === timing ? next : other));
}
