import type { FrameColumns } from '../core/analysis/what-if.js';

export interface FramesOfOptions {
  /** Called now and then with the share that is done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  /** Ends it early; the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * What Silero, the detector of a live session, says of a sound: a frame for each 32 ms of it, the last one completed with
 * silence. Times are audio time, ms, from the first sample on. In a browser or in Node 20 and later; it leaves the thread
 * alone every few hundredths of a second, and loads the network's half megabyte when it is first called.
 * @param samples - One channel, -1 to 1; finite numbers.
 * @param sampleRate - Hz, a whole number from 8000 to 192000.
 * @throws AvatarPttError `invalid-option` when the rate is another; what loading its parts throws.
 */
export async function framesOf(
  samples: Float32Array,
  sampleRate: number,
  options: FramesOfOptions = {},
): Promise<FrameColumns> {
  const { readFrames } = await import('./sound-frames.js');
  return readFrames(samples, sampleRate, options);
}

/** A sound as a turn analyzer takes it, mono at 16 kHz. @param sampleRate - Hz, a whole number. */
export async function soundForAnalyzer(samples: Float32Array, sampleRate: number): Promise<Float32Array> {
  const { resampled } = await import('./resampler.js');
  return resampled(samples, sampleRate, 16_000);
}
