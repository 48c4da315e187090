import type { EndpointReason } from '../endpointing/endpointing.js';
import { DEFAULT_TURN_TAKING } from '../settings/merge-turn-taking.js';
import {
  DEFAULT_PRESS_POLICY,
  type ConversationMode,
  type PressPolicy,
  type SilenceTurnSettings,
  type TurnTakingOptions,
} from '../settings/options.js';

export type ConnectionState = 'disconnected' | 'connecting' | 'connected' | 'reconnecting' | 'failed';

/**
 * Where the user's turn is: `starting` (captured already, the backend has not acknowledged), `capturing`, `releasing`
 * (the tail windows), `awaiting` (the avatar's turn; the lock).
 */
export type Phase = 'idle' | 'starting' | 'capturing' | 'releasing' | 'awaiting';

export type AvatarState = 'idle' | 'listening' | 'thinking' | 'speaking';

/**
 * The device as the machine knows it: `opening` includes the browser's permission prompt; `lost` may come back by itself,
 * `failed` needs a person.
 */
export type MicrophoneState = 'closed' | 'opening' | 'open' | 'lost' | 'failed';

/** Who pressed. `click` is a synthetic activation (screen reader, switch, voice control): it has no release. */
export type PressSource = 'pointer' | 'keyboard' | 'hotkey' | 'gamepad' | 'click' | 'app' | 'endpointer';

/** What a backend can do beyond turns; absent means never asked for. */
export interface Capabilities {
  readonly serverStt: boolean;
  readonly interrupt: boolean;
  readonly sendText: boolean;
  /** It ends turns itself too, by these, which it was told when connecting; absent: it does not. */
  readonly serviceTurn?: SilenceTurnSettings;
}

/** Whether there is somebody who can listen and answer. */
export interface ServiceState {
  /** The avatar, with whoever hears for it: not there yet, there, or gone again. */
  readonly presence: 'awaited' | 'here' | 'gone';
  /** The service hears nothing of the user, by its own decision. */
  readonly isUserMuted: boolean;
}

/** The user's turn from the accepted press until its last window has ended. */
export interface Turn {
  readonly id: number;
  readonly source: PressSource;
  /** Who holds it down now, or has latched it: it lasts until the last of them releases it. */
  readonly heldBy: readonly PressSource[];
  /** Page time at which the press was accepted, ms. */
  readonly pressedAt: number;
  /** Page time at which the control went down, ms: earlier than `pressedAt` for a press that had to wait. */
  readonly downAt: number;
  /** Page time from which its sound is captured, ms; null while the device opens, or sends nothing yet. */
  readonly capturedAt: number | null;
  /** Audio time from which the turn was captured, ms, once known. */
  readonly startAudioMs: number | null;
  /** How much of it lies before the press, ms. */
  readonly leadMs: number;
  /** From when its longest length counts, page ms: `pressedAt`, or when it was taken up again in its tail, or was first to end by itself. */
  readonly countsAt: number;
  /** The press stays although the control was released: toggle, a tap in hybrid, a synthetic click. */
  readonly isLatched: boolean;
  /** `waiting` for the device, then `open`, then `closed`. */
  readonly gate: 'waiting' | 'open' | 'closed';
  /** When the backend acknowledged the start, page ms; null until then. */
  readonly acknowledgedAt: number | null;
  /** When waiting for the backend's acknowledgement is given up, page ms; null while it isn't waited for. */
  readonly ackDueAt: number | null;
  readonly releasedAt: number | null;
  readonly endReason: TurnEndReason | null;
  /** Length of what was captured, ms, once the gate has closed. */
  readonly durationMs: number | null;
  /** `due`: capture is over, but the start is not acknowledged yet, so the stop can't be sent. */
  readonly stop: 'none' | 'due' | 'sent';
  /** Nothing of it may be answered. */
  readonly isDiscarded: boolean;
  /** The tail window that is running: 1 `capture`, 2 `transcript`. */
  readonly window: { readonly kind: 'capture' | 'transcript'; readonly endsAt: number } | null;
  /** Page ms; null = no limit. */
  readonly holdEndsAt: number | null;
  readonly isHoldWarned: boolean;
}

