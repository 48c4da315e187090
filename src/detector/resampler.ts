/** Computes any stretch of a sound at another sample rate. It keeps nothing between calls. */
export interface Resampler {
  /** How many input frames on either side of an output sample go into it. */
  readonly reach: number;
  /**
   * Fills `output` with the output samples from number `outputStart` on. `input` begins with input frame number
   * `inputStart`; both count from the same instant, and what lies outside `input` is taken as silence.
   */
  resample(output: Float32Array, outputStart: number, input: Float32Array, inputStart: number): void;
}

/** A whole sound at another rate, both whole numbers of hertz. */
export function resampled(sound: Float32Array, fromHz: number, toHz: number): Float32Array {
  const output = new Float32Array(Math.round((sound.length * toHz) / fromHz));
  createResampler(fromHz, toHz).resample(output, 0, sound, 0);
  return output;
}

/** Zero crossings of the sinc on either side: steep enough for speech, one millisecond of look-ahead at 16 kHz. */
const CROSSINGS = 16;

/**
 * A resampler from one rate to another, both whole numbers of hertz. The filter is symmetric about the instant of the
 * output sample, so nothing is delayed: output sample n is the input at n / toHz seconds.
 */
export function createResampler(fromHz: number, toHz: number): Resampler {
  // Output sample n lies n * step / phases input frames from the start: exact in integers for centuries.
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const step = fromHz / divisor;
  const phases = toHz / divisor;
  const stretch = Math.max(1, fromHz / toHz);
  const reach = Math.ceil(CROSSINGS * stretch);
  const kernels: Float32Array[] = [];
  const sampleAt = (number: number, input: Float32Array, inputStart: number): number => {
    const phase = (number * step) % phases;
    const kernel = (kernels[phase] ??= kernelOf(phase / phases, stretch, reach));
    const first = (number * step - phase) / phases - reach + 1 - inputStart;
    let sum = 0;
    for (let tap = 0; tap < kernel.length; tap += 1) sum += (kernel[tap] ?? 0) * (input[first + tap] ?? 0);
    return sum;
  };
  return {
    reach,
    resample(output, outputStart, input, inputStart) {
      for (let i = 0; i < output.length; i += 1) output[i] = sampleAt(outputStart + i, input, inputStart);
    },
  };
}

/**
 * Weights of the 2 * `reach` input frames around an output sample that lies `fraction` of a frame behind frame number
 * `reach - 1` of them: a sinc under a Hann window, cut off at the lower of the two Nyquist frequencies. At that
 * frequency it is at half, so a little of what lies just above folds back just below, where there is no speech.
 */
function kernelOf(fraction: number, stretch: number, reach: number): Float32Array {
  const weights = Array.from({ length: 2 * reach }, (_, tap) => {
    const crossing = (tap - (reach - 1) - fraction) / stretch;
    return Math.abs(crossing) < CROSSINGS ? sinc(crossing) * Math.cos((Math.PI * crossing) / (2 * CROSSINGS)) ** 2 : 0;
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return Float32Array.from(weights, (weight) => weight / sum);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
