import type { RecordedTurn, TurnTakingOptions, TurnTiming } from 'avatar-ptt/headless';
import type { History } from '../history/history.js';

/** A turn that was held and not discarded, with what is known of it. Times are audio time of its stretch, ms. */
export interface HeldTurn extends RecordedTurn {
  /** Index in `History.stretches`. */
  readonly stretch: number;
  readonly timing: TurnTiming;
  /** The settings in force all through it, with echo cancellation as the device had it; null: they changed. */
  readonly options: TurnTakingOptions | null;
}

/** All turns that are over and were heard by a detector, in order. */
export function heldTurns({ captures, turns }: History): HeldTurn[] {
  const timings = new Map(turns.map((timing) => [timing.turnId, timing]));
  return captures.flatMap((capture): HeldTurn[] => {
    const { turnId, startMs, endMs, source, stretch, options, isEchoCancelled } = capture;
    const timing = timings.get(turnId);
    if (!timing?.endReason || timing.discardReason || endMs === null || stretch < 0) return [];
    const inForce = options && withEchoCancellation(options, isEchoCancelled);
    return [{ turnId, startMs, endMs, source, stretch, timing, reason: timing.endReason, options: inForce }];
  });
}

/** The same settings with echo cancellation as it is, not as it was asked for. */
export function withEchoCancellation(options: TurnTakingOptions, isCancelled: boolean): TurnTakingOptions {
  const { localAudioPolicy } = options;
  if (localAudioPolicy.enableAcousticEchoCancellation === isCancelled) return options;
  return { ...options, localAudioPolicy: { ...localAudioPolicy, enableAcousticEchoCancellation: isCancelled } };
}
