// Sounds whose every part has a known place; used on both sides, in Node and in the page.
/** Chromium's fake microphone runs at this rate; a file of the same rate reaches the page bit by bit. */
export const DEVICE_HZ = 44_100;

export const silence = (secs) => new Float32Array(Math.round(secs * DEVICE_HZ));

/** White noise from a fixed seed: any few samples of it tell where they are from. */
export function noise(secs, amplitude = 0.25, seed = 1) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  return Float32Array.from({ length: Math.round(secs * DEVICE_HZ) }, () => next() * amplitude);
}

/** Pink noise (Paul Kellet's filter), `db` decibels below full scale. */
export function pinkNoise(secs, db, seed = 7) {
  const rows = new Float64Array(3);
  const pink = noise(secs, 1, seed).map((white) => {
    rows[0] = 0.99765 * rows[0] + white * 0.099046;
    rows[1] = 0.963 * rows[1] + white * 0.2965164;
    rows[2] = 0.57 * rows[2] + white * 1.0526913;
    return rows[0] + rows[1] + rows[2] + white * 0.1848;
  });
  return scaled(pink, 10 ** (db / 20) / rmsOf(pink));
}

/** A cough: a sharp burst that dies within a tenth of a second. */
export function cough() {
  const burst = noise(0.12, 0.6, 3);
  return burst.map((sample, i) => sample * Math.exp(-i / (0.03 * DEVICE_HZ)));
}

export const joined = (...parts) => Float32Array.from(parts.flatMap((part) => [...part]));
export const mixed = (a, b) => a.map((sample, i) => sample + (b[i % b.length] ?? 0));
const scaled = (samples, gain) => samples.map((sample) => sample * gain);
export const rmsOf = (samples) => Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
export const secsOf = (samples) => samples.length / DEVICE_HZ;
export const toInt16 = (sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768)));

/**
 * Finds where samples are from: `place(samples, at)` is the index in `sound` of `samples[at]`, or -1. The sound must not
 * repeat itself, as noise does not.
 */
export function placer(sound) {
  const whole = Int16Array.from(sound, toInt16);
  const key = (a, b, c) => (a * 65_536 + b) * 65_536 + c;
  const places = new Map();
  for (let i = 0; i + 2 < whole.length; i++) places.set(key(whole[i], whole[i + 1], whole[i + 2]), i);
  return (samples, at = 0) => {
    const [a, b, c] = [0, 1, 2].map((i) => toInt16(samples[at + i] ?? 0));
    return places.get(key(a, b, c)) ?? -1;
  };
}
