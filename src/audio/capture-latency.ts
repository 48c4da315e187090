import type { CapturedSamples } from './capture-gate.js';

// https://w3c.github.io/mediacapture-transform/#track-processor; Chromium has it, others will.
interface AudioChunk {
  readonly numberOfFrames: number;
  readonly sampleRate: number;
  /** Microseconds. */
  readonly timestamp: number;
  copyTo(target: Float32Array, options: { planeIndex: number; format: 'f32-planar' }): void;
  close(): void;
}
type TrackProcessor = new (init: { track: MediaStreamTrack }) => { readonly readable: ReadableStream<AudioChunk> };

interface Look {
  /** Place of the chunk's first sample, counted from the first chunk. */
  readonly place: number;
  readonly samples: Float32Array;
}

// Chunks of 10 ms: a third of a second has some that were read without delay.
const LOOKS = 30;
const PATIENCE_LOOKS = 1000;
const PROBE_EVERY = 5;
// What is compared left the device some chunks ago, so that the graph has it too.
const UNDER_WAY = 8;
const MATCHED = 48;
// 16-bit sound that is scaled differently on two ways still agrees to this.
const TOLERANCE = 4e-5;

/**
 * How far the context's frames are ahead of the page's time, in ms, when a sample is compared on two ways from the same
 * device: as it leaves the device, which says when it was heard, and in the graph, which says its frame. Between the two
 * lies a buffer whose filling differs with each opening by more than a callback, and nothing else tells it. Returns null
 * where the browser can't read a track directly, or where nothing but silence came for some seconds.
 */
export async function measureLead(
  track: MediaStreamTrack,
  sampleRate: number,
  probe: () => Promise<CapturedSamples>,
  signal: AbortSignal,
): Promise<number | null> {
  const { MediaStreamTrackProcessor: Processor } = globalThis as { MediaStreamTrackProcessor?: TrackProcessor };
  if (!Processor || signal.aborted) return null;
  const clone = track.clone();
  const stop = (): void => {
    clone.stop();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await compare(new Processor({ track: clone }).readable.getReader(), sampleRate, probe);
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

async function compare(
  reader: ReadableStreamDefaultReader<AudioChunk>,
  sampleRate: number,
  probe: () => Promise<CapturedSamples>,
): Promise<number | null> {
  const device = new DeviceView(sampleRate);
  for (let patience = PATIENCE_LOOKS; patience > 0; patience--) {
    const { done, value } = await reader.read();
    if (done || value.sampleRate !== sampleRate) return null;
    device.see(value, performance.now());
    const look = device.lookToCompare();
    const frame = look ? frameOf(look.samples, await probe()) : null;
    if (look && frame !== null) return device.leadOf(frame, look);
  }
  return null;
}

/** What is known of the device's sound: the newest of it, and when each sample could first be read. */
class DeviceView {
  readonly #sampleRate: number;
  #recent: Look[] = [];
  #place = 0;
  #looks = 0;
  #soonestMs = Infinity;
  #dueMs = Infinity;

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate;
  }

  see(chunk: AudioChunk, nowMs: number): void {
    const lengthMs = this.#toMs(chunk.numberOfFrames);
    const heardMs = chunk.timestamp / 1000;
    // A busy page reads late, and what it does not read in time is dropped: then the count of samples starts anew.
    if (heardMs > this.#dueMs + lengthMs / 2) this.#forget();
    this.#dueMs = heardMs + lengthMs;
    const samples = samplesOf(chunk);
    this.#recent.push({ place: this.#place, samples });
    if (this.#recent.length > UNDER_WAY) this.#recent.shift();
    // A chunk that was read and closed has no length any more.
    this.#place += samples.length;
    this.#soonestMs = Math.min(this.#soonestMs, nowMs - this.#toMs(this.#place));
    this.#looks++;
  }

  /** From time to time, a chunk that tells where it is from and has had the time to reach the graph. */
  lookToCompare(): Look | null {
    const isTime = this.#looks >= LOOKS && this.#looks % PROBE_EVERY === 0;
    const look = this.#recent[0];
    return isTime && look && isTelling(look.samples) ? look : null;
  }

  leadOf(frame: number, look: Look): number {
    return this.#toMs(frame - look.place) - this.#soonestMs;
  }

  #forget(): void {
    this.#recent = [];
    this.#looks = 0;
    this.#soonestMs = Infinity;
  }

  #toMs(frames: number): number {
    return (frames * 1000) / this.#sampleRate;
  }
}

function samplesOf(chunk: AudioChunk): Float32Array {
  const samples = new Float32Array(chunk.numberOfFrames);
  chunk.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
  chunk.close();
  return samples;
}

function isTelling(samples: Float32Array): boolean {
  return new Set(samples.subarray(0, MATCHED)).size > MATCHED / 3;
}

function frameOf(wanted: Float32Array, { startFrame, samples }: CapturedSamples): number | null {
  for (let at = samples.length - MATCHED; at >= 0; at--) {
    let i = 0;
    while (i < MATCHED && Math.abs((samples[at + i] ?? 0) - (wanted[i] ?? 0)) < TOLERANCE) i++;
    if (i === MATCHED) return startFrame + at;
  }
  return null;
}
