import type { VadSettings } from 'avatar-ptt/headless';
import type { Capture, History } from './history.js';

/** So long before a turn's start a voice is looked for, ms: as much as the cure may add. */
const BEFORE_MS = 150;
/** So much above the room is a voice, on the scale of `volumeOf`. */
const VOICE_ABOVE_FLOOR = 0.2;

/**
 * Whether somebody spoke already before the turn began, so that its first word lacks its beginning. At a press any
 * speech counts; in hands-free, where the detector set the start, sound that is half as likely to be speech.
 */
export function isFirstWordClipped(history: History, capture: Capture, vad: VadSettings): boolean {
  const stretch = history.stretches[capture.stretch];
  if (!stretch || stretch.length === 0) return isLoudBefore(history, capture.turnId);
  const confidence = capture.source === 'endpointer' ? vad.confidence / 2 : vad.confidence;
  // A frame that reaches into the turn tells nothing of before it.
  const first = stretch.indexAt(capture.startMs - BEFORE_MS);
  const end = stretch.indexAt(capture.startMs);
  const isVoice = (value: number, i: number): boolean =>
    value >= confidence && (stretch.volume[first + i] ?? 0) >= vad.minVolume;
  return stretch.probability.subarray(first, end).some(isVoice);
}

function isLoudBefore({ levels, turns }: History, turnId: number): boolean {
  const pressedAt = turns.findLast((turn) => turn.turnId === turnId)?.pressedAt;
  if (pressedAt === undefined) return false;
  const first = levels.indexAt(pressedAt - BEFORE_MS);
  const isVoice = (value: number, i: number): boolean =>
    value >= (levels.noiseFloor[first + i] ?? 1) + VOICE_ABOVE_FLOOR;
  return levels.volume.subarray(first, levels.indexAt(pressedAt)).some(isVoice);
}
