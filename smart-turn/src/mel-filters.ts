import { SPECTRUM_BINS } from './fourier.js';

/** Bands of one spectrum as the model hears it. */
export const MEL_BANDS = 80;

const HIGHEST_HZ = 8000;
/** Slaney's scale: linear up to 1 kHz, logarithmic above. */
const LINEAR_MELS_PER_HZ = 3 / 200;
const BREAK_HZ = 1000;
const BREAK_MEL = BREAK_HZ * LINEAR_MELS_PER_HZ;
const MELS_PER_LOG_HZ = 27 / Math.log(6.4);

/** A triangle over neighbouring frequencies; outside of them its weight is 0. */
interface MelFilter {
  readonly firstBin: number;
  readonly weights: Float64Array;
}

/** The 80 triangles between 0 Hz and 8 kHz, evenly spaced in mels, each of the same area. */
export function createMelFilters(): readonly MelFilter[] {
  const highestMel = BREAK_MEL + Math.log(HIGHEST_HZ / BREAK_HZ) * MELS_PER_LOG_HZ;
  const cornersHz = Float64Array.from({ length: MEL_BANDS + 2 }, (_, i) => hzOf((highestMel * i) / (MEL_BANDS + 1)));
  return Array.from({ length: MEL_BANDS }, (_, band) =>
    triangle(cornersHz[band]!, cornersHz[band + 1]!, cornersHz[band + 2]!),
  );
}

function hzOf(mel: number): number {
  return mel < BREAK_MEL ? mel / LINEAR_MELS_PER_HZ : BREAK_HZ * Math.exp((mel - BREAK_MEL) / MELS_PER_LOG_HZ);
}

function triangle(lowHz: number, peakHz: number, highHz: number): MelFilter {
  const hzPerBin = HIGHEST_HZ / (SPECTRUM_BINS - 1);
  const firstBin = Math.floor(lowHz / hzPerBin) + 1;
  const endBin = Math.min(Math.ceil(highHz / hzPerBin), SPECTRUM_BINS);
  const weights = Float64Array.from({ length: endBin - firstBin }, (_, i) => {
    const hz = (firstBin + i) * hzPerBin;
    const height = Math.min((hz - lowHz) / (peakHz - lowHz), (highHz - hz) / (highHz - peakHz));
    return (2 * height) / (highHz - lowHz);
  });
  return { firstBin, weights };
}
