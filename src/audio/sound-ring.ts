/** Half a second at 48 kHz in runs of 128: slower than any voice. */
const OFFSET_SHARE = 0.005;

/** The newest sound of the microphone. Frames are absolute, on the clock of the audio context. */
export class SoundRing {
  readonly #samples: Float32Array;
  #now = 0;
  #oldest = 0;
  #began = 0;
  #offset = 0;

  constructor(frames: number) {
    this.#samples = new Float32Array(frames);
  }

  /** The first frame that has not been heard yet. */
  get now(): number {
    return this.#now;
  }

  /** The first frame that is still there. */
  get oldest(): number {
    return this.#oldest;
  }

  /** Where the sound began: before it nothing was overwritten. */
  get began(): number {
    return this.#began;
  }

  /** What the sound lies beside zero: cheap microphones have an offset. */
  get offset(): number {
    return this.#offset;
  }

  /** The newest sound, whose first sample is at `frame`. A jump ahead (the device was away) is silence. */
  write(frame: number, input: Float32Array): void {
    const samples = this.#samples;
    if (this.#now !== frame) {
      samples.fill(0);
      this.#oldest = Math.max(frame, this.#now);
      this.#began = this.#oldest;
    }
    let sum = 0;
    for (let i = 0; i < input.length; i++) {
      const sample = input[i] ?? 0;
      samples[(frame + i) % samples.length] = sample;
      sum += sample;
    }
    this.#offset += (sum / input.length - this.#offset) * OFFSET_SHARE;
    this.#now = frame + input.length;
    this.#oldest = Math.max(this.#oldest, this.#now - samples.length);
  }

  at(frame: number): number {
    return this.#samples[frame % this.#samples.length] ?? 0;
  }

  /** Fills `target` with the sound from `startFrame` on, as far as the ring has it. */
  read(startFrame: number, target: Float32Array): Float32Array {
    // Seconds at once, in the audio thread: whole runs, not sample by sample.
    for (let done = 0; done < target.length;) {
      const from = (startFrame + done) % this.#samples.length;
      const run = this.#samples.subarray(from, from + target.length - done);
      target.set(run, done);
      done += run.length;
    }
    return target;
  }
}
