import type { AvatarPttError } from '../core/error.js';
import type { Lateness } from '../core/machine/turn-events.js';
import { resumeAudio } from './audio-context.js';
import { AUDIBLE_RMS, AvatarEcho, type AvatarSound } from './avatar-echo.js';
import type { AvatarOutput } from './avatar-output.js';
import type { CaptureBatch, CapturePiece } from './capture-protocol.js';
import type { CapturedSound } from './captured-sound.js';
import {
  NO_VOICE,
  foldEnergy,
  foldVoiceActivity,
  quietBelow,
  type EnergyFrame,
  type VoiceActivity,
} from './energy-detector.js';
import type { MicrophoneRequest, OpenedMicrophone } from './microphone-device.js';
import { microphoneError, microphoneObstacle } from './microphone-error.js';
import { Microphone } from './microphone.js';
import { SpeakerOutput } from './output.js';
import { SilenceWatch } from './silence-watch.js';
import { SpeechDetection, type DetectionListener } from './speech-detection.js';
import type { TurnAudio } from './turn-audio.js';
import { VoiceWatch } from './voice-watch.js';

/** What the audio of a session reports. Times named `…Ms` are audio time. */
export interface AudioListener extends DetectionListener {
  audio(audio: TurnAudio): void;
  /** Both sides of the conversation while they are tapped, some 10 times a second. */
  sound(sound: CapturedSound): void;
  gateOpened(turnId: number, startMs: number): void;
  gateClosed(turnId: number, endMs: number): void;
  /** Sound that a turn should have had waited longer than the capture remembers. */
  soundLost(turnId: number, lostMs: number): void;
  /** All of a turn has left by the track. */
  turnSent(turnId: number, lateness: Lateness): void;
  /** A device that fell silent by itself may be heard again. */
  resumed(): void;
  voiceActivity(isActive: boolean): void;
  /** Nothing like a voice was heard in a turn: so far, or up to its end. */
  voiceMissing(turnId: number, isOver: boolean): void;
  flowing(): void;
  silent(error: AvatarPttError): void;
  lost(error: AvatarPttError): void;
  playbackBlocked(isBlocked: boolean): void;
  /**
   * For each 20 ms of sound, also where timers are throttled; the meter is that of `endMs`. It comes at once, but for
   * silence that nobody acts on: that comes ten at a time.
   */
  beat(endMs: number): void;
}

/** What nobody acts on now, and may come up to a fifth of a second late, several at once: an idle page has little to do then. */
export interface Patience {
  /** Frames of the detector with a lower probability of speech, 0 to 1; 0: none may wait. */
  readonly framesBelow: number;
  /** Levels that are no louder than the room. */
  readonly isForLevels: boolean;
}

/** Measured now. */
export interface AudioMeter {
  /** Volume at the microphone, 0 to 1, on the scale of `volumeOf`; 0 while no device is open. */
  readonly volume: number;
  /** Volume of the room without speech, 0 to 1. */
  readonly noiseFloor: number;
  /** Probability of speech from the detector in force, 0 to 1. */
  readonly speechProbability: number;
  /** Whether the capture path lets sound through now: the gate's own word, not the intent. */
  readonly isGateOpen: boolean;
  /** The avatar's own loudness, 0 to 1, measured on what is heard. */
  readonly avatarLevel: number;
}

/** How the audio of a session is set up. Other threads' code may come from files, for pages that forbid Blobs. */
export interface AudioSetup {
  /** The capture worklet as a file; null: as this build carries it. */
  readonly workletUrl: string | URL | null;
  /** The voice detector's worker as a file; null: as this build carries it. */
  readonly workerUrl: string | URL | null;
  /** Whether what leaves late by the track may catch up. */
  readonly mayCatchUp: boolean;
}

