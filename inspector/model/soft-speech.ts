import type { VadSettings } from 'avatar-ptt/headless';
import type { History } from './history.js';

/** What people did last counts: half a minute of frames. */
const NEWEST_FRAMES = 1000;
/** More than a murmur: so many frames are 1.5 s. */
const MANY_FRAMES = 48;

/**
 * The usual volume, 0 to 1, of what the detector is sure of and `minVolume` shuts out; null unless most of the newest speech is
 * like that.
 */
export function volumeOfSoftSpeech({ stretches }: History, { confidence, minVolume }: VadSettings): number | null {
  const stretch = stretches.at(-1);
  if (!stretch) return null;
  const first = Math.max(0, stretch.length - NEWEST_FRAMES);
  const isSpeech = (_: number, i: number): boolean => (stretch.probability[first + i] ?? 0) >= confidence;
  const volumes = stretch.volume.subarray(first, stretch.length).filter(isSpeech).sort();
  const softFrames = volumes.filter((volume) => volume < minVolume).length;
  const isSoft = softFrames >= MANY_FRAMES && softFrames > volumes.length / 2;
  return isSoft ? (volumes[softFrames >> 1] ?? null) : null;
}
