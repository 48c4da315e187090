// What the microphone plays: something to set the clock by, then sentences with silence around them.
import { DEVICE_HZ, noise, secsOf, silence } from '../e2e/sounds.mjs';

/** Noise whose every sample has a known place. */
export const calibration = () => noise(3);

/**
 * `{ sound, sentences }`: `count` times the same sentence, or several in turn, each with its place in the sound,
 * `{ startMs, endMs }`. `leadSecs` is the time between the calibration and the first.
 */
export function conversation(said, { count = 1, leadSecs = 4, gapSecs = 4 } = {}) {
  const each = [said].flat();
  let startSecs = secsOf(calibration()) + leadSecs;
  const places = Array.from({ length: count }, (_, i) => {
    const sentence = each[i % each.length];
    const place = { sentence, startMs: startSecs * 1000, endMs: (startSecs + secsOf(sentence)) * 1000 };
    startSecs += secsOf(sentence) + gapSecs;
    return place;
  });
  const sound = silence(startSecs + 60);
  sound.set(calibration());
  for (const { sentence, startMs } of places) sound.set(sentence, Math.round((startMs * DEVICE_HZ) / 1000));
  return { sound, sentences: places.map(({ startMs, endMs }) => ({ startMs, endMs })) };
}

/** The part of a sound between two places, ms. */
export const cut = (sound, fromMs, toMs) =>
  sound.subarray(Math.max(0, Math.round((fromMs * DEVICE_HZ) / 1000)), Math.round((toMs * DEVICE_HZ) / 1000));
