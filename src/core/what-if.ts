import { isSpeech, type SpeechFrame } from './endpointing.js';
import type { TurnTakingOptions, VadSettings } from './options.js';
import { Rehearsal, type Answering, type JudgedTurn } from './rehearsal.js';

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
 * The turns that a hands-free conversation would have had with other settings: the same fold and the same machine as in
 * a live session, on the same frames. `answering` tells how the other side behaves after a turn that began at `startMs`
 * and ended at `endMs`, so that what is said over an answer counts as it would have counted. It is asked twice: when the
 * turn starts, with `endMs` equal to `startMs`, for `startAckMs`; and at the turn's end for the rest.
 */
export function judge(
  frames: FrameColumns,
  options: TurnTakingOptions,
  answering: (startMs: number, endMs: number) => Answering,
): JudgedTurn[] {
  const rehearsal = new Rehearsal(frames.startMs[0] ?? 0, options, answering);
  // Most of an hour is silence that nobody waits for, or speech that goes on: what changes nothing is not folded.
  let unheard: number | null = null;
  for (let i = 0; i < frames.length; i++) {
    const at = frames.endMs[i] ?? 0;
    const isSpoken = isSpokenAt(frames, i, options.vad);
    if (isSpoken && at < rehearsal.steadyUntilMs) {
      unheard = i;
      continue;
    }
    if (unheard !== null) rehearsal.hear(frameAt(frames, unheard));
    unheard = null;
    if (isSpoken || at >= rehearsal.stillUntilMs) rehearsal.hear(frameAt(frames, i));
  }
  if (unheard !== null) rehearsal.hear(frameAt(frames, unheard));
  rehearsal.finish();
  return rehearsal.turns;
}

function isSpokenAt({ probability, volume }: FrameColumns, i: number, vad: VadSettings): boolean {
  return isSpeech(probability[i] ?? 0, volume[i] ?? 0, vad);
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
