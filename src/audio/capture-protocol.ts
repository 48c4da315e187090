import type { Departure } from './catch-up.js';
import type { TappedSound } from './sound-tap.js';

/** Page to worklet. Frames count on the clock of the audio context. */
export type CaptureCommand =
  | { readonly type: 'open'; readonly turnId: number; readonly fromFrame: number }
  | { readonly type: 'let-flow'; readonly turnId: number }
  | { readonly type: 'close'; readonly turnId: number; readonly untilFrame: number; readonly isDiscarded: boolean }
  /** Sends every batch of samples to `port` too; without one, to nobody. */
  | { readonly type: 'listen'; readonly port: MessagePort | null }
  /** Asks for the sound between two frames, as far as the ring has it. */
  | { readonly type: 'copy'; readonly fromFrame: number; readonly untilFrame: number }
  /** Whether all sound of both sides is reported. */
  | { readonly type: 'tap'; readonly isWanted: boolean }
  /** While nothing leaves, batches of which no piece is as loud as `rms` may wait for others; 0: none may. */
  | { readonly type: 'let-wait'; readonly belowRms: number }
  /** Whether what leaves late may catch up; it may until this is said. */
  | { readonly type: 'catch-up'; readonly isWanted: boolean }
  /** The output is heard by someone, so a window leaves at the pace of time. */
  | { readonly type: 'use-track' };

/** About 20 ms of sound, measured before the gate. */
export interface CapturePiece {
  readonly startFrame: number;
  readonly endFrame: number;
  /** Root mean square, full scale 1. */
  readonly rms: number;
  /** The same of what is heard of the avatar meanwhile. */
  readonly avatarRms: number;
}

/** What was measured since the last batch: one piece, or several where they could wait. */
export interface CaptureBatch {
  readonly pieces: readonly CapturePiece[];
  /** The gate's own word. */
  readonly isGateOpen: boolean;
}

/** Worklet to page. */
export type CaptureReport =
  | ({ readonly type: 'batch' } & CaptureBatch)
  | ({ readonly type: 'sound' } & TappedSound)
  /** What was asked for by `copy`, in the same order; empty where the ring has none of it. */
  | { readonly type: 'copied'; readonly startFrame: number; readonly samples: Float32Array }
  | { readonly type: 'opened'; readonly turnId: number; readonly startFrame: number }
  | { readonly type: 'audio'; readonly turnId: number; readonly startFrame: number; readonly samples: Float32Array }
  | { readonly type: 'closed'; readonly turnId: number; readonly endFrame: number }
  /** So much of a turn was overwritten before it could leave, or before its gate was opened. */
  | { readonly type: 'lost'; readonly turnId: number; readonly frames: number }
  /** Everything of a closed turn has left; `departure` says how, if somebody heard it leave. */
  | { readonly type: 'drained'; readonly turnId: number; readonly departure: Departure | null };

export const CAPTURE_PROCESSOR = 'avatar-ptt-capture';

/** The input of the processor that the avatar's sound comes in by; the microphone's is 0. */
export const AVATAR_INPUT = 1;
