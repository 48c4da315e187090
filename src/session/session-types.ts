import type { AudioMeter } from '../audio/audio-path.js';
import type { CapturedSound } from '../audio/captured-sound.js';
import type { SpeechFrame } from '../core/endpointing/endpointing.js';
import type { ConversationMode, PartialTurnTaking, PressPolicy, TurnTakingOptions } from '../core/settings/options.js';
import type { TurnEffect, TurnEvent } from '../core/machine/turn-events.js';
import type { PressSource, TurnState } from '../core/machine/turn-state.js';
import type { TurnTiming } from '../core/machine/turn-timing.js';
import type { Provider } from '../providers/provider.js';
import type { Clock } from './clock.js';

/** One entry of the log: what happened, what the state was then, what was done about it. */
export interface SessionRecord {
  /** Counts from 1 without gaps. */
  readonly seq: number;
  /** Page time in ms, the scale of `Event.timeStamp`. */
  readonly at: number;
  readonly event: TurnEvent;
  readonly state: TurnState;
  readonly effects: readonly TurnEffect[];
}

/** The newest records; older ones are dropped and counted. */
export interface SessionLog extends Iterable<SessionRecord> {
  readonly length: number;
  readonly dropped: number;
}

/** Which detector listens, and why not as it would best. */
export interface DetectorInForce {
  readonly name: 'silero-v5' | 'energy';
  /** Why loudness stands in, or why Silero runs on the page's own thread and not in a worker; empty where all is as wanted. */
  readonly reason: string;
}

/** What judges pauses, and why not what was asked for. */
export interface AnalyzerInForce {
  /** `silence` while the analyzer that was asked for is not registered, not loaded yet, or has failed. */
  readonly name: string;
  /** Why silence stands in; empty where all is as wanted. */
  readonly reason: string;
  /** How much of the analyzer is loaded, 0 to 1. */
  readonly progress: number;
}

/** A frame of the detector in force, as the endpointing takes it, with what is needed to draw it beside events. */
export interface HeardFrame extends SpeechFrame {
  readonly detector: DetectorInForce['name'];
  /** Page time of the frame's end, ms. */
  readonly at: number;
}

/** How loud it was during about 20 ms. */
export interface SoundLevel {
  /** Page time of the end, ms. */
  readonly at: number;
  /** Audio time of the end, ms. */
  readonly endMs: number;
  /** At the microphone, before the gate, 0 to 1 on the scale of `volumeOf`. */
  readonly volume: number;
  /** Of the room without speech, 0 to 1 on the same scale. */
  readonly noiseFloor: number;
  /** The gate's own word, not the intent. */
  readonly isGateOpen: boolean;
  /** What the avatar is heard with, 0 to 1. */
  readonly avatarLevel: number;
}

/** A stretch of sound with its place beside events. All listeners are given the same samples: copy before you change any. */
export interface HeardSound extends CapturedSound {
  /** Page time of the first sample, ms. */
  readonly at: number;
}

/** Who wants to know what is heard, frame by frame; what is left out is not made for it. */
export interface SoundListener {
  /** Each frame of the detector in force, in order, whether or not it can end a turn now. */
  readonly frame?: (frame: HeardFrame) => void;
  /** About 50 times a second while a device is open. */
  readonly level?: (level: SoundLevel) => void;
  /** The sound itself, some 10 times a second: also what is never sent, so ask the person first. */
  readonly sound?: (sound: HeardSound) => void;
}

export interface ListenOptions {
  readonly signal?: AbortSignal;
  /**
   * Keeps the speech detector running also where nothing needs it (push-to-talk), so that what is said there can be
   * judged too. It changes nothing of the turns. Default false.
   */
  readonly isDetecting?: boolean;
}

/** A microphone that can be picked. */
export interface MicrophoneChoice {
  readonly deviceId: string;
  readonly label: string;
}

/**
 * A conversation with an avatar. Everything that happens goes in by `send` and comes out by `subscribe`; the methods are
 * shorthands for common events. `replay` of the log's events gives the same states again.
 */
