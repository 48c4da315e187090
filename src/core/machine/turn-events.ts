import type { EndpointReason } from '../endpointing/endpointing.js';
import type { ConversationMode, PressPolicy, TurnTakingOptions } from '../settings/options.js';
import type { Capabilities, DropReason, PressSource, TurnEndReason } from './turn-state.js';

/** Why a press was refused. */
export type RefusalReason =
  | 'not-connected'
  | 'hands-free'
  | 'stop-pending'
  | 'avatar-not-ready'
  | 'muted-by-service'
  | 'avatar-busy'
  | 'microphone-unavailable'
  | 'server-stt-failed'
  | 'start-failed'
  | 'start-timeout';

/** Why the lock was released. `interrupted` covers the next press, the application and the person who overrides it. */
export type LockReleaseReason =
  | 'turn-completed'
  | 'speech-stopped'
  | 'timeout'
  | 'interrupted'
  | 'no-response'
  | 'answer-unheard'
  | 'moderation-blocked'
  | 'usage-limit'
  | 'session-error'
  | 'avatar-gone'
  | 'disconnected'
  | 'mode-switched'
  | 'stop-failed';

/** Why a turn came to nothing. */
export type DiscardReason = 'tap' | 'cancelled' | 'disconnected' | 'not-captured' | RefusalReason;

interface Failure {
  readonly code: string;
  readonly message: string;
}

/** How late the sound of a turn left for the backend, ms. */
export interface Lateness {
  readonly firstLateMs: number;
  readonly lastLateMs: number;
  /** By how much the way out was made shorter meanwhile. */
  readonly caughtUpMs: number;
}

/** Events of a person, a key, a controller, the application. */
export type UserEvent =
  | { readonly type: 'connect' }
  | { readonly type: 'disconnect' }
  | { readonly type: 'press'; readonly source: PressSource }
  | { readonly type: 'release'; readonly source: PressSource }
  /** A press that was lost; `source` limits it to presses of that kind. */
  | { readonly type: 'drop'; readonly reason: DropReason; readonly source?: PressSource }
  /** Discard what is being said. */
  | { readonly type: 'cancel' }
  | { readonly type: 'interrupt' }
  | { readonly type: 'release-lock' }
  | { readonly type: 'set-mode'; readonly mode: ConversationMode }
  /** Complete and validated already. */
  | { readonly type: 'set-options'; readonly options: TurnTakingOptions }
  | { readonly type: 'set-press-policy'; readonly pressPolicy: PressPolicy }
  /** Another device; empty: the browser's choice. */
  | { readonly type: 'set-microphone'; readonly deviceId: string }
  /** Get back a device that failed or was lost; `isAutomatic`: nobody asked, but it may be there again. */
  | { readonly type: 'reopen-microphone'; readonly isAutomatic?: boolean }
  | { readonly type: 'send-text'; readonly text: string };

/** Events of the capture path. Times named `…Ms` are audio time. */
export type CaptureEvent =
  | { readonly type: 'microphone-opened'; readonly label: string; readonly isEchoCancelled: boolean }
  | ({ readonly type: 'microphone-failed' } & Failure)
  /** The device went away or fell silent for good. */
  | ({ readonly type: 'microphone-lost' } & Failure)
  /** First sound that is not digital silence after opening. */
  | { readonly type: 'microphone-flowing' }
  /** Nothing but digital silence for some seconds. */
  | ({ readonly type: 'microphone-silent' } & Failure)
  | { readonly type: 'gate-opened'; readonly turnId: number; readonly startMs: number }
  | { readonly type: 'gate-closed'; readonly turnId: number; readonly endMs: number }
  /** What the turn should have had of sound, and nobody has any more: it waited longer than the capture path remembers. */
  | { readonly type: 'sound-lost'; readonly turnId: number; readonly lostMs: number }
  /**
   * All of a turn has left for the backend: how much later than at the microphone its first and its last sound did, and
   * what was left out of it on the way to catch up.
   */
  | ({ readonly type: 'turn-sent'; readonly turnId: number } & Lateness)
  /** Nothing like a voice was heard in a turn: so far, or up to its end. */
  | { readonly type: 'voice-missing'; readonly turnId: number; readonly isOver: boolean }
  | { readonly type: 'detector-changed'; readonly detector: 'silero-v5' | 'energy'; readonly reason: string }
  | { readonly type: 'voice-activity'; readonly isActive: boolean }
  | { readonly type: 'speech-started'; readonly onsetMs: number }
  | { readonly type: 'speech-ended'; readonly endMs: number }
  | { readonly type: 'speech-misfire'; readonly onsetMs: number; readonly endMs: number }
  | { readonly type: 'analyzer-changed'; readonly analyzer: string; readonly reason: string }
  | { readonly type: 'pause-asked'; readonly pauseMs: number; readonly askedMs: number }
  /** How complete the turn sounded up to `askedMs`, 0 to 1; null: there is no answer, so silence alone decides. */
  | { readonly type: 'pause-answered'; readonly askedMs: number; readonly completeness: number | null }
  | { readonly type: 'turn-ended'; readonly endMs: number; readonly reason: EndpointReason };

