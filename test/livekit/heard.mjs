// What arrived: every sample of one track, in order, with the moment at which it came out of the line.
export const HEARD_HZ = 48_000;

/** A recording of one track. A frame's moment is the wall clock at its end, ms. */
export class Heard {
  #frames = [];

  add(samples, at) {
    this.#frames.push({ samples, at });
  }

  get startedAt() {
    return this.#frames.length > 0 ? startOf(this.#frames[0]) : Infinity;
  }

  get endedAt() {
    return this.#frames.at(-1)?.at ?? -Infinity;
  }

  /** The samples that came between two moments; by default all. */
  samples(from = -Infinity, to = Infinity) {
    const frames = this.#frames.filter((frame) => frame.at > from && startOf(frame) < to);
    const all = new Float32Array(frames.reduce((sum, frame) => sum + frame.samples.length, 0));
    let at = 0;
    for (const frame of frames) {
      all.set(frame.samples, at);
      at += frame.samples.length;
    }
    return all;
  }

  /** The loudest sample between two moments, 0 to 1. */
  peak(from, to) {
    return this.samples(from, to).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  }

  /** When something above `threshold` was first heard after a moment, or Infinity. */
  firstSoundAt(from, threshold = 0.01) {
    const frame = this.#frames.find(({ at, samples }) => at > from && samples.some((s) => Math.abs(s) > threshold));
    return frame?.at ?? Infinity;
  }

  /** When something above `threshold` was last heard between two moments, or -Infinity. */
  lastSoundAt(from, to, threshold = 0.01) {
    const isLoud = (sample) => Math.abs(sample) > threshold;
    const frame = this.#frames.findLast(({ at, samples }) => at > from && at <= to && samples.some(isLoud));
    if (!frame) return -Infinity;
    return startOf(frame) + ((frame.samples.findLastIndex(isLoud) + 1) * 1000) / HEARD_HZ;
  }
}

const startOf = (frame) => frame.at - (frame.samples.length * 1000) / HEARD_HZ;
