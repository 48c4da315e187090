/** Samples in one window: 25 ms at 16 kHz. */
export const WINDOW_SAMPLES = 400;

/** Frequencies of one spectrum: from 0 Hz to half the sample rate, both included. */
export const SPECTRUM_BINS = WINDOW_SAMPLES / 2 + 1;

/** One complex signal, its parts apart. */
interface Signal {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

type Stage = (from: Signal, to: Signal) => void;

/** Powers of two real signals at once, by one complex transform: `first` is its real part, `second` its imaginary one. */
export interface Spectra {
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** Puts the powers into `firstPowers` and `secondPowers`, `SPECTRUM_BINS` each. */
  transform(firstPowers: Float64Array, secondPowers: Float64Array): void;
}

/**
 * 400 is 4 · 4 · 5 · 5, so the transform of the windows as they are needs no padding and no detour over a power of two.
 * Stockham's order: each stage writes where the next one reads on, and nothing is reordered.
 */
export function createSpectra(): Spectra {
  const [one, other] = [createSignal(), createSignal()];
  const stages = [fourths(400, 1), fourths(100, 4), fifths(25, 16), fifths(5, 80)];
  return {
    first: one.re,
    second: one.im,
    transform(firstPowers, secondPowers) {
      let [from, to] = [one, other];
      for (const run of stages) {
        run(from, to);
        [from, to] = [to, from];
      }
      separate(from, firstPowers, secondPowers);
    },
  };
}

function createSignal(): Signal {
  return { re: new Float64Array(WINDOW_SAMPLES), im: new Float64Array(WINDOW_SAMPLES) };
}

/** What is even in the result belongs to the first signal, what is odd to the second. Both parts are twice too large. */
function separate({ re, im }: Signal, first: Float64Array, second: Float64Array): void {
  for (let bin = 0; bin < SPECTRUM_BINS; bin += 1) {
    const mirrored = (WINDOW_SAMPLES - bin) % WINDOW_SAMPLES;
    first[bin] = power(re[bin]! + re[mirrored]!, im[bin]! - im[mirrored]!);
    second[bin] = power(im[bin]! + im[mirrored]!, re[mirrored]! - re[bin]!);
  }
}

function power(re: number, im: number): number {
  return (re * re + im * im) / 4;
}

/**
 * Splits transforms of `size`, of which `stride` lie side by side, into those of a fourth of it. As `fifths` below, it has
 * its loop to itself: with the butterfly as a parameter, nothing of it is compiled in line.
 */
function fourths(size: number, stride: number): Stage {
  const groups = size / 4;
  const turns = twiddles(size, 4);
  return (from, to) => {
    for (let group = 0; group < groups; group += 1) {
      for (let side = 0; side < stride; side += 1) {
        const write = side + stride * 4 * group;
        fourthsOf(from, to, side + stride * group, stride * groups, write, stride);
        if (group > 0) turn(to, turns, group, 4, write, stride);
      }
    }
  };
}

function fifths(size: number, stride: number): Stage {
  const groups = size / 5;
  const turns = twiddles(size, 5);
  return (from, to) => {
    for (let group = 0; group < groups; group += 1) {
      for (let side = 0; side < stride; side += 1) {
        const write = side + stride * 5 * group;
        fifthsOf(from, to, side + stride * group, stride * groups, write, stride);
        if (group > 0) turn(to, turns, group, 5, write, stride);
      }
    }
  };
}

function twiddles(size: number, radix: number): Signal {
  const angles = Float64Array.from({ length: size }, (_, i) => {
    const [group, part] = [Math.floor(i / radix), i % radix];
    return (-2 * Math.PI * group * part) / size;
  });
  return { re: angles.map(Math.cos), im: angles.map(Math.sin) };
}

function turn(to: Signal, turns: Signal, group: number, radix: number, write: number, stride: number): void {
  const { re, im } = to;
  for (let part = 1; part < radix; part += 1) {
    const at = write + stride * part;
    const cosine = turns.re[group * radix + part]!;
    const sine = turns.im[group * radix + part]!;
    const real = re[at]!;
    re[at] = real * cosine - im[at]! * sine;
    im[at] = real * sine + im[at]! * cosine;
  }
}

function fourthsOf(from: Signal, to: Signal, read: number, step: number, write: number, stride: number): void {
  const { re, im } = from;
  const [b, c, d] = [read + step, read + 2 * step, read + 3 * step];
  const sumRe = re[read]! + re[c]!;
  const sumIm = im[read]! + im[c]!;
  const differenceRe = re[read]! - re[c]!;
  const differenceIm = im[read]! - im[c]!;
  const oddSumRe = re[b]! + re[d]!;
  const oddSumIm = im[b]! + im[d]!;
  const oddDifferenceRe = re[b]! - re[d]!;
  const oddDifferenceIm = im[b]! - im[d]!;
  put(to, write, sumRe + oddSumRe, sumIm + oddSumIm);
  put(to, write + stride, differenceRe + oddDifferenceIm, differenceIm - oddDifferenceRe);
  put(to, write + 2 * stride, sumRe - oddSumRe, sumIm - oddSumIm);
  put(to, write + 3 * stride, differenceRe - oddDifferenceIm, differenceIm + oddDifferenceRe);
}

const [COS_1, COS_2] = [Math.cos((2 * Math.PI) / 5), Math.cos((4 * Math.PI) / 5)];
const [SIN_1, SIN_2] = [Math.sin((2 * Math.PI) / 5), Math.sin((4 * Math.PI) / 5)];

function fifthsOf(from: Signal, to: Signal, read: number, step: number, write: number, stride: number): void {
  const { re, im } = from;
  const [b, c, d, e] = [read + step, read + 2 * step, read + 3 * step, read + 4 * step];
  const outerRe = re[b]! + re[e]!;
  const outerIm = im[b]! + im[e]!;
  const innerRe = re[c]! + re[d]!;
  const innerIm = im[c]! + im[d]!;
  const outerDifferenceRe = re[b]! - re[e]!;
  const outerDifferenceIm = im[b]! - im[e]!;
  const innerDifferenceRe = re[c]! - re[d]!;
  const innerDifferenceIm = im[c]! - im[d]!;
  const evenRe = re[read]! + COS_1 * outerRe + COS_2 * innerRe;
  const evenIm = im[read]! + COS_1 * outerIm + COS_2 * innerIm;
  const oddRe = SIN_1 * outerDifferenceRe + SIN_2 * innerDifferenceRe;
  const oddIm = SIN_1 * outerDifferenceIm + SIN_2 * innerDifferenceIm;
  const otherEvenRe = re[read]! + COS_2 * outerRe + COS_1 * innerRe;
  const otherEvenIm = im[read]! + COS_2 * outerIm + COS_1 * innerIm;
  const otherOddRe = SIN_2 * outerDifferenceRe - SIN_1 * innerDifferenceRe;
  const otherOddIm = SIN_2 * outerDifferenceIm - SIN_1 * innerDifferenceIm;
  put(to, write, re[read]! + outerRe + innerRe, im[read]! + outerIm + innerIm);
  put(to, write + stride, evenRe + oddIm, evenIm - oddRe);
  put(to, write + 2 * stride, otherEvenRe + otherOddIm, otherEvenIm - otherOddRe);
  put(to, write + 3 * stride, otherEvenRe - otherOddIm, otherEvenIm + otherOddRe);
  put(to, write + 4 * stride, evenRe - oddIm, evenIm + oddRe);
}

function put({ re, im }: Signal, at: number, real: number, imaginary: number): void {
  re[at] = real;
  im[at] = imaginary;
}
