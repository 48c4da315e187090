import type { ConversationMode, TurnTakingOptions } from '../core/options.js';
import type { BackendEvent } from '../core/turn-events.js';
import type { AvatarOutput } from '../audio/avatar-output.js';

/** A turn as it was captured, for backends that take samples instead of a track. */
export interface TurnAudio {
  readonly turnId: number;
  /** Mono samples, -1 to 1, in capture order without gaps. */
  readonly samples: Float32Array;
  readonly sampleRate: number;
  /** Audio time of the first sample, ms. */
  readonly startMs: number;
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
  /** Joins; resolves when commands can be sent. The avatar reports `avatar-ready` when it can answer. */
  connect(context: ProviderContext): Promise<void>;
  /** Leaves; never rejects for a line that is gone already. */
  disconnect(): Promise<void>;
  /** Tells the backend that a turn begins; settles on its acknowledgement. */
  startTurn(turnId: number): Promise<void>;
  /** Tells the backend that the turn is over, once its audio has left; a discarded turn must not be answered. */
  stopTurn(turnId: number, options: { readonly isDiscarded: boolean }): Promise<void>;
  /** Backend speech-to-text on or off. */
  setServerStt?(isEnabled: boolean): Promise<void>;
  /** Silences the answer at the source; what is heard fades at once whatever this does. */
  interrupt?(): Promise<void>;
  /** A typed turn. */
  sendText?(text: string): Promise<void>;
  /** Another mode at run time, without a reconnect. */
  setMode?(mode: ConversationMode): Promise<void>;
  /** New settings at run time; the session's own machine has taken them already. */
  applyTurnTaking?(options: TurnTakingOptions): Promise<void>;
  /** Samples of a turn, from the acknowledged start on; for backends without a track. */
  receiveAudio?(audio: TurnAudio): void;
}
