import type { Inspection } from '../model/inspection.js';
import { firstWhere } from '../model/sorted.js';
import type { Timeline } from './timeline.js';
import { clockText } from '../model/time-text.js';

/** What was so at one moment, in words; `–` where nothing is known. */
export interface Reading {
  readonly time: string;
  readonly turn: string;
  readonly phase: string;
  readonly speech: string;
  readonly volume: string;
  readonly gate: string;
  readonly avatar: string;
  readonly lock: string;
  readonly connection: string;
}

const UNKNOWN = '–';
/** A frame or level further away than this, ms, says nothing of the moment. */
const FARTHEST_MS = 100;

/** Reads all rows at a page time, ms. */
export function readingAt(inspection: Inspection, timeline: Timeline, at: number): Reading {
  const { tracks } = timeline.fold;
  const lock = tracks.lock.spanAt(at);
  const turn = timeline.turns.findLast(({ fromAt, toAt }) => fromAt <= at && at < (toAt ?? Infinity));
  return {
    time: clockText(at - (timeline.extent?.fromAt ?? 0)),
    turn: turn ? String(turn.timing.turnId) : 'none',
    phase: phaseAt(inspection, at),
    speech: speechAt(inspection, timeline, at),
    ...levelsAt(inspection, timeline, at),
    avatar: tracks.avatar.spanAt(at)?.kind ?? 'quiet',
    lock: lock ? `turn ${lock.turnId ?? '?'}` : 'free',
    connection: tracks.connection.spanAt(at)?.kind ?? 'disconnected',
  };
}

/** A reading as one sentence. */
export function readingText(reading: Reading): string {
  const { time, turn, phase, speech, volume, gate, avatar, lock, connection } = reading;
  const own = `turn ${turn}, ${phase}, speech ${speech}, volume ${volume}, gate ${gate}`;
  return `${time}: ${own}, avatar ${avatar}, lock ${lock}, ${connection}`;
}

function phaseAt({ history: { records } }: Inspection, at: number): string {
  const after = firstWhere(records.length, (i) => (records.at(i)?.at ?? 0) > at);
  return after > 0 ? (records.at(after - 1)?.state.phase ?? UNKNOWN) : UNKNOWN;
}

function speechAt({ history: { stretches } }: Inspection, timeline: Timeline, at: number): string {
  for (const stretch of stretches) {
    const i = firstWhere(stretch.length, (index) => (stretch.at[index] ?? 0) >= at);
    const probability = stretch.probability[i];
    if (i >= stretch.length || (stretch.at[i] ?? Infinity) - at > FARTHEST_MS || probability === undefined) continue;
    const needed = thresholdAt(timeline, at)?.confidence;
    return `${percent(probability)}${needed === undefined ? '' : ` (needs ${percent(needed)})`}`;
  }
  return UNKNOWN;
}

function levelsAt(
  { history: { levels } }: Inspection,
  timeline: Timeline,
  at: number,
): Pick<Reading, 'volume' | 'gate'> {
  const i = firstWhere(levels.length, (index) => (levels.at[index] ?? 0) >= at);
  const wanted = timeline.fold.tracks.gate.spanAt(at) ? 'open' : 'closed';
  if (i >= levels.length || (levels.at[i] ?? Infinity) - at > FARTHEST_MS) return { volume: UNKNOWN, gate: wanted };
  const isOpen = levels.gate[i] === 1;
  const volume = `${hundredths(levels.volume[i])} (floor ${hundredths(levels.noiseFloor[i])})`;
  const gate = isOpen === (wanted === 'open') ? wanted : `${isOpen ? 'open' : 'closed'}, wanted ${wanted}`;
  return { volume, gate };
}

function thresholdAt({ fold: { thresholds } }: Timeline, at: number): { readonly confidence: number } | undefined {
  return thresholds[Math.max(0, firstWhere(thresholds.length, (i) => (thresholds[i]?.at ?? 0) > at) - 1)];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function hundredths(value = 0): string {
  return value.toFixed(2);
}
