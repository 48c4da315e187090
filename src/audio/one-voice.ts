// Over some tenths of a second, so that one quantum decides nothing.
const KEPT = 0.99;
// 13 dB less than the channels have: two microphones of one voice never cancel each other out so far, wrong wiring does.
const CANCELLED = 0.05;

/** One channel out of one or two: their mean, or the louder one where the mean is silent because they are opposite. */
export class OneVoice {
  #mixed = new Float32Array(128);
  #left = 0;
  #right = 0;
  #mean = 0;

  /** The result holds until the next call. */
  of(left: Float32Array, right: Float32Array | undefined): Float32Array {
    if (!right) return left;
    if (this.#mixed.length !== left.length) this.#mixed = new Float32Array(left.length);
    const mixed = this.#mixed;
    for (let i = 0; i < mixed.length; i++) mixed[i] = ((left[i] ?? 0) + (right[i] ?? 0)) / 2;
    this.#left = this.#left * KEPT + energyOf(left);
    this.#right = this.#right * KEPT + energyOf(right);
    this.#mean = this.#mean * KEPT + energyOf(mixed);
    if (this.#mean >= (CANCELLED * (this.#left + this.#right)) / 2) return mixed;
    return this.#left >= this.#right ? left : right;
  }
}

export function energyOf(samples: Float32Array): number {
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  return energy;
}