/** A stop that the backend has not confirmed. */
export interface UnsettledStop {
  readonly turnId: number;
  readonly isDiscarded: boolean;
  readonly attempt: 1 | 2;
  /** The first attempt failed; the second waits for the end of the transcript window, or for the connection to come back. */
  readonly hasFailed: boolean;
  /** Page ms. */
  readonly dueAt: number;
}

/** What the lock waits for: any answer, its completion, or, under the fallback, the end of the avatar's speech. */
export type LockWait = 'answer' | 'turn-completed' | 'speech-stopped';

/** The avatar's turn: presses wait, or interrupt. */
export interface TurnLock {
  readonly turnId: number;
  readonly waitingFor: LockWait;
  /** Page ms. */
  readonly since: number;
  /** When it is released by itself, page ms; null = never. */
  readonly releasesAt: number | null;
}

/** A press that was refused and is still held, since when (page ms). */
export interface HeldPress {
  readonly source: PressSource;
  readonly since: number;
}

/** Speech of the user as the detector hears it. */
export interface UserSpeech {
  /** Audio time from which it may belong to a turn, ms. */
  readonly onsetMs: number;
  /** Audio time of its end, ms, once it is over and still has no turn; null while it goes on. */
  readonly endMs: number | null;
  /** It went on while the avatar spoke, so what was said until then is not part of a turn. */
  readonly hasWaited: boolean;
}

/** Turns are numbered from 1 on, through all sessions of a page. */
export interface TurnIds {
  readonly next: number;
  /** The first turn of this session has, or will have, this number. */
  readonly first: number;
  /** Answers up to this turn were interrupted or replaced: what still arrives of them is stale. */
  readonly staleUpTo: number;
}

/**
 * Everything that decides a turn. Readonly plain data: a log of events gives the same states again. At most 26 fields:
 * each event copies it once or more, and V8 copies an object of 27 ten times slower.
 */
export interface TurnState {
  readonly connection: ConnectionState;
  /** Page ms; null unless connecting. */
  readonly connectDueAt: number | null;
  readonly mode: ConversationMode;
  /** A mode switch the backend has not taken yet, and when waiting for it is given up. */
  readonly modeChange: {
    readonly mode: ConversationMode;
    readonly dueAt: number;
    /** What is in force again if the backend does not take it. */
    readonly from: ConversationMode;
  } | null;
  readonly options: TurnTakingOptions;
  readonly pressPolicy: PressPolicy;
  readonly capabilities: Capabilities;
  readonly service: ServiceState;
  readonly microphone: MicrophoneState;
  /** Device asked for; empty: the browser's choice. */
  readonly deviceId: string;
  /** Real sound has come from the device, and not digital silence alone. */
  readonly isSoundFlowing: boolean;
  readonly isEchoCancelled: boolean;
  /** Audio flows outside turns: only with `startMutedInPushToTalk` false, until the first press. */
  readonly isAmbient: boolean;
  readonly isServerSttOn: boolean;
  readonly phase: Phase;
  readonly turn: Turn | null;
  readonly stop: UnsettledStop | null;
  readonly lock: TurnLock | null;
  /** A refused press that is still held: taken as soon as its reason is gone. */
  readonly heldPress: HeldPress | null;
  readonly isAvatarSpeaking: boolean;
  readonly isDucked: boolean;
  /** Sound like speech within the last 120 ms (energy); decides when a release tail may end early. */
  readonly isVoiceActive: boolean;
  readonly userSpeech: UserSpeech | null;
  /** Audio time up to which turns have been cut, ms: no turn reaches back before it. */
  readonly cutUntilMs: number;
  readonly avatarState: AvatarState;
  readonly turnIds: TurnIds;
}

