import { initialTurnState, transition, type TurnEvent, type TurnState } from 'avatar-ptt/headless';
import { encoded, type FilePart } from './recording-parts.js';
import { frameAt, levelAt, ROW, type Recording } from './recording.js';

const PROCESS = 1;

/** What a lane shows in a state; null shows nothing. Lanes are numbered from 1, as threads are. */
const LANES: readonly (readonly [name: string, shown: (state: TurnState) => string | null])[] = [
  ['Connection', ({ connection }) => (connection === 'disconnected' ? null : connection)],
  ['Mode', ({ connection, mode }) => (connection === 'connected' ? mode : null)],
  ['Turn', ({ turn }) => turn && `turn ${turn.id}`],
  ['Phase', ({ phase }) => (phase === 'idle' ? null : phase)],
  ['Lock', ({ lock }) => lock && `turn ${lock.turnId} waits for ${lock.waitingFor}`],
  ['Avatar', ({ avatarState }) => (avatarState === 'idle' ? null : avatarState)],
  ['Speech', ({ userSpeech }) => userSpeech && 'speech'],
];
const EVENTS_LANE = LANES.length + 1;

/** One entry of the trace. Times are in microseconds there. */
interface TraceEvent {
  readonly name: string;
  readonly ph: 'M' | 'X' | 'i' | 'C';
  readonly pid: number;
  readonly tid?: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly s?: 't';
  readonly args?: unknown;
}

/**
 * A recording in the trace format of Chrome, which Perfetto opens: states as slices, events as instants, what was heard
 * as counters. @see https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 */
export function chromeTrace(recording: Recording): FilePart {
  const lines = function* (): Generator<string> {
    yield '{"displayTimeUnit":"ms","traceEvents":[\n';
    let separator = '';
    for (const entry of traceOf(recording)) {
      yield separator + JSON.stringify(entry);
      separator = ',\n';
    }
    yield '\n]}\n';
  };
  return {
    name: 'trace.json',
    bytes: recording.events.length * 200 + recording.frames.length * 30 + recording.levels.length * 30,
    isCompressed: true,
    // eslint-disable-next-line @typescript-eslint/require-await
    async *pieces() {
      yield* encoded(lines());
    },
  };
}

function* traceOf(recording: Recording): Generator<TraceEvent> {
  const { header, events } = recording;
  yield { name: 'process_name', ph: 'M', pid: PROCESS, args: { name: header.name } };
  for (const [i, name] of [...LANES.map(([lane]) => lane), 'Events'].entries()) {
    yield { name: 'thread_name', ph: 'M', pid: PROCESS, tid: i + 1, args: { name } };
    yield { name: 'thread_sort_index', ph: 'M', pid: PROCESS, tid: i + 1, args: { sort_index: i } };
  }
  for (const event of events) yield instant(event);
  for (const [i, [, shown]] of LANES.entries()) yield* slices(recording, i + 1, shown);
  yield* counters(recording);
}

function instant({ type, at, ...args }: TurnEvent): TraceEvent {
  return { name: type, ph: 'i', s: 't', pid: PROCESS, tid: EVENTS_LANE, ts: at * 1000, args };
}

function* slices(
  { header, events }: Recording,
  tid: number,
  shown: (state: TurnState) => string | null,
): Generator<TraceEvent> {
  let state = header.initial ?? initialTurnState();
  let name = shown(state);
  let since = timeOf(events[0]?.at ?? 0);
  // A press may be older than what was handled before it, and slices that overlap partly are dropped.
  let now = since;
  const slice = (): TraceEvent[] =>
    name === null ? [] : [{ name, ph: 'X', pid: PROCESS, tid, ts: since, dur: now - since }];
  for (const event of events) {
    [state] = transition(state, event);
    const next = shown(state);
    now = Math.max(now, timeOf(event.at));
    if (next === name) continue;
    yield* slice();
    name = next;
    since = now;
  }
  yield* slice();
}

/** Whole microseconds: sums of others may be a little more than what follows. */
function timeOf(at: number): number {
  return Math.round(at * 1000);
}

function* counters({ frames, levels }: Recording): Generator<TraceEvent> {
  const counter = (name: string, at: number, value: number): TraceEvent => ({
    name,
    ph: 'C',
    pid: PROCESS,
    ts: at * 1000,
    args: { value },
  });
  for (let i = 0; i < frames.length / ROW; i++) {
    const { at, probability } = frameAt(frames, i);
    yield counter('speech probability', at, probability);
  }
  for (let i = 0; i < levels.length / ROW; i++) {
    const { at, volume, noiseFloor, avatarLevel } = levelAt(levels, i);
    yield counter('volume', at, volume);
    yield counter('noise floor', at, noiseFloor);
    yield counter('avatar level', at, avatarLevel);
  }
}