/** All audio of one connection: microphone, gate, detectors and the avatar's voice, on one clock. */
export interface AudioPath {
  readonly output: AvatarOutput;
  readonly meter: AudioMeter;
  open(request: MicrophoneRequest): Promise<OpenedMicrophone>;
  closeMicrophone(): void;
  track(): Promise<MediaStreamTrack>;
  openGate(turnId: number, at: number, fromMs: number | null, leadMs: number): void;
  letFlow(turnId: number): void;
  closeGate(turnId: number, at: number, untilMs: number | null, isDiscarded: boolean): void;
  drained(turnId: number): Promise<number>;
  /** Starts or ends the detection of speech; without Silero the energy detector stands in, and says so. */
  detect(isWanted: boolean): void;
  /** What may wait from now on; at first nothing may. */
  letWait(patience: Patience): void;
  /** Starts or ends the reports of all sound; it opens nothing by itself. */
  tap(isWanted: boolean): void;
  /** What of the avatar may be in the microphone's sound of that stretch (audio time, ms). */
  avatarAt(startMs: number, endMs: number): AvatarSound;
  /** The moment (page time, ms) at which was heard what has this audio time, once a device was open. */
  pageOf(audioMs: number): number;
  unlock(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The audio of a browser. Call it in a user's gesture, or the browser may keep it suspended.
 * @throws AvatarPttError `microphone-insecure`, or `microphone-unsupported`, in a browser without AudioWorklet.
 */
export function openAudioPath(listener: AudioListener, setup: AudioSetup): AudioPath {
  if (typeof AudioContext === 'undefined' || typeof AudioWorkletNode === 'undefined') {
    // Where a page is not secure, some browsers have no worklets either.
    throw microphoneObstacle() ?? microphoneError('microphone-unsupported');
  }
  return new BrowserAudioPath(listener, setup);
}

class BrowserAudioPath implements AudioPath {
  readonly output: SpeakerOutput;
  readonly #listener: AudioListener;
  readonly #context = new AudioContext({ latencyHint: 'interactive' });
  readonly #microphone: Microphone;
  readonly #detection: SpeechDetection;
  #energy: EnergyFrame | null = null;
  #voice: VoiceActivity = NO_VOICE;
  #isGateOpen = false;
  #patience: Patience = { framesBelow: 0, isForLevels: false };
  #waitsBelowRms = 0;
  #isOpen = false;
  #isSuspended = false;
  #isClosing = false;
  readonly #echo = new AvatarEcho();
  readonly #silence: SilenceWatch;
  readonly #turnVoice: VoiceWatch;

  constructor(listener: AudioListener, setup: AudioSetup) {
    this.#listener = listener;
    this.#silence = new SilenceWatch(listener);
    this.#turnVoice = new VoiceWatch((turnId, isOver) => listener.voiceMissing(turnId, isOver));
    this.output = new SpeakerOutput(this.#context, (isBlocked) => listener.playbackBlocked(isBlocked));
    this.#microphone = new Microphone(
      this.#context,
      this.output.bus,
      {
        batch: (batch, sampleRate) => this.#measure(batch, sampleRate),
        audio: (audio) => listener.audio(audio),
        sound: (sound) => listener.sound(sound),
        gateOpened: (turnId, startMs) => {
          this.#turnVoice.opened(turnId, startMs);
          listener.gateOpened(turnId, startMs);
        },
        gateClosed: (turnId, endMs) => {
          this.#turnVoice.closed(turnId);
          listener.gateClosed(turnId, endMs);
        },
        soundLost: (turnId, lostMs) => listener.soundLost(turnId, lostMs),
        turnSent: (turnId, lateness) => listener.turnSent(turnId, lateness),
        resumed: () => listener.resumed(),
        lost: (error) => this.#lose(error),
      },
      setup,
    );
    this.#detection = new SpeechDetection(this.#microphone, this.#context.sampleRate, setup.workerUrl, listener);
    // A phone call or a sleeping device stops the graph: nothing is captured, so nobody may believe that it is.
    this.#context.addEventListener('statechange', () => {
      const { state } = this.#context;
      if (state !== 'running') this.#suspend(state === 'closed' ? 'microphone-closed' : 'microphone-suspended');
      else if (this.#isSuspended) {
        this.#isSuspended = false;
        listener.resumed();
      }
    });
  }

  get meter(): AudioMeter {
    return {
      volume: this.#isOpen ? (this.#energy?.volume ?? 0) : 0,
      noiseFloor: this.#energy?.floor ?? 0,
      speechProbability: this.#detection.probability,
      isGateOpen: this.#isGateOpen,
      avatarLevel: this.output.level(),
    };
  }