/** What a backend reported, normalized. A missing `turnId` means the backend does not say. */
export type BackendEvent =
  | { readonly type: 'avatar-ready' }
  /** The avatar, or whoever hears for it, has left; `avatar-ready` when it is back. */
  | { readonly type: 'avatar-gone'; readonly message?: string }
  /** The service hears nothing of the user by its own decision, or hears again. */
  | { readonly type: 'user-muted'; readonly isMuted: boolean; readonly message?: string }
  | { readonly type: 'avatar-speech-started'; readonly turnId?: number }
  | { readonly type: 'avatar-speech-stopped'; readonly turnId?: number }
  /** The answer's first sound above silence reached the speakers' path; measured on the audio. */
  | { readonly type: 'avatar-audible'; readonly turnId?: number }
  | { readonly type: 'turn-completed'; readonly turnId?: number }
  | {
      readonly type: 'transcript';
      readonly role: 'user' | 'avatar';
      readonly text: string;
      readonly final: boolean;
      readonly turnId?: number;
    }
  /** The next words of the avatar as they are heard, in their order; `transcript` has the whole line. */
  | { readonly type: 'avatar-words'; readonly text: string; readonly turnId?: number }
  /** There was an answer, and its sound reached nobody. */
  | { readonly type: 'answer-unheard'; readonly turnId?: number; readonly message?: string }
  | { readonly type: 'no-response'; readonly turnId?: number; readonly message?: string }
  | { readonly type: 'moderation-blocked'; readonly turnId?: number; readonly message?: string }
  /** Nothing is left to use; `isSessionOver` when that has ended the session as well. */
  | { readonly type: 'usage-limit'; readonly message: string; readonly isSessionOver?: boolean }
  /** The service will end the session: at its longest, when what it was joined with runs out, or for nobody speaks. */
  | {
      readonly type: 'session-ending';
      readonly remainingSecs: number;
      readonly reason: 'max-duration' | 'token' | 'idle';
      readonly message?: string;
    }
  /** The same as `session-ending` with the reason `idle`. */
  | { readonly type: 'idle-warning'; readonly remainingSecs: number; readonly message?: string }
  /**
   * What the service measured of its own work: `measure` is its word for it, such as `ttfb` (until the first byte), and
   * `processor` the part of the service.
   */
  | {
      readonly type: 'service-timing';
      readonly measure: string;
      readonly processor: string;
      readonly tookMs: number;
      readonly turnId?: number;
    }
  /** The avatar's picture has come, has gone or is another. */
  | { readonly type: 'picture-changed' }
  | ({ readonly type: 'session-error' } & Failure)
  | { readonly type: 'reconnecting' }
  | { readonly type: 'reconnected' }
  | ({ readonly type: 'connection-lost' } & Failure)
  /** A message the provider has no meaning for; shown as it came. */
  | { readonly type: 'wire-message'; readonly direction: 'in' | 'out' };

