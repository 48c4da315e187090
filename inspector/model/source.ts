import type { TurnMark } from 'avatar-ptt/analysis';
import type {
  AnalyzerInForce,
  HeardFrame,
  HeardSound,
  PartialTurnTaking,
  SessionInput,
  SessionRecord,
  SoundLevel,
  TurnState,
  TurnTakingOptions,
} from 'avatar-ptt/headless';

/** Who takes in what a source delivers, in order. */
export interface Receiver {
  /** Another session begins, or this one from its beginning: what was known is about another. */
  begin(initial: TurnState | null): void;
  record(record: SessionRecord): void;
  frame(frame: HeardFrame): void;
  level(level: SoundLevel): void;
  sound(sound: HeardSound): void;
  /** Records that the session had dropped before anybody looked. */
  missed(count: number): void;
}

/** The way back into a running conversation. */
export interface Control {
  /** The newest state; null before the first connection. */
  readonly state: TurnState | null;
  /** The settings asked for, complete; also before the first connection. */
  readonly turnTaking: TurnTakingOptions;
  /** The turn analyzer in force and how much of it is loaded; null while none is asked for, missing where records alone tell. */
  readonly analyzer?: AnalyzerInForce | null;
  /** Merges and applies, live. @throws AvatarPttError `invalid-option`; nothing is applied then. */
  setTurnTaking(patch: PartialTurnTaking): void;
  send(event: SessionInput): void;
  /** false: the page does not give its sound away. */
  readonly hasSound?: boolean;
  /** Whether the sound itself is delivered too; ask the person first. */
  listenToSound(isWanted: boolean): void;
}

/** One side of some sound. */
export interface KeptSound {
  /** Audio time of the first sample, ms. */
  readonly startMs: number;
  readonly sampleRate: number;
  readonly samples: Float32Array;
}

/** What an analyzer said of a pause when it was asked afterwards. Audio time in ms. */
export interface KeptAnswer {
  /** The name that it was registered by. */
  readonly analyzer: string;
  /** Index in `History.stretches`. */
  readonly stretch: number;
  readonly turnStartMs: number;
  readonly askedMs: number;
  /** How complete the turn sounded, 0 to 1. */
  readonly completeness: number;
}

/** Where the knowledge comes from: a tag on this page, one in another tab, or a recording. */
export interface Source {
  readonly kind: 'page' | 'channel' | 'recording';
  /** For a person: `avatar-ptt#tutor`. */
  readonly label: string;
  /** Why nothing comes from it, and what to do, in a sentence; empty or missing: all is well. */
  readonly problem?: string;
  /** Unix time of page time 0, ms. */
  readonly timeOriginMs: number;
  /** The same as it was at a page time, where a sleep of the system in between is known. */
  originAt?(at: number): number;
  /** Version of the package that the conversation runs on, if it says so. */
  readonly version?: string;
  /** What a person said of turns before, such as in a recording. */
  readonly marks?: Iterable<readonly [number, TurnMark]>;
  /** The microphone between two moments of audio time, ms, near a page time, as far as it was kept; null: nothing of it. */
  soundOf?(at: number, fromMs: number, untilMs: number): Promise<KeptSound | null>;
  /** What was worked out from that sound before. */
  readonly answers?: readonly KeptAnswer[];
  /** Takes what has been worked out, all of it, for the next time. */
  keepAnswers?(answers: readonly KeptAnswer[]): void;
  /** What of it has been lost, for a person. */
  readonly missing?: string;
  /** null for what is over: it can be looked at, not changed. */
  readonly control: Control | null;
  /** Delivers until the signal aborts, the past first. */
  open(receiver: Receiver, signal: AbortSignal): void;
}
