import type { FrameColumns } from '../core/analysis/what-if.js';
import type { SpeechFrame } from '../core/endpointing/endpointing.js';
import { AvatarPttError } from '../core/error.js';
import type { FramesOfOptions } from './frames-of.js';
import { decodeNumbers } from './half-floats.js';
import { createSileroNetwork, MODEL_HZ, SILERO_NUMBERS, WINDOW } from './silero-network.js';
import { WindowReader } from './window-reader.js';

const MIN_HZ = 8000;
/** Beyond it the resampler's kernels of an odd rate take tens of megabytes. */
const MAX_HZ = 192_000;
/** How long the thread is kept busy at a time. */
const BUSY_MS = 30;

/** The work of `framesOf`, which loads this when it is needed. */
export async function readFrames(
  samples: Float32Array,
  sampleRate: number,
  { onProgress, signal }: FramesOfOptions,
): Promise<FrameColumns> {
  const isKnown = Number.isInteger(sampleRate) && sampleRate >= MIN_HZ && sampleRate <= MAX_HZ;
  if (!isKnown) {
    const allowed = `a whole number from ${MIN_HZ} to ${MAX_HZ} Hz`;
    throw new AvatarPttError('invalid-option', `The sample rate is ${sampleRate}; allowed: ${allowed}.`);
  }
  // Half a megabyte, so it is loaded only here.
  const { SILERO_V5 } = await import('./silero-v5-numbers.js');
  const reader = new WindowReader(createSileroNetwork(decodeNumbers(SILERO_V5, SILERO_NUMBERS)), sampleRate);
  const columns = new ColumnWriter(Math.ceil((samples.length * MODEL_HZ) / (sampleRate * WINDOW)));
  const pieceLength = Math.round(sampleRate / 4);
  let busySince = performance.now();
  for (let startFrame = 0; startFrame < samples.length; startFrame += pieceLength) {
    signal?.throwIfAborted();
    columns.add(reader.read({ startFrame, samples: samples.subarray(startFrame, startFrame + pieceLength) }));
    if (performance.now() - busySince < BUSY_MS) continue;
    onProgress?.(startFrame / samples.length);
    await new Promise((resolve) => setTimeout(resolve));
    busySince = performance.now();
  }
  // The last window needs what follows it, too.
  const silence = new Float32Array(Math.ceil((2 * WINDOW * sampleRate) / MODEL_HZ));
  columns.add(reader.read({ startFrame: samples.length, samples: silence }));
  return columns.frames;
}

/** Puts frames into columns; those beyond `length` are left out. */
class ColumnWriter {
  readonly frames: FrameColumns;
  #at = 0;

  constructor(length: number) {
    const column = (): Float64Array => new Float64Array(length);
    this.frames = { length, startMs: column(), endMs: column(), probability: column(), volume: column() };
  }

  add(frames: readonly SpeechFrame[]): void {
    const { startMs, endMs, probability, volume } = this.frames;
    // What lies outside a typed array is not written.
    for (const frame of frames) {
      startMs[this.#at] = frame.startMs;
      endMs[this.#at] = frame.endMs;
      probability[this.#at] = frame.probability;
      volume[this.#at] = frame.volume;
      this.#at += 1;
    }
  }
}