  async open(request: MicrophoneRequest): Promise<OpenedMicrophone> {
    const opened = await this.#microphone.open(request);
    this.#isOpen = true;
    this.#isSuspended = false;
    this.#silence.reset();
    return opened;
  }

  closeMicrophone(): void {
    this.#isOpen = false;
    this.#isGateOpen = false;
    this.#isSuspended = false;
    this.#microphone.close();
  }

  track(): Promise<MediaStreamTrack> {
    return this.#microphone.track();
  }

  openGate(turnId: number, at: number, fromMs: number | null, leadMs: number): void {
    this.#microphone.openGate(turnId, at, fromMs, leadMs);
  }

  letFlow(turnId: number): void {
    this.#microphone.letFlow(turnId);
  }

  closeGate(turnId: number, at: number, untilMs: number | null, isDiscarded: boolean): void {
    this.#microphone.closeGate(turnId, at, untilMs, isDiscarded);
  }

  drained(turnId: number): Promise<number> {
    return this.#microphone.drained(turnId);
  }

  detect(isWanted: boolean): void {
    this.#detection.want(isWanted);
  }

  letWait(patience: Patience): void {
    this.#patience = patience;
    this.#detection.letWaitBelow(patience.framesBelow);
    this.#letLevelsWait();
  }

  tap(isWanted: boolean): void {
    this.#microphone.tap(isWanted);
  }

  avatarAt(startMs: number, endMs: number): AvatarSound {
    return this.#echo.at(startMs, endMs);
  }

  pageOf(audioMs: number): number {
    return this.#microphone.pageOf(audioMs);
  }

  async unlock(): Promise<void> {
    await resumeAudio(this.#context);
    await this.output.unlock();
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#detection.want(false);
    this.closeMicrophone();
    this.output.close();
    if (this.#context.state !== 'closed') await this.#context.close();
  }

  #measure({ pieces, isGateOpen }: CaptureBatch, sampleRate: number): void {
    this.#isGateOpen = isGateOpen;
    for (const piece of pieces) this.#measurePiece(piece, sampleRate);
    this.#letLevelsWait();
  }

  #measurePiece({ startFrame, endFrame, rms, avatarRms }: CapturePiece, sampleRate: number): void {
    const startMs = (startFrame * 1000) / sampleRate;
    const endMs = (endFrame * 1000) / sampleRate;
    const frame = foldEnergy(this.#energy, rms, startMs, endMs);
    this.#energy = frame;
    this.#voice = foldVoiceActivity(this.#voice, frame, ({ isActive }) => {
      this.#listener.voiceActivity(isActive);
    });
    this.#turnVoice.hear(this.#voice.isActive, endMs);
    if (avatarRms >= AUDIBLE_RMS || this.output.isHeardElsewhere) {
      this.#echo.hear(startMs, endMs, this.output.latencyMs);
    }
    if (this.#isOpen) this.#silence.hear(rms === 0, endMs - startMs, this.#isGateOpen);
    this.#detection.offer(frame);
    this.#listener.beat(endMs);
  }

  #letLevelsWait(): void {
    const isNeeded = this.#voice.isActive || this.#detection.isByEnergy || this.output.isHeardElsewhere;
    const isPatient = this.#patience.isForLevels && !isNeeded;
    const belowRms = isPatient && this.#energy ? quietBelow(this.#energy.floor) : 0;
    // The floor moves with every piece; half a decibel of it makes no difference.
    const isSame =
      belowRms === 0 ? this.#waitsBelowRms === 0 : Math.abs(Math.log2(belowRms / this.#waitsBelowRms)) < 0.08;
    if (isSame) return;
    this.#waitsBelowRms = belowRms;
    this.#microphone.letWait(belowRms);
  }

  #lose(error: AvatarPttError): void {
    this.#isOpen = false;
    // Where the sound stands still, no batch would ever say so.
    this.#isGateOpen = false;
    this.#listener.lost(error);
  }

  #suspend(code: 'microphone-closed' | 'microphone-suspended'): void {
    if (!this.#isOpen || this.#isClosing) return;
    this.closeMicrophone();
    this.#isSuspended = code === 'microphone-suspended';
    this.#lose(microphoneError(code));
  }
}
