import { isSpeech, type SpeechFrame } from './endpointing.js';
import type { VadSettings } from './options.js';

/**
 * Whether the avatar's own voice can be taken for the user's. A browser's word that it cancels the echo proves nothing: the
 * speakers may be others than it thinks, and a canceller needs some seconds of sound. What proves it is that the avatar
 * was heard and the detector took it for nobody.
 */
export interface OwnVoice {
  /** So long the avatar was heard without anything like speech in the microphone, ms. */
  readonly unheardMs: number;
  readonly isHarmless: boolean;
}

export const UNPROVED_VOICE: OwnVoice = { unheardMs: 0, isHarmless: false };

/** Longer than the pauses of someone speaking. */
const PROOF_MS = 2000;

/** One frame more. `isAvatarHeard`: the avatar, or the room's echo of it, may be in it. */
export function foldOwnVoice(
  voice: OwnVoice,
  { startMs, endMs, probability, volume }: SpeechFrame,
  isAvatarHeard: boolean,
  vad: VadSettings,
): OwnVoice {
  if (voice.isHarmless || !isAvatarHeard) return voice;
  if (isSpeech(probability, volume, vad)) return UNPROVED_VOICE;
  const unheardMs = voice.unheardMs + endMs - startMs;
  return { unheardMs, isHarmless: unheardMs >= PROOF_MS };
}