export interface Session {
  /** Where everything stands; a new object after each event, never changed. */
  readonly state: TurnState;
  /** The state before the first record: `replay` of all events from here gives all states. */
  readonly initial: TurnState;
  /** The newest records, oldest first, as `subscribe` gave them. */
  readonly log: SessionLog;
  /** When each step of the newest 200 turns happened. */
  readonly turns: readonly TurnTiming[];
  /** Measured now; read it once per frame of the display. */
  readonly meter: AudioMeter;
  /** null while nothing needs to detect speech. */
  readonly detector: DetectorInForce | null;
  /** null while none is asked for; `progress` may change without an event, so read it once per frame of the display. */
  readonly analyzer: AnalyzerInForce | null;
  /** The browser wants a gesture before the avatar can be heard: offer one that calls `unlock`. */
  readonly isPlaybackBlocked: boolean;
  /** The avatar's picture while the backend sends one, else null. */
  readonly videoStream: MediaStream | null;
  /** The one door: stamped with the present unless it carries its own moment. */
  send(event: SessionInput): TurnState;
  /** Every record from now on, in order, until the signal aborts or the returned function is called. */
  subscribe(listener: (record: SessionRecord) => void, options?: { readonly signal?: AbortSignal }): () => void;
  /** What is heard from now on, until the signal aborts or the returned function is called. Events have `subscribe`. */
  listen(listener: SoundListener, options?: ListenOptions): () => void;
  /** Resolves when connected. @throws AvatarPttError with the code of what went wrong. */
  connect(): Promise<void>;
  /** Leaves and closes the microphone, at once; resolves when the backend has been told. The session can connect again. */
  disconnect(): Promise<void>;
  /** Returns whether a turn began, joined or ended by it. `at` is the `timeStamp` of the DOM event behind it. */
  press(source?: PressSource, at?: number): boolean;
  /** Ends the turn that this source holds; without a press of it nothing happens. */
  release(source?: PressSource, at?: number): void;
  /** Silences the avatar, and gives up the answer that is awaited. */
  interrupt(): void;
  /** Lets presses in although the avatar's turn is not complete; what it says goes on. */
  releaseLock(): void;
  /** Resolves once the backend has taken it. @throws AvatarPttError `not-connected` while not connected. */
  setMode(mode: ConversationMode): Promise<void>;
  /** A written turn. @throws AvatarPttError `text-unavailable` when the backend does not read, `text-during-turn` while the person is heard. */
  sendText(text: string): Promise<void>;
  /** Merges, validates and applies; live. @throws AvatarPttError `invalid-option`; nothing is applied then. */
  setTurnTaking(patch: PartialTurnTaking): TurnTakingOptions;
  /** Merges and validates, and acts on the press that is held, too. @throws AvatarPttError `invalid-option` */
  setPressPolicy(policy: Partial<PressPolicy>): void;
  /** Lets the avatar be heard; call it from a user's gesture. */
  unlock(): Promise<void>;
  /** Microphones that can be picked; labels are empty before permission. */
  microphones(): Promise<readonly MicrophoneChoice[]>;
  /** Switches the device, at once when one is open. @throws AvatarPttError with the microphone's code. */
  setMicrophone(deviceId: string): Promise<void>;
  /** Asks for a device that failed or was lost once more, as a press does. @throws AvatarPttError with the microphone's code. */
  reopenMicrophone(): Promise<void>;
  /** Ends everything: device, backend, timers, listeners. The session can't be used again. */
  close(): Promise<void>;
}

type Unstamped<E> = E extends TurnEvent ? Omit<E, 'at' | 'handledAt'> & { readonly at?: number } : never;

/** An event without the moment: the session stamps it. */
export type SessionInput = Unstamped<TurnEvent>;

/** Which microphone, and how. */
export interface MicrophoneOptions {
  /** Device to open; default: the browser's choice. */
  readonly deviceId?: string;
  /** More constraints for `getUserMedia`, such as `noiseSuppression: false`. */
  readonly constraints?: MediaTrackConstraints;
  /**
   * Whether what was held back for an acknowledgement catches up on its way to the backend, by shorter pauses and left-out
   * periods of the voice; else a turn stays late to its end. What is on time is never touched. Default true.
   */
  readonly catchUp?: boolean;
}

export interface SessionOptions {
  /** The backend; a provider serves one session at a time. */
  readonly provider: Provider;
  /** Settings other than the defaults, which are hands-free. */
  readonly turnTaking?: PartialTurnTaking;
  /** Rules for holding a control, such as the longest hold. */
  readonly pressPolicy?: Partial<PressPolicy>;
  /** Default: the browser's choice, as it comes. */
  readonly microphone?: MicrophoneOptions;
  /** The capture worklet as a file, for pages whose policy forbids `blob:`; default: a Blob. */
  readonly workletUrl?: string | URL | undefined;
  /** The voice detector's worker as a file, likewise; default: a Blob, and where that is forbidden the page's own thread. */
  readonly workerUrl?: string | URL | undefined;
  /** Time and timers; default: the page's own. For tests. */
  readonly clock?: Clock;
  /** Records kept; 1 to 1,000,000; default 10,000. */
  readonly logLimit?: number;
}
