import { isSpeech, type SpeechFrame } from '../endpointing/endpointing.js';
import type { TurnTakingOptions, VadSettings } from '../settings/options.js';
import type { AnswerPause } from './pause-answer.js';
import { firstBetween } from './first-index.js';
import { SimulatedSession, type ReplyTiming, type JudgedTurn } from './simulated-session.js';

/**
 * Frames of one detector, in order, on one audio clock. Columns, because an hour has some 110,000 of them; doubles,
 * because a probability that is rounded can fall on the other side of its threshold.
 */
export interface FrameColumns {
  readonly length: number;
  readonly startMs: Float64Array;
  readonly endMs: Float64Array;
  readonly probability: Float64Array;
  readonly volume: Float64Array;
}

/**
 * Where speech is in frames: index of its first frame and of the one after its last, by turns. It depends on what counts
 * as speech alone, so it is found once for all settings that are tried on the same frames.
 */
export type SpokenRuns = Int32Array;

/** Frames that count as speech, one after the other, as runs. */
export function spokenRuns({ length, probability, volume }: FrameColumns, vad: VadSettings): SpokenRuns {
  const edges: number[] = [];
  let isSpoken = false;
  for (let i = 0; i < length; i++) {
    if (isSpeech(probability[i] ?? 0, volume[i] ?? 0, vad) === isSpoken) continue;
    isSpoken = !isSpoken;
    edges.push(i);
  }
  if (isSpoken) edges.push(length);
  return Int32Array.from(edges);
}

/**
 * The turns that a hands-free conversation would have had with other settings: the same fold and the same machine as in
 * a live session, on the same frames. `answering` tells how the other side behaves after a turn that began at `startMs`
 * and ended at `endMs`, so that what is said over an answer counts as it would have counted. It is asked twice: when the
 * turn starts, with `endMs` equal to `startMs`, for `startAckMs`; and at the turn's end for the rest. `spoken` are the
 * runs of these frames with these `options.vad`, when they are known. `answerPause` says what the analyzer of these
 * settings would have said of a pause; without it nobody answers, and silence decides.
 */
export function judge(
  frames: FrameColumns,
  options: TurnTakingOptions,
  answering: (startMs: number, endMs: number) => ReplyTiming,
  spoken: SpokenRuns = spokenRuns(frames, options.vad),
  answerPause?: AnswerPause,
): JudgedTurn[] {
  const simulation = new SimulatedSession(frames.startMs[0] ?? 0, options, answering, answerPause);
  let heard = 0;
  for (let run = 0; run < spoken.length; run += 2) {
    const from = spoken[run] ?? 0;
    const to = spoken[run + 1] ?? 0;
    hearSilence(simulation, frames, heard, from);
    hearSpeech(simulation, frames, from, to);
    heard = to;
  }
  hearSilence(simulation, frames, heard, frames.length);
  simulation.finish();
  return simulation.turns;
}

// Most of an hour is silence that nobody waits for, or speech that goes on: what changes nothing is not folded.
function hearSilence(simulation: SimulatedSession, frames: FrameColumns, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    i = firstAt(frames, simulation.stillUntilMs, i, to);
    if (i < to) simulation.hear(frameAt(frames, i));
  }
}

function hearSpeech(simulation: SimulatedSession, frames: FrameColumns, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const first = i;
    i = firstAt(frames, simulation.steadyUntilMs, i, to);
    if (simulation.unconfirmedMs < Infinity) i = firstBeyond(frames, simulation.unconfirmedMs, first, i);
    if (i > first) simulation.hear(asOne(frames, first, i));
    if (i < to) simulation.hear(frameAt(frames, i));
  }
}

/** Index of the first of some frames that comes to `ms` together with those before it, or `to`. */
function firstBeyond(frames: FrameColumns, ms: number, from: number, to: number): number {
  let heardMs = 0;
  for (let i = from; i < to; i++) {
    heardMs += lengthAt(frames, i);
    if (heardMs >= ms) return i;
  }
  return to;
}

/** As long as all of them, and over when the last one is. */
function asOne(frames: FrameColumns, from: number, to: number): SpeechFrame {
  const last = frameAt(frames, to - 1);
  let heardMs = 0;
  for (let i = from; i < to; i++) heardMs += lengthAt(frames, i);
  return { ...last, startMs: last.endMs - heardMs };
}

function lengthAt({ startMs, endMs }: FrameColumns, i: number): number {
  return (endMs[i] ?? 0) - (startMs[i] ?? 0);
}

/** Index of the first of some frames that does not end before `ms`, or `to`. */
function firstAt({ endMs }: FrameColumns, ms: number, from: number, to: number): number {
  // Put so that every frame is heard when `ms` is no number.
  const isFrom = (i: number): boolean => !((endMs[i] ?? 0) < ms);
  // Nearly always one of the two ends: the very next frame, or none of a silence.
  if (isFrom(from)) return from;
  return isFrom(to - 1) ? firstBetween(from + 1, to - 1, isFrom) : to;
}

// A detector that stumbles loses a frame or two; one that starts anew has forgotten what it heard before.
const GAP_MS = 100;

/** The stretches between the gaps that a closed device leaves: `judge` and `speechIn` take one at a time. No copies. */
export function stretchesOf(frames: FrameColumns): FrameColumns[] {
  const stretches: FrameColumns[] = [];
  let from = 0;
  for (let i = 1; i <= frames.length; i++) {
    const jumpMs = i < frames.length ? (frames.startMs[i] ?? 0) - (frames.endMs[i - 1] ?? 0) : Infinity;
    if (Math.abs(jumpMs) <= GAP_MS) continue;
    stretches.push(part(frames, from, i));
    from = i;
  }
  return stretches;
}

function part({ startMs, endMs, probability, volume }: FrameColumns, from: number, to: number): FrameColumns {
  return {
    length: to - from,
    startMs: startMs.subarray(from, to),
    endMs: endMs.subarray(from, to),
    probability: probability.subarray(from, to),
    volume: volume.subarray(from, to),
  };
}

/** One row of the columns. */
export function frameAt({ startMs, endMs, probability, volume }: FrameColumns, i: number): SpeechFrame {
  return {
    startMs: startMs[i] ?? 0,
    endMs: endMs[i] ?? 0,
    probability: probability[i] ?? 0,
    volume: volume[i] ?? 0,
  };
}
