import { isSpeech, type SpeechFrame } from './endpointing.js';
import type { VadSettings } from '../settings/options.js';

/**
 * Whether the avatar's own voice can be taken for the user's. A browser's word that it cancels the echo proves nothing: the
 * speakers may be others than it thinks, and a canceller needs some seconds of sound. What proves it is that the avatar
 * was heard and the detector took it for nobody.
 */
export interface OwnVoice {
  /** So long the avatar has sounded without anything like speech in the microphone, ms. */
  readonly unheardMs: number;
  readonly isHarmless: boolean;
  /** End of the newest speech over a harmless avatar, audio time in ms; null once the user was heard without it. */
  readonly overUntilMs: number | null;
}

export const UNPROVED_VOICE: OwnVoice = { unheardMs: 0, isHarmless: false, overUntilMs: null };

/** Longer than what a detector overhears in a soft echo: 0.8 s at -20 dB, 1.7 s at -25 dB. Softer echo is no speech to it. */
const PROOF_MS = 2000;
/**
 * A detector that is in doubt hears something. In noise of any kind, and behind a canceller that works, 99 of 100 frames of
 * Silero are below 0.01; of an echo at -20 dB one in five is.
 */
const SILENT_PROBABILITY = 0.015;
/** Speech over the avatar that ends so soon before its echo does was the echo. */
const TOGETHER_MS = 1000;

/**
 * One frame more. In it the avatar is `sounding`, or only `echoing` in the room, or `silent`. Silence after its words proves
 * nothing, and what is proved holds until speech over the avatar has ended with it.
 */
export function foldOwnVoice(
  voice: OwnVoice,
  { startMs, endMs, probability, volume }: SpeechFrame,
  avatar: 'sounding' | 'echoing' | 'silent',
  vad: VadSettings,
): OwnVoice {
  if (voice.isHarmless) {
    return doubted(voice, startMs, isSpeech(probability, volume, vad) ? endMs : null, avatar === 'silent');
  }
  if (avatar === 'silent' || probability >= SILENT_PROBABILITY) return UNPROVED_VOICE;
  if (avatar === 'echoing') return voice;
  const unheardMs = voice.unheardMs + endMs - startMs;
  return { ...voice, unheardMs, isHarmless: unheardMs >= PROOF_MS };
}

function doubted(voice: OwnVoice, startMs: number, spokenUntilMs: number | null, isSilent: boolean): OwnVoice {
  if (!isSilent) return spokenUntilMs === null ? voice : { ...voice, overUntilMs: spokenUntilMs };
  if (voice.overUntilMs === null) return voice;
  // A user goes on speaking, an echo does not.
  const hasEndedTogether = spokenUntilMs === null && startMs - voice.overUntilMs < TOGETHER_MS;
  return hasEndedTogether ? UNPROVED_VOICE : { ...voice, overUntilMs: null };
}
