import type { AudioEvent } from './audio-path.js';
import { microphoneError } from './microphone-error.js';

/** First sound, or sound again after it was silent. */
type SilenceEvent = Extract<AudioEvent, { type: 'microphone-flowing' | 'microphone-silent' }>;

/** Digital silence that long from a device that has sent nothing else: it is muted or broken, for all others have some noise. */
const SILENT_MS = 5000;
/** Whoever speaks into an open gate is told sooner. */
const UNHEARD_MS = 1500;

/**
 * Whether a device sends anything but digital silence. One that has had sound is well: many gate themselves between words,
 * so that only a gate that has heard nothing at all since it opened is worth a hint.
 */
export class SilenceWatch {
  readonly #send: (event: SilenceEvent) => void;
  #isFlowing = false;
  #hadSound = false;
  #isOpen = false;
  #silentMs = 0;

  constructor(send: (event: SilenceEvent) => void) {
    this.#send = send;
  }

  /** Another device. */
  reset(): void {
    this.#isFlowing = this.#hadSound = this.#isOpen = false;
    this.#silentMs = 0;
  }

  hear(isSilent: boolean, lengthMs: number, isGateOpen: boolean): void {
    // What was not heard before the gate opened is not missed in it.
    if (isGateOpen && !this.#isOpen) this.#silentMs = 0;
    this.#isOpen = isGateOpen;
    if (isSilent) this.#missMore(lengthMs);
    else this.#flow();
  }

  #flow(): void {
    this.#hadSound = true;
    // An open gate has heard something, so its pauses are nobody's fault.
    this.#silentMs = this.#isOpen ? Infinity : 0;
    if (this.#isFlowing) return;
    this.#isFlowing = true;
    this.#send({ type: 'microphone-flowing' });
  }

  #missMore(lengthMs: number): void {
    const limitMs = this.#isOpen ? UNHEARD_MS : this.#hadSound ? Infinity : SILENT_MS;
    const before = this.#silentMs;
    this.#silentMs += lengthMs;
    if (before >= limitMs || this.#silentMs < limitMs) return;
    this.#isFlowing = false;
    const { code, message } = microphoneError(this.#hadSound ? 'microphone-quiet' : 'microphone-silent');
    this.#send({ type: 'microphone-silent', code, message });
  }
}
