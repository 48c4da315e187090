/** -50 dBFS, as root mean square: below it nobody hears anything. */
export const AUDIBLE_RMS = 0.003;

/**
 * How long after the avatar's last sound the microphone may still hear it, beyond the latency that the browser tells: a
 * media element plays some 60 ms later than its context, a device hands sound over some 40 ms late, and a furnished room
 * has died away by 40 dB after 300 ms at most.
 */
const ECHO_MS = 400;
/** A pause that is shorter is one of the avatar's speech: frames of it may be judged only when the speech goes on. */
const PAUSE_MS = 500;

/** The avatar itself, only the room's echo of it, or nothing. */
export type AvatarSound = 'sounding' | 'echoing' | 'silent';

/** When the avatar, or the room's echo of it, may be heard by the microphone; audio time in ms. */
export class AvatarEcho {
  #fromMs = Infinity;
  #soundsUntilMs = -Infinity;
  #untilMs = -Infinity;

  /** The avatar was audible then; its loudspeaker is `latencyMs` behind. */
  hear(startMs: number, endMs: number, latencyMs: number): void {
    if (startMs > this.#untilMs + PAUSE_MS) this.#fromMs = startMs;
    this.#soundsUntilMs = endMs + latencyMs;
    this.#untilMs = this.#soundsUntilMs + ECHO_MS;
  }

  /** What of the avatar may be in the microphone's sound of that stretch. */
  at(startMs: number, endMs: number): AvatarSound {
    if (endMs <= this.#fromMs || startMs >= this.#untilMs) return 'silent';
    return startMs < this.#soundsUntilMs ? 'sounding' : 'echoing';
  }
}
