import type { ConversationMode, PressStyle } from '../../core/settings/options.js';
import type { ConnectionState, TurnState } from '../../core/machine/turn-state.js';
import type { DetectorInForce, MicrophoneChoice } from '../../session/session-types.js';
import type { Texts } from '../strings.js';

/** The last words of each side. */
export interface Captions {
  readonly user: string;
  readonly avatar: string;
}

/** Something that went wrong and is still shown. */
export interface ShownError {
  /** What it is about: an attribute, or the session. */
  readonly key: string;
  readonly code: string;
  /** In English; the texts in force may have another for its code. */
  readonly message: string;
}

/** What the controls do. */
export interface Actions {
  readonly connect: () => void;
  readonly disconnect: () => void;
  readonly interrupt: () => void;
  readonly toggleMode: () => void;
  /** Resolves to whether it was taken. */
  readonly sendText: (text: string) => Promise<boolean>;
  readonly keepDraft: (text: string) => void;
  readonly unlock: () => void;
  readonly dismiss: () => void;
  readonly reopenMicrophone: () => void;
  /** Keeps the list of microphones, or no more. */
  readonly listMicrophones: (isWanted: boolean) => void;
  readonly pickMicrophone: (deviceId: string) => void;
}

/** Everything that is drawn; the view is a function of this. */
export interface View {
  readonly texts: Texts;
  readonly actions: Actions;
  readonly connection: ConnectionState;
  readonly mode: ConversationMode;
  /** null before the first connection. */
  readonly state: TurnState | null;
  readonly pressStyle: PressStyle;
  /** A press would be refused now because it is the avatar's turn. */
  readonly isBlocked: boolean;
  /** What goes on in the conversation, for the status line; empty without one. */
  readonly status: string;
  /** Passing message for the status line. */
  readonly hint: string;
  readonly errors: readonly ShownError[];
  readonly captions: Captions | null;
  readonly hasMeter: boolean;
  readonly hasTextInput: boolean;
  /** What is typed, and not sent yet. */
  readonly draft: string;
  /** What people say and write is in the language of the page, whichever the words of the controls are in. */
  readonly lang: string;
  readonly video: MediaStream | null;
  readonly isPlaybackBlocked: boolean;
  readonly detector: DetectorInForce | null;
  /** Sounds that the detector took for no speech, since hands-free began. */
  readonly misfires: number;
  readonly microphones: readonly MicrophoneChoice[];
  readonly microphoneId: string;
}
