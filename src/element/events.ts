import type { ConversationMode, PartialTurnTaking, TurnTakingOptions } from '../core/settings/options.js';
import type { DiscardReason, LockReleaseReason, RefusalReason } from '../core/machine/turn-events.js';
import type {
  AvatarState,
  ConnectionState,
  Phase,
  PressSource,
  TurnEndReason,
  TurnLock,
} from '../core/machine/turn-state.js';

// As all events of the element: they bubble, and cross the shadow roots around it.
const OUTWARD: EventInit = { bubbles: true, composed: true };

/** The session was joined, left, lost or found again. */
export class ConnectionChangeEvent extends Event {
  readonly connectionState: ConnectionState;
  readonly previous: ConnectionState;

  constructor(connectionState: ConnectionState, previous: ConnectionState) {
    super('connection-change', OUTWARD);
    this.connectionState = connectionState;
    this.previous = previous;
  }
}

/** Another mode is in force. */
export class ModeChangeEvent extends Event {
  readonly mode: ConversationMode;
  readonly previous: ConversationMode;

  constructor(mode: ConversationMode, previous: ConversationMode) {
    super('mode-change', OUTWARD);
    this.mode = mode;
    this.previous = previous;
  }
}

/** The user's turn went on: pressed, captured, released, awaited, over. */
export class PhaseChangeEvent extends Event {
  readonly phase: Phase;
  readonly previous: Phase;

  constructor(phase: Phase, previous: Phase) {
    super('phase-change', OUTWARD);
    this.phase = phase;
    this.previous = previous;
  }
}

/** The avatar idles, listens, thinks or speaks. */
export class AvatarStateChangeEvent extends Event {
  readonly avatarState: AvatarState;
  readonly previous: AvatarState;

  constructor(avatarState: AvatarState, previous: AvatarState) {
    super('avatar-state-change', OUTWARD);
    this.avatarState = avatarState;
    this.previous = previous;
  }
}

/** The user's turn has begun: what is said from now on is captured. */
export class TurnStartEvent extends Event {
  readonly turnId: number;
  readonly source: PressSource;

  constructor(turnId: number, source: PressSource) {
    super('turn-start', OUTWARD);
    this.turnId = turnId;
    this.source = source;
  }
}

/** The user's turn is captured whole and on its way. */
export class TurnEndEvent extends Event {
  readonly turnId: number;
  readonly reason: TurnEndReason;
  /** Captured audio, ms. */
  readonly durationMs: number;

  constructor(turnId: number, reason: TurnEndReason, durationMs: number) {
    super('turn-end', OUTWARD);
    this.turnId = turnId;
    this.reason = reason;
    this.durationMs = durationMs;
  }
}

/** The user's turn came to nothing. */
export class TurnDiscardedEvent extends Event {
  readonly turnId: number;
  readonly reason: DiscardReason;

  constructor(turnId: number, reason: DiscardReason) {
    super('turn-discarded', OUTWARD);
    this.turnId = turnId;
    this.reason = reason;
  }
}

/** A press was not taken; `message` is what the user reads. */
export class PressRefusedEvent extends Event {
  readonly reason: RefusalReason;
  readonly message: string;

  constructor(reason: RefusalReason, message: string) {
    super('press-refused', OUTWARD);
    this.reason = reason;
    this.message = message;
  }
}

/** The avatar's turn is awaited, awaited differently, or over. */
export class LockChangeEvent extends Event {
  readonly lock: TurnLock | null;
  /** Why the last lock was released, if one was. */
  readonly releaseReason: LockReleaseReason | undefined;

  constructor(lock: TurnLock | null, releaseReason: LockReleaseReason | undefined) {
    super('lock-change', OUTWARD);
    this.lock = lock;
    this.releaseReason = releaseReason;
  }
}

/** Something said, in words; `turnId` is the turn it belongs to, also when it comes late. */
export class TranscriptEvent extends Event {
  readonly turnId: number;
  readonly role: 'user' | 'avatar';
  readonly text: string;
  readonly final: boolean;

  constructor(turnId: number, role: 'user' | 'avatar', text: string, final: boolean) {
    super('transcript', OUTWARD);
    this.turnId = turnId;
    this.role = role;
    this.text = text;
    this.final = final;
  }
}

/** The next words of the avatar, as they are heard: for captions that keep step with its voice. */
export class AvatarWordsEvent extends Event {
  readonly turnId: number;
  readonly text: string;

  constructor(turnId: number, text: string) {
    super('avatar-words', OUTWARD);
    this.turnId = turnId;
    this.text = text;
  }
}

/** Other turn-taking settings are in force. */
export class SettingsChangeEvent extends Event {
  /** What was asked for. */
  readonly requested: PartialTurnTaking;
  /** What is in force, complete: clamped, and with what the device really does. */
  readonly effective: TurnTakingOptions;

  constructor(requested: PartialTurnTaking, effective: TurnTakingOptions) {
    super('settings-change', OUTWARD);
    this.requested = requested;
    this.effective = effective;
  }
}

/** Something went wrong; the element shows it. `code` is for programs, `message` says what to do. */
export class SessionErrorEvent extends Event {
  readonly code: string;
  readonly message: string;
  /** Whether trying again can help. */
  readonly recoverable: boolean;

  constructor(code: string, message: string, recoverable: boolean) {
    super('session-error', OUTWARD);
    this.code = code;
    this.message = message;
    this.recoverable = recoverable;
  }
}

/** The events of the element by their names. */
export interface AvatarPttEventMap {
  'connection-change': ConnectionChangeEvent;
  'mode-change': ModeChangeEvent;
  'phase-change': PhaseChangeEvent;
  'avatar-state-change': AvatarStateChangeEvent;
  'turn-start': TurnStartEvent;
  'turn-end': TurnEndEvent;
  'turn-discarded': TurnDiscardedEvent;
  'press-refused': PressRefusedEvent;
  'lock-change': LockChangeEvent;
  transcript: TranscriptEvent;
  'avatar-words': AvatarWordsEvent;
  'settings-change': SettingsChangeEvent;
  'session-error': SessionErrorEvent;
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- how a page's own listeners come to these types
  interface HTMLElementEventMap extends AvatarPttEventMap {}
}
