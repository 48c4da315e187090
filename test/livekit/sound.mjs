// What the microphone plays: something to set the clock by, then sentences with silence around them.
import { DEVICE_HZ, joined, noise, secsOf, silence } from '../e2e/sounds.mjs';

const GAP_SECS = 4;

/** Noise whose every sample has a known place. */
export const calibration = () => noise(3);

/**
 * `{ sound, sentences }`: `count` times the same sentence, each with its place in the sound, `{ startMs, endMs }`.
 * `leadSecs` is the time between the calibration and the first.
 */
export function conversation(sentence, { count = 1, leadSecs = 4, gapSecs = GAP_SECS } = {}) {
  const parts = [calibration(), silence(leadSecs)];
  const sentences = [];
  let atMs = (secsOf(calibration()) + leadSecs) * 1000;
  for (let i = 0; i < count; i++) {
    sentences.push({ startMs: atMs, endMs: atMs + secsOf(sentence) * 1000 });
    parts.push(sentence, silence(gapSecs));
    atMs += (secsOf(sentence) + gapSecs) * 1000;
  }
  return { sound: joined(...parts, silence(60)), sentences };
}

/** The part of a sound between two places, ms. */
export const cut = (sound, fromMs, toMs) =>
  sound.subarray(Math.max(0, Math.round((fromMs * DEVICE_HZ) / 1000)), Math.round((toMs * DEVICE_HZ) / 1000));
