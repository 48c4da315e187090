import type { AudioListener, AudioMeter } from './audio-path.js';
import { AUDIBLE_RMS, AvatarEcho } from './avatar-echo.js';
import type { CaptureBatch, CapturePiece } from './capture-protocol.js';
import {
  NO_VOICE,
  foldEnergy,
  foldVoiceActivity,
  quietBelow,
  type EnergyFrame,
  type VoiceActivity,
} from './energy-detector.js';
import type { SpeakerOutput } from './output.js';
import { SilenceWatch } from './silence-watch.js';
import type { SpeechDetection } from './speech-detection.js';
import { VoiceWatch } from './voice-watch.js';

/** What the sound is measured for. */
interface SoundMeterHost {
  readonly output: SpeakerOutput;
  readonly detection: SpeechDetection;
  readonly listener: AudioListener;
  /** Batches below this root mean square may come later, several at once; 0: none. */
  readonly letWait: (belowRms: number) => void;
}

/** What the sound before the gate is like, piece by piece: how loud, whether anything, or a voice, is in it, and whose. */
export class SoundMeter {
  readonly echo = new AvatarEcho();
  readonly turnVoice: VoiceWatch;
  readonly #host: SoundMeterHost;
  readonly #silence: SilenceWatch;
  #energy: EnergyFrame | null = null;
  #voice: VoiceActivity = NO_VOICE;
  #isOpen = false;
  #isGateOpen = false;
  #mayLevelsWait = false;
  #waitsBelowRms = 0;

  constructor(host: SoundMeterHost) {
    const { listener } = host;
    this.#host = host;
    this.#silence = new SilenceWatch((event) => listener.send(event));
    this.turnVoice = new VoiceWatch((turnId, isOver) => listener.send({ type: 'voice-missing', turnId, isOver }));
  }

  /** Whether a device is open and gives sound. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether nobody would miss some hundredths of a second: no turn is open, and no voice is heard. */
  get isAtRest(): boolean {
    return this.#isOpen && !this.#isGateOpen && !this.#voice.isActive;
  }

  get reading(): AudioMeter {
    const { output, detection } = this.#host;
    return {
      volume: this.#isOpen ? (this.#energy?.volume ?? 0) : 0,
      noiseFloor: this.#energy?.floor ?? 0,
      speechProbability: detection.probability,
      isGateOpen: this.#isGateOpen,
      avatarLevel: output.level(),
    };
  }

  /** Another device gives sound. */
  begin(): void {
    this.#isOpen = true;
    this.#silence.reset();
  }

  /** None does. Where the sound stands still, no batch would ever say that the gate is closed. */
  end(): void {
    this.#isOpen = this.#isGateOpen = false;
  }

  measure({ pieces, isGateOpen }: CaptureBatch, sampleRate: number): void {
    this.#isGateOpen = isGateOpen;
    for (const piece of pieces) this.#measure(piece, sampleRate);
    this.#letLevelsWait();
  }

  /** Whether levels that are no louder than the room may come later. */
  letWait(isWanted: boolean): void {
    this.#mayLevelsWait = isWanted;
    this.#letLevelsWait();
  }

  #measure({ startFrame, endFrame, rms, avatarRms }: CapturePiece, sampleRate: number): void {
    const { output, detection, listener } = this.#host;
    const startMs = (startFrame * 1000) / sampleRate;
    const endMs = (endFrame * 1000) / sampleRate;
    const frame = foldEnergy(this.#energy, rms, startMs, endMs);
    this.#energy = frame;
    this.#voice = foldVoiceActivity(this.#voice, frame, ({ isActive }) => {
      listener.send({ type: 'voice-activity', isActive });
    });
    this.turnVoice.hear(this.#voice.isActive, endMs);
    if (avatarRms >= AUDIBLE_RMS || output.isHeardElsewhere) this.echo.hear(startMs, endMs, output.latencyMs);
    if (this.#isOpen) this.#silence.hear(rms === 0, endMs - startMs, this.#isGateOpen);
    detection.offer(frame);
    listener.beat(endMs);
  }

  #letLevelsWait(): void {
    const { output, detection, letWait } = this.#host;
    const isNeeded = this.#voice.isActive || detection.isByEnergy || output.isHeardElsewhere;
    const belowRms = this.#mayLevelsWait && !isNeeded && this.#energy ? quietBelow(this.#energy.floor) : 0;
    // The floor moves with every piece; half a decibel of it makes no difference.
    const isSame =
      belowRms === 0 ? this.#waitsBelowRms === 0 : Math.abs(Math.log2(belowRms / this.#waitsBelowRms)) < 0.08;
    if (isSame) return;
    this.#waitsBelowRms = belowRms;
    letWait(belowRms);
  }
}
