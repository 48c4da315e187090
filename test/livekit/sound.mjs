// What the microphone plays: something to set the clock by, then sentences with silence around them.
import { DEVICE_HZ, noise, secsOf, silence } from '../e2e/sounds.mjs';

/** Noise whose every sample has a known place. */
export const calibration = () => noise(3);

/**
 * `{ sound, sentences }`: `count` times the same sentence, each with its place in the sound, `{ startMs, endMs }`.
 * `leadSecs` is the time between the calibration and the first.
 */
export function conversation(sentence, { count = 1, leadSecs = 4, gapSecs = 4 } = {}) {
  const headSecs = secsOf(calibration()) + leadSecs;
  const periodSecs = secsOf(sentence) + gapSecs;
  const sound = silence(headSecs + count * periodSecs + 60);
  sound.set(calibration());
  const sentences = Array.from({ length: count }, (_, i) => {
    const startSecs = headSecs + i * periodSecs;
    sound.set(sentence, Math.round(startSecs * DEVICE_HZ));
    return { startMs: startSecs * 1000, endMs: (startSecs + secsOf(sentence)) * 1000 };
  });
  return { sound, sentences };
}

/** The part of a sound between two places, ms. */
export const cut = (sound, fromMs, toMs) =>
  sound.subarray(Math.max(0, Math.round((fromMs * DEVICE_HZ) / 1000)), Math.round((toMs * DEVICE_HZ) / 1000));