const NO_CAPABILITIES: Capabilities = { serverStt: false, interrupt: false, sendText: false };

/** A session that has not begun. */
export function initialTurnState(
  options: TurnTakingOptions = DEFAULT_TURN_TAKING,
  pressPolicy: PressPolicy = DEFAULT_PRESS_POLICY,
): TurnState {
  return {
    connection: 'disconnected',
    connectDueAt: null,
    mode: options.mode,
    modeChange: null,
    options,
    pressPolicy,
    capabilities: NO_CAPABILITIES,
    service: { presence: 'awaited', isUserMuted: false },
    microphone: 'closed',
    deviceId: '',
    isSoundFlowing: false,
    isEchoCancelled: false,
    isAmbient: false,
    isServerSttOn: false,
    phase: 'idle',
    turn: null,
    stop: null,
    lock: null,
    heldPress: null,
    isAvatarSpeaking: false,
    isDucked: false,
    isVoiceActive: false,
    userSpeech: null,
    cutUntilMs: 0,
    avatarState: 'idle',
    turnIds: { next: 1, first: 1, staleUpTo: 0 },
  };
}

/**
 * Why a user's turn ended. `answered`: the service found its end first, and answers already; `sounded-complete`: before the
 * whole silence was over, because an analyzer found that it sounds complete.
 */
export type TurnEndReason = 'release' | EndpointReason | 'max-hold' | 'mode-switch' | 'answered' | DropReason;

/** Ways a press gets lost without a release; `control-hidden`: the control can't be seen or reached any more. */
export type DropReason =
  'blur' | 'hidden' | 'control-hidden' | 'removed' | 'unplugged' | 'gamepad-disconnected' | 'pointer-cancelled';

/** Whether a person's hand is behind it, so that a release follows. */
export function isPhysical(source: PressSource): boolean {
  return source !== 'click' && source !== 'app' && source !== 'endpointer';
}

/** A hand that holds something, taken or not. */
export function handOf({ turn, heldPress }: TurnState): HeldPress | null {
  const source = turn?.isLatched || turn?.releasedAt !== null ? undefined : turn.heldBy.find(isPhysical);
  return source && turn ? { source, since: turn.downAt } : heldPress;
}

/** The avatar is busy while it speaks or while its turn is awaited. */
export function isBusy(state: TurnState): boolean {
  return state.lock !== null || state.isAvatarSpeaking;
}

/** Whether there is a session that may have a device open: connected, or about to be again. */
export function isJoined({ connection }: TurnState): boolean {
  return connection === 'connected' || connection === 'reconnecting';
}

/** Whether there is no session, and nobody is making one. */
export function isOff({ connection }: TurnState): boolean {
  return connection === 'disconnected' || connection === 'failed';
}

/** Whether a turn is being captured, or will be as soon as the device is open. */
export function isCapturing({ turn }: TurnState): boolean {
  return turn !== null && turn.gate !== 'closed';
}

/** Whether sound may leave the capture path now. */
export function isGateOpen(state: TurnState): boolean {
  return state.isAmbient || state.turn?.gate === 'open';
}

/** Whether the endpointing may end a turn, whoever begins it: a detector that is loaded by then hears all of it. */
export function mayEndpoint({ mode, options, pressPolicy }: TurnState): boolean {
  const isAsked = mode === 'hands-free' || pressPolicy.latchEnds === 'endpoint';
  return isAsked && options.turnDetection !== 'disabled';
}

/** Whether what the endpointing finds begins and ends turns. */
export function isListening(state: TurnState): boolean {
  return state.mode === 'hands-free' && mayEndpoint(state);
}

/** Whether a detector must listen: for the ends of turns, or to duck the avatar. */
export function needsDetector(state: TurnState): boolean {
  if (state.connection !== 'connected') return false;
  return mayEndpoint(state) || state.options.bargeIn.clientDetection === 'silero';
}