/** Outcomes of effects. */
export type OutcomeEvent =
  /** `told`: the settings that the backend was given, where they may have changed meanwhile. */
  | { readonly type: 'connected'; readonly capabilities: Capabilities; readonly told?: TurnTakingOptions }
  | ({ readonly type: 'connect-failed' } & Failure)
  | { readonly type: 'start-acknowledged'; readonly turnId: number }
  | ({ readonly type: 'start-failed'; readonly turnId: number } & Failure)
  | { readonly type: 'stop-acknowledged'; readonly turnId: number }
  | ({ readonly type: 'stop-failed'; readonly turnId: number } & Failure)
  | ({ readonly type: 'server-stt-failed'; readonly turnId: number } & Failure)
  | { readonly type: 'mode-applied'; readonly mode: ConversationMode }
  | ({ readonly type: 'mode-failed'; readonly mode: ConversationMode } & Failure)
  | ({ readonly type: 'effect-failed'; readonly effect: string } & Failure)
  | { readonly type: 'playback-blocked' }
  | { readonly type: 'playback-unlocked' }
  /** Nothing happened but time. */
  | { readonly type: 'tick' };

/**
 * Everything that can happen, with the moment it happened: page time in milliseconds, the scale of `Event.timeStamp`.
 * `handledAt` is when the page came to it, where that was more than a tenth of a second later; `raw` is the message of the
 * backend that it came from.
 */
export type TurnEvent = (UserEvent | CaptureEvent | BackendEvent | OutcomeEvent) & {
  readonly at: number;
  readonly handledAt?: number;
  readonly raw?: unknown;
};

/** What a person or an embedder is told. */
export type Notice =
  | { readonly type: 'turn-started'; readonly turnId: number; readonly source: PressSource }
  | {
      readonly type: 'turn-ended';
      readonly turnId: number;
      readonly reason: TurnEndReason;
      readonly durationMs: number;
    }
  | { readonly type: 'turn-discarded'; readonly turnId: number; readonly reason: DiscardReason }
  | { readonly type: 'press-refused'; readonly reason: RefusalReason; readonly message: string }
  | { readonly type: 'release-ignored'; readonly source: PressSource }
  | { readonly type: 'sound-lost'; readonly turnId: number; readonly lostMs: number }
  /** Nothing like a voice was heard in a held turn: so far, or up to its end. */
  | { readonly type: 'voice-missing'; readonly turnId: number; readonly isOver: boolean }
  | { readonly type: 'hold-ending'; readonly turnId: number; readonly endsAt: number }
  | { readonly type: 'lock-released'; readonly turnId: number; readonly reason: LockReleaseReason }
  | { readonly type: 'error'; readonly code: string; readonly message: string; readonly isRecoverable: boolean };

/** What is to be done in the world. `Connection.run` is the only one who does it, in this order. */
export type TurnEffect =
  | { readonly type: 'connect-provider' }
  | { readonly type: 'disconnect-provider' }
  | { readonly type: 'open-microphone'; readonly deviceId: string; readonly isEchoCancelled: boolean }
  | { readonly type: 'close-microphone' }
  /** Let sound through from `fromMs` (audio time) if known, else from `at` (page time), less `leadMs`. Turn 0: ambient. */
  | {
      readonly type: 'open-gate';
      readonly turnId: number;
      readonly at: number;
      readonly fromMs: number | null;
      readonly leadMs: number;
    }
  /** The backend listens: send what was held back, and go on. */
  | { readonly type: 'let-flow'; readonly turnId: number }
  /** Silence from `untilMs` (audio time) if known, else from `at` (page time) on; a discarded turn's audio goes nowhere. */
  | {
      readonly type: 'close-gate';
      readonly turnId: number;
      readonly at: number;
      readonly untilMs: number | null;
      readonly isDiscarded: boolean;
    }
  | { readonly type: 'start-turn'; readonly turnId: number }
  | { readonly type: 'stop-turn'; readonly turnId: number; readonly isDiscarded: boolean }
  | { readonly type: 'set-server-stt'; readonly isEnabled: boolean; readonly turnId: number }
  | { readonly type: 'interrupt-avatar'; readonly fadeOutSecs: number }
  /** The service has muted a person who wants to speak. */
  | { readonly type: 'ask-to-be-heard' }
  | { readonly type: 'duck-avatar'; readonly isDucked: boolean }
  | { readonly type: 'apply-mode'; readonly mode: ConversationMode; readonly isServerSttOn: boolean }
  | { readonly type: 'apply-turn-taking'; readonly options: TurnTakingOptions }
  | { readonly type: 'send-text'; readonly text: string }
  | { readonly type: 'announce'; readonly notice: Notice };
