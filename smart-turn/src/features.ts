import { createSpectra, SPECTRUM_BINS, WINDOW_SAMPLES } from './fourier.js';
import { createMelFilters, MEL_BANDS } from './mel-filters.js';

/** Samples that the model hears: 8 s at 16 kHz. */
export const HEARD_SAMPLES = 128_000;

/** Windows of them, one every 10 ms. */
export const FRAMES = 800;

const HOP_SAMPLES = HEARD_SAMPLES / FRAMES;
/** A window has its time in its middle, so the first begins before the sound. */
const LEAD_SAMPLES = WINDOW_SAMPLES / 2;
const MIN_POWER = 1e-10;
/** Whatever is quieter than the loudest by more powers of ten counts as this much quieter. */
const MAX_RANGE = 8;
/** Keeps silence from a division by zero. */
const MIN_VARIANCE = 1e-7;

/** The input of the model, `MEL_BANDS` rows of `FRAMES`, of mono sound at 16 kHz: of its end, where it is longer than 8 s. */
export type Features = (samples: Float32Array) => Float32Array;

/** Makes the features of one sound after the other; what it works with is made once. */
export function createFeatures(): Features {
  const spectra = createSpectra();
  const filters = createMelFilters();
  const hann = Float64Array.from(
    { length: WINDOW_SAMPLES },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / WINDOW_SAMPLES),
  );
  const powers = [new Float64Array(SPECTRUM_BINS), new Float64Array(SPECTRUM_BINS)] as const;
  const padded = new Float64Array(HEARD_SAMPLES + 2 * LEAD_SAMPLES);

  return (samples) => {
    pad(padded, samples);
    const features = new Float32Array(MEL_BANDS * FRAMES);
    for (let frame = 0; frame < FRAMES; frame += 2) {
      const first = frame * HOP_SAMPLES;
      for (let i = 0; i < WINDOW_SAMPLES; i += 1) {
        spectra.first[i] = padded[first + i]! * hann[i]!;
        spectra.second[i] = padded[first + HOP_SAMPLES + i]! * hann[i]!;
      }
      spectra.transform(...powers);
      for (let band = 0; band < MEL_BANDS; band += 1) {
        const { firstBin, weights } = filters[band]!;
        const at = band * FRAMES + frame;
        features[at] = logOf(powers[0], firstBin, weights);
        features[at + 1] = logOf(powers[1], firstBin, weights);
      }
    }
    return scaled(features);
  };
}

/** The last 8 s with mean 0 and variance 1, zeros before a shorter sound counted in, mirrored beyond both ends. */
function pad(padded: Float64Array, samples: Float32Array): void {
  const heard = samples.subarray(-HEARD_SAMPLES);
  const mean = heard.reduce((sum, sample) => sum + sample, 0) / HEARD_SAMPLES;
  const missing = HEARD_SAMPLES - heard.length;
  const squares = heard.reduce((sum, sample) => sum + (sample - mean) ** 2, missing * mean ** 2);
  const scale = 1 / Math.sqrt(squares / HEARD_SAMPLES + MIN_VARIANCE);
  const start = LEAD_SAMPLES + missing;
  padded.fill(-mean * scale, LEAD_SAMPLES, start);
  for (let i = 0; i < heard.length; i += 1) padded[start + i] = (heard[i]! - mean) * scale;
  const last = LEAD_SAMPLES + HEARD_SAMPLES - 1;
  for (let i = 1; i <= LEAD_SAMPLES; i += 1) {
    padded[LEAD_SAMPLES - i] = padded[LEAD_SAMPLES + i]!;
    padded[last + i] = padded[last - i]!;
  }
}

function logOf(powers: Float64Array, firstBin: number, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i += 1) sum += powers[firstBin + i]! * weights[i]!;
  return Math.log10(Math.max(MIN_POWER, sum));
}

function scaled(logs: Float32Array): Float32Array {
  const floor = logs.reduce((max, value) => Math.max(max, value), -Infinity) - MAX_RANGE;
  return logs.map((value) => (Math.max(value, floor) + 4) / 4);
}
