/** How a conversation takes turns. In the Unity SDK's enum: hands-free 0, push-to-talk 1. */
export type ConversationMode = 'hands-free' | 'push-to-talk';

/** Who ends a hands-free turn: the backend's or our defaults, nobody but the application, or `SmartTurnSettings`. */
export type TurnDetection = 'use-default' | 'disabled' | 'custom';

/** Whether the backend's speech-to-text is on when the session starts; by default on in hands-free, off in push-to-talk. */
export type InitialServerStt = 'use-default' | 'enabled' | 'disabled';

/** When push-to-talk opens the microphone: at session start, kept silent, or at the first press (100 to 300 ms later). */
export type PushToTalkStartupMode = 'prewarm-muted' | 'open-on-first-press';

/** What listens for the user while the avatar speaks. */
export type ClientDetection = 'disabled' | 'silero';

/** What an analyzer's answer does: it moves the end of the turn gradually, or ends the turn at once from `threshold` on. */
export type TurnRule = 'slide' | 'threshold';

/** End-of-turn settings, in force while `turnDetection` is `'custom'`: of hands-free, and of latched turns that end by themselves. */
export interface SmartTurnSettings {
  /** Silence that ends the user's turn, in seconds. Not `vad.stopSecs`, which is when speech counts as stopped. */
  readonly stopSecs: number;
  /** Audio from before the detected onset that belongs to the turn, in milliseconds. */
  readonly preSpeechMs: number;
  /**
   * Hard cap on one user turn, in seconds, even while the user still speaks. In Pipecat, from which the backend's
   * setting descends, the same name means the length of audio shown to its model.
   */
  readonly maxDurationSecs: number;
  /**
   * What judges a pause: `'silence'`, which is its length alone, or a name given to `registerTurnAnalyzer`. A name that
   * nobody has registered stays as it is, and silence decides until somebody does.
   */
  readonly analyzer: string;
  /** Silence that ends a turn that sounds complete beyond doubt, in seconds; no more than `stopSecs` counts. */
  readonly minStopSecs: number;
  /** Silence after which the analyzer is asked, once in each pause, in seconds. Its answer ends no turn before. */
  readonly askAfterSecs: number;
  readonly rule: TurnRule;
  /** How complete a turn must sound to end at once, 0 to 1; with the rule `'threshold'` alone. */
  readonly threshold: number;
}

/** Those that end a turn by silence and length alone: what a service is told that ends turns itself. */
export type SilenceTurnSettings = Pick<SmartTurnSettings, 'stopSecs' | 'preSpeechMs' | 'maxDurationSecs'>;

/** What the microphone does on this device. */
export interface LocalAudioPolicy {
  /** The microphone starts muted in push-to-talk; if not, audio flows from the start until the first press. */
  readonly startMutedInPushToTalk: boolean;
  /** Ask the browser for echo cancellation: for speakers instead of headphones. */
  readonly enableAcousticEchoCancellation: boolean;
  readonly pushToTalkStartupMode: PushToTalkStartupMode;
}

/** The rules of press and release. */
export interface PushToTalkPolicy {
  /** Backend speech-to-text is unmuted on press and muted after release. */
  readonly enableServerSttToggle: boolean;
  /** A press while the avatar is busy interrupts it and starts the user's turn. */
  readonly interruptBotOnPress: boolean;
  /** A press while the avatar's turn is not complete is refused. */
  readonly requireTurnCompletionBeforeNextPress: boolean;
  /** Releases the lock if the completion never comes, in milliseconds after the release; 0 = never. */
  readonly turnCompletionTimeoutMs: number;
  /** The end of the avatar's speech also releases the lock, once its speech has started. */
  readonly allowSpeechStoppedFallbackAfterSpeechStart: boolean;
  /** Length of each window in which capture, then speech-to-text, stays open after the release, in milliseconds. */
  readonly releaseTailMs: number;
  /** Audio from before the press that belongs to the turn, in milliseconds. */
  readonly preRollMs: number;
}

/** How the user's voice takes the floor from the avatar. */
export interface BargeInOptions {
  /** The avatar's audio fades instead of being cut. */
  readonly smoothInterruption: boolean;
  /** Length of that fade, in seconds; clamped to 0.04 to 0.25. */
  readonly fadeOutSecs: number;
  /** Speech heard in the browser ducks the avatar before the backend confirms. */
  readonly clientDetection: ClientDetection;
}

/** How speech is told from silence. */
export interface VadSettings {
  /** Probability from which a frame is speech, 0 to 1. */
  readonly confidence: number;
  /** Speech that long is a start, in seconds; shorter is a misfire. */
  readonly startSecs: number;
  /** Silence that long and speech counts as stopped, in seconds. Not `stopSecs`, which is when the turn ends. */
  readonly stopSecs: number;
  /** Volume below which nothing is speech, 0 to 1; `volumeOf` says on which scale. */
  readonly minVolume: number;
}

/** All settings of turn-taking, complete. Names, defaults and meaning follow the Convai reference. */
export interface TurnTakingOptions {
  readonly mode: ConversationMode;
  readonly turnDetection: TurnDetection;
  readonly customTurnDetection: SmartTurnSettings;
  readonly initialServerStt: InitialServerStt;
  readonly localAudioPolicy: LocalAudioPolicy;
  readonly pushToTalkPolicy: PushToTalkPolicy;
  readonly bargeIn: BargeInOptions;
  readonly vad: VadSettings;
}

/** A change to some settings: any subset, at any depth. */
export type PartialTurnTaking = {
  readonly [K in keyof TurnTakingOptions]?: TurnTakingOptions[K] extends object
    ? Partial<TurnTakingOptions[K]>
    : TurnTakingOptions[K];
};

/** Ways a button answers: while held, tap to start and tap to stop, or a tap latches and a longer press holds. */
export type PressStyle = 'hold' | 'toggle' | 'hybrid';

/** What ends a latched turn: the next press alone, or the person's silence too, by the settings of the end of a turn. */
export type LatchEnd = 'tap' | 'endpoint';

/** How presses behave on this page; not part of the backend's options. */
export interface PressPolicy {
  readonly style: PressStyle;
  /** A press shorter than this is a tap, in milliseconds. */
  readonly tapMs: number;
  /** Longest hold in milliseconds; 0 = none. */
  readonly maxHoldMs: number;
  readonly latchEnds: LatchEnd;
}

export const DEFAULT_PRESS_POLICY: PressPolicy = { style: 'hold', tapMs: 400, maxHoldMs: 60_000, latchEnds: 'tap' };
