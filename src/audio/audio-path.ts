import type { CaptureEvent, OutcomeEvent } from '../core/machine/turn-events.js';
import type { AvatarSound } from './avatar-echo.js';
import type { AvatarOutput } from './avatar-output.js';
import type { CapturedSound, SoundStretch } from './captured-sound.js';
import type { MicrophoneRequest, OpenedMicrophone } from './microphone-device.js';
import type { DetectionListener } from './speech-detection.js';
import type { TurnAudio } from './turn-audio.js';

/** What becomes of the device, of the sound of a turn and of the playback, as a session is sent it. */
export type AudioEvent = Extract<
  CaptureEvent | OutcomeEvent,
  {
    type:
      | `gate-${'opened' | 'closed'}`
      | 'sound-lost'
      | 'turn-sent'
      | `voice-${'activity' | 'missing'}`
      | `microphone-${'flowing' | 'silent' | 'lost'}`
      | `playback-${'blocked' | 'unlocked'}`;
  }
>;

/** Who is told what the audio of a session does. Times named `…Ms` are audio time. */
export interface AudioListener extends DetectionListener {
  send(event: AudioEvent): void;
  audio(audio: TurnAudio): void;
  /** Both sides of the conversation while they are tapped, some 10 times a second. */
  sound(sound: CapturedSound): void;
  /** A device that fell silent by itself may be heard again. */
  resumed(): void;
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
  /**
   * Opens a device, in place of the one that was open.
   * @throws AvatarPttError whose code names the cause: denied, dismissed, policy, insecure, not found, busy, constraint.
   */
  open(request: MicrophoneRequest): Promise<OpenedMicrophone>;
  /** Releases the device; the gate is silent until another is opened. */
  closeMicrophone(): void;
  /** The track behind the gate: always live, silent while the gate is closed. */
  track(): Promise<MediaStreamTrack>;
  /** Lets a turn through from `fromMs` (audio time) if known, else from the moment `at` (page time), less `leadMs`. */
  openGate(turnId: number, at: number, fromMs: number | null, leadMs: number): void;
  /** The backend listens: what was held back leaves, and what comes follows. */
  letFlow(turnId: number): void;
  /** Silence from `untilMs` (audio time) if known, else from the moment `at` (page time) on. */
  closeGate(turnId: number, at: number, untilMs: number | null, isDiscarded: boolean): void;
  /** Resolves when everything of a closed turn has left, with the audio time of its end, ms. */
  drained(turnId: number): Promise<number>;
  /**
   * Starts or ends the detection of speech; without Silero the energy detector stands in, and says so: where it is urgent,
   * while Silero is loading too.
   */
  detect(isWanted: boolean, isUrgent?: boolean): void;
  /** What may wait from now on; at first nothing may. */
  letWait(patience: Patience): void;
  /** Starts or ends the reports of all sound; it opens nothing by itself. */
  tap(isWanted: boolean): void;
  /** The sound between two moments (audio time, ms), as far as it is remembered: the last 9 s. null: there is none. */
  soundOf(fromMs: number, untilMs: number): Promise<SoundStretch | null>;
  /** What of the avatar may be in the microphone's sound of that stretch (audio time, ms). */
  avatarAt(startMs: number, endMs: number): AvatarSound;
  /** The moment (page time, ms) at which was heard what has this audio time, once a device was open. */
  pageOf(audioMs: number): number;
  unlock(): Promise<void>;
  close(): Promise<void>;
}
