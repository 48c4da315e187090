import type { AvatarOutput } from '../audio/avatar-output.js';
import type { TurnAudio } from '../audio/turn-audio.js';
import type {
  ConversationMode,
  SilenceTurnSettings,
  TurnTakingOptions,
  VadSettings,
} from '../core/settings/options.js';
import type { BackendEvent } from '../core/machine/turn-events.js';

/** How a turn ended. */
export interface TurnEnd {
  /** Nothing of it may be answered. */
  readonly isDiscarded: boolean;
  /** Audio time of its end, ms: samples received beyond it are not part of the turn. Infinity when not known. */
  readonly endMs: number;
}

/** What a provider is given for one connection. */
export interface ProviderContext {
  /** Reports what the backend said, normalized, with the raw message attached. */
  readonly emit: (event: BackendEvent, raw?: unknown) => void;
  /** The gated microphone: always live, silent while the gate is closed. Publish it once. Opens on the first call. */
  readonly microphoneTrack: () => Promise<MediaStreamTrack>;
  /** Where the avatar is heard; fades and ducks by itself. */
  readonly output: AvatarOutput;
  readonly mode: ConversationMode;
  readonly turnTaking: TurnTakingOptions;
  /** What ends a turn where a backend finds that out itself; null: the application alone. */
  readonly smartTurn: SilenceTurnSettings | null;
  /** How speech is told from silence, if that was set; null: as usual. */
  readonly vad: VadSettings | null;
  /** Whether backend speech-to-text is to be on from the start. */
  readonly isServerSttOn: boolean;
  /** Aborted when the connection is given up; everything started with it ends then. */
  readonly signal: AbortSignal;
}

/**
 * One backend, translated both ways. It decides nothing about turns: it does what it is told and reports what it hears.
 * Optional methods are capabilities: the session asks once which are there. Every promise settles within a bounded time
 * and rejects with an `AvatarPttError`.
 */
export interface Provider {
  readonly name: string;
  /** The avatar's picture, or null while there is none; `picture-changed` says when to look again. */
  readonly videoStream?: MediaStream | null;
  /** By which the backend itself ends turns in this connection, as it was told when connecting; null: it does not. */
  readonly serviceTurn?: SilenceTurnSettings | null;
  /** Joins; resolves when commands can be sent. The avatar reports `avatar-ready` when it can answer. */
  connect(context: ProviderContext): Promise<void>;
  /** Leaves; never rejects for a line that is gone already. */
  disconnect(): Promise<void>;
  /** Tells the backend that a turn begins; settles on its acknowledgement. */
  startTurn(turnId: number): Promise<void>;
  /** Tells the backend that the turn is over, once its audio has left; settles on its acknowledgement. */
  stopTurn(turnId: number, end: TurnEnd): Promise<void>;
  /** Backend speech-to-text on or off. */
  setServerStt?(isEnabled: boolean): Promise<void>;
  /**
   * Silences the answer at the source; what is heard fades at once whatever this does. A `startTurn` follows without waiting
   * for it: send them in this order.
   */
  interrupt?(): Promise<void>;
  /** A person wants to speak whom the service has muted: be heard again, if it allows that. */
  unmute?(): Promise<void>;
  /** A typed turn. */
  sendText?(text: string): Promise<void>;
  /** Another mode at run time, without a reconnect. */
  setMode?(mode: ConversationMode): Promise<void>;
  /** New settings at run time; the session's own machine has taken them already. */
  applyTurnTaking?(options: TurnTakingOptions): Promise<void>;
  /**
   * Samples of a turn, from the acknowledged start on; for backends without a track. Turn 0 is what flows outside turns,
   * where the microphone does not start muted.
   */
  receiveAudio?(audio: TurnAudio): void;
}

/** What a backend may need to know from the page; each provider takes what it knows. */
export interface ProviderSettings {
  readonly tokenUrl: string;
  readonly sessionToken: string;
  readonly connectUrl: string;
  readonly characterId: string;
  readonly apiUrl: string;
  /** Asked for a fresh token at each connection: text, or your server's JSON as it is; also as a promise. */
  readonly tokenProvider: (() => string | object) | null;
}
