/** Samples in one spectrum. */
const SPECTRUM_SAMPLES = 256;

/** Magnitudes in one spectrum: from 0 Hz to half the sample rate, both included. */
export const SPECTRUM_BINS = SPECTRUM_SAMPLES / 2 + 1;

/** Two spectra at once, of the 256 samples from `first` and from `second` on. */
export type Spectra = (
  samples: Float32Array,
  first: number,
  second: number,
  magnitudes: Float32Array,
  firstTo: number,
  secondTo: number,
) => void;

/**
 * Magnitudes under a Hann window, unscaled. Two real signals share one complex transform: what is even in its result
 * belongs to the first, what is odd to the second.
 */
export function createSpectra(): Spectra {
  const size = SPECTRUM_SAMPLES;
  const angles = Float64Array.from({ length: size }, (_, i) => (2 * Math.PI * i) / size);
  const cosine = angles.map(Math.cos);
  const sine = angles.map(Math.sin);
  const hann = cosine.map((value) => 0.5 - 0.5 * value);
  const order = Uint8Array.from({ length: size }, (_, i) => reversed(i));
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  return (samples, first, second, magnitudes, firstTo, secondTo) => {
    for (let i = 0; i < size; i += 1) {
      const at = order[i]!;
      re[i] = samples[first + at]! * hann[at]!;
      im[i] = samples[second + at]! * hann[at]!;
    }
    transform(re, im, cosine, sine);
    for (let bin = 0; bin < SPECTRUM_BINS; bin += 1) {
      const mirrored = (size - bin) % size;
      magnitudes[firstTo + bin] = magnitude(re[bin]! + re[mirrored]!, im[bin]! - im[mirrored]!);
      magnitudes[secondTo + bin] = magnitude(im[bin]! + im[mirrored]!, re[mirrored]! - re[bin]!);
    }
  };
}

/** The fast Fourier transform in place; what comes in is in bit-reversed order. */
function transform(re: Float64Array, im: Float64Array, cosine: Float64Array, sine: Float64Array): void {
  const size = re.length;
  for (let half = 1; half < size; half *= 2) {
    const turn = size / (2 * half);
    for (let start = 0; start < size; start += 2 * half) {
      for (let k = 0; k < half; k += 1) {
        const low = start + k;
        const high = low + half;
        const c = cosine[k * turn]!;
        const s = sine[k * turn]!;
        const real = re[high]! * c + im[high]! * s;
        const imaginary = im[high]! * c - re[high]! * s;
        re[high] = re[low]! - real;
        im[high] = im[low]! - imaginary;
        re[low] = re[low]! + real;
        im[low] = im[low]! + imaginary;
      }
    }
  }
}

// Both parts are twice what they should be. `Math.hypot` is many times slower, for numbers that sound never reaches.
function magnitude(real: number, imaginary: number): number {
  return Math.sqrt(real * real + imaginary * imaginary) / 2;
}

/** The eight bits of a number in reverse. */
function reversed(number: number): number {
  let bits = 0;
  for (let bit = 0; bit < 8; bit += 1) bits |= ((number >> bit) & 1) << (7 - bit);
  return bits;
}
