import type { RecordedTurn } from 'avatar-ptt/analysis';
import type { TurnEndReason, TurnTakingOptions, TurnTiming } from 'avatar-ptt/headless';
import type { Capture, History } from '../model/history.js';

/** A turn that was held and not discarded, with what is known of it. Times are audio time of its stretch, ms. */
export interface HeldTurn extends RecordedTurn {
  /** Index in `History.stretches`. */
  readonly stretch: number;
  readonly timing: TurnTiming;
  /** The settings in force all through it, with echo cancellation as the device had it; null: they changed. */
  readonly options: TurnTakingOptions | null;
}

interface Over {
  readonly capture: Capture;
  readonly timing: TurnTiming;
  readonly endMs: number;
  readonly reason: TurnEndReason;
}

/** So near to the opening of its gate a turn's audio begins, ms: pre-speech and a busy page included. */
const OPENED_WITHIN_MS = 10_000;

/** All turns that are over and were heard by a detector, in order. */
export function heldTurns(history: History): HeldTurn[] {
  return turnsOver(history)
    .filter((over) => isHeard(over, history))
    .map(({ capture, timing, endMs, reason }) => {
      const { turnId, startMs, source, stretch, options, isEchoCancelled } = capture;
      const inForce = options && withEchoCancellation(options, isEchoCancelled);
      return { turnId, startMs, endMs, source, stretch, timing, reason, options: inForce };
    });
}

/** How many turns are over that no detector heard. */
export function unheardTurns(history: History): number {
  return turnsOver(history).filter((over) => !isHeard(over, history)).length;
}

/** The same settings with echo cancellation as it is, not as it was asked for. */
export function withEchoCancellation(options: TurnTakingOptions, isCancelled: boolean): TurnTakingOptions {
  const { localAudioPolicy } = options;
  if (localAudioPolicy.enableAcousticEchoCancellation === isCancelled) return options;
  return { ...options, localAudioPolicy: { ...localAudioPolicy, enableAcousticEchoCancellation: isCancelled } };
}

function turnsOver({ captures, turns }: History): Over[] {
  const timings = new Map(turns.map((timing) => [timing.turnId, timing]));
  return captures.flatMap((capture): Over[] => {
    const timing = timings.get(capture.turnId);
    const { endMs } = capture;
    if (!timing?.endReason || timing.discardReason || endMs === null) return [];
    return [{ capture, timing, endMs, reason: timing.endReason }];
  });
}

// A turn at the very beginning of a connection comes before the first frame of it, and so stands in the stretch before.
function isHeard({ capture, timing }: Over, { stretches }: History): boolean {
  const stretch = stretches[capture.stretch];
  if (!stretch || timing.gateOpenedAt === null) return false;
  return Math.abs(stretch.pageOf(capture.startMs) - timing.gateOpenedAt) <= OPENED_WITHIN_MS;
}
