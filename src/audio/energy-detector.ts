import { rmsOf, volumeOf, type SpeechFrame } from '../core/endpointing/endpointing.js';

/** A frame judged by its loudness, with the noise that it was judged against. */
export interface EnergyFrame extends SpeechFrame {
  /** Noise of the room, 0 to 1 on the scale of `volumeOf`, so that a meter can draw it beside the volume. */
  readonly floor: number;
}

/** Whether someone is still making sound. */
export interface VoiceActivity {
  readonly isActive: boolean;
  /** End of the newest frame with voice in it, audio time in ms. */
  readonly heardUntilMs: number;
}

/** Voice came, at the start of its first frame, or went, at the end of its last; audio time in ms. */
export interface VoiceActivityEdge {
  readonly isActive: boolean;
  readonly atMs: number;
}

export const NO_VOICE: VoiceActivity = { isActive: false, heardUntilMs: 0 };

// All levels are on the scale of `volumeOf`, where a hundredth is a decibel.

/** -40 dBFS. A noisier room is learned within seconds; a quieter one, or the first pause of someone speaking, at once. */
const START_FLOOR = 0.7;
/** -70 dBFS. Below it lie converters and dither, and a breath above those is no speech. */
const LOWEST_FLOOR = 0.4;
/** Time constant of the way down: half the length of a stop consonant, so that each pause inside a word counts. */
const FALL_MS = 40;
/** 3 dB a second on the way up: less than the pauses of someone speaking take back. */
const RISE_PER_MS = 0.03 / 1000;
/** Where speech is as likely as noise: 5.5 dB above the floor. 0.7, the usual confidence, is then at 6.5 dB. */
const EVEN_ABOVE_FLOOR = 0.055;
const STEEPNESS = 0.012;

/** Likelier voice than not. */
const VOICE_PROBABILITY = 0.5;
const HANGOVER_MS = 120;

/**
 * Judges one stretch of sound, 10 to 40 ms long, by how far it stands out of the room's noise. `before` is the frame
 * just before it, or null; `rms` is its root mean square (full scale 1). The probability is a logistic curve over
 * decibels above the noise floor, and the floor follows the loudness: down at once, up slowly. It costs nothing and
 * needs no wasm, but it hears loudness, not speech: keys, a cough, a door or music count as speech, quiet speech in a
 * loud room does not, a noise that begins counts until the floor has reached it (10 dB: about a second), and of a
 * rumbling one a frame in forty stands out by chance, though never enough in a row to be taken for speech.
 */
export function foldEnergy(before: EnergyFrame | null, rms: number, startMs: number, endMs: number): EnergyFrame {
  const volume = volumeOf(rms);
  const floor = nextFloor(before?.floor ?? START_FLOOR, volume, endMs - startMs);
  const probability = 1 / (1 + Math.exp((EVEN_ABOVE_FLOOR - (volume - floor)) / STEEPNESS));
  return { startMs, endMs, probability, volume, floor };
}

/** Sound below this root mean square is likelier noise than voice, in a room with that noise. */
export function quietBelow(floor: number): number {
  return rmsOf(floor + EVEN_ABOVE_FLOOR);
}

/**
 * Folds frames into whether a voice is heard, with a hangover of 120 ms that bridges the gaps inside words. Each change
 * is given to `emit`. Only the silence after the hangover can be told, so that edge lies 120 ms back.
 */
export function foldVoiceActivity(
  state: VoiceActivity,
  frame: SpeechFrame,
  emit: (edge: VoiceActivityEdge) => void,
): VoiceActivity {
  if (frame.probability >= VOICE_PROBABILITY) {
    if (!state.isActive) emit({ isActive: true, atMs: frame.startMs });
    return { isActive: true, heardUntilMs: frame.endMs };
  }
  if (!state.isActive || frame.endMs - state.heardUntilMs < HANGOVER_MS) return state;
  emit({ isActive: false, atMs: state.heardUntilMs });
  return { ...state, isActive: false };
}

function nextFloor(floor: number, volume: number, lengthMs: number): number {
  // Digital silence comes from a gate or a device that is waking up, and says nothing of the room.
  const heard = volume === 0 ? Math.min(floor, START_FLOOR) : Math.max(volume, LOWEST_FLOOR);
  if (heard < floor) return heard + (floor - heard) * Math.exp(-lengthMs / FALL_MS);
  return Math.min(heard, floor + RISE_PER_MS * lengthMs);
}
