import type { RecordedTurn, ReplyTiming } from 'avatar-ptt/analysis';
import type { TurnEndReason, TurnTakingOptions, TurnTiming } from 'avatar-ptt/headless';
import type { Capture, History } from '../model/history.js';
import { medianOf } from '../model/median.js';
import { firstWhere } from '../model/sorted.js';

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

/** A turn that was held: where it lies in the audio (ms), and when each of its steps happened. */
export interface AnsweredTurn {
  readonly startMs: number;
  readonly endMs: number;
  readonly timing: TurnTiming;
}

type Delays = Partial<ReplyTiming>;

/** A judged turn is answered like the recorded one at its place; so far may the two miss each other. */
const SLACK_MS = 500;
/** As the embedded avatar answers: at once, after its usual thought, with what it has heard. */
const LOCAL = { startAckMs: 0, stopAckMs: 0, thinkMs: 400 };

/**
 * How the other side would have answered, by how it did: a turn is answered with the delays of the recorded turn at its
 * place whose end is nearest; what that one does not tell comes from the medians of the session, and without any from
 * the embedded avatar, which answers as long as the turn was. `turns` are in order and on the audio clock that is asked
 * about; `session` are all turns, on any.
 */
export function recordedAnswering(
  turns: readonly AnsweredTurn[],
  session: readonly AnsweredTurn[],
): (startMs: number, endMs: number) => ReplyTiming {
  const all = session.map(({ timing }) => delaysOf(timing));
  const usual = {
    startAckMs: middleOf(all, 'startAckMs') ?? LOCAL.startAckMs,
    stopAckMs: middleOf(all, 'stopAckMs') ?? LOCAL.stopAckMs,
    thinkMs: middleOf(all, 'thinkMs') ?? LOCAL.thinkMs,
  };
  const speakMs = middleOf(all, 'speakMs');
  const answers = turns.map(({ timing }): Delays => {
    const own = delaysOf(timing);
    // An answer that was interrupted would have been longer.
    const isWhole = timing.lockReleaseReason !== 'interrupted' || own.speakMs === undefined || speakMs === null;
    return isWhole ? own : { ...own, speakMs: Math.max(own.speakMs, speakMs) };
  });
  return (startMs, endMs) => ({
    ...usual,
    speakMs: speakMs ?? endMs - startMs,
    ...answers[indexOfNearest(turns, startMs, endMs)],
  });
}

function delaysOf(timing: TurnTiming): Delays {
  const { pressedAt, acknowledgedAt, stopSentAt, stopAcknowledgedAt, firstAnswerAt } = timing;
  const endedAt = timing.completedAt ?? timing.lockReleasedAt;
  // Without any answer the turn was over when the answer would have begun.
  const answeredAt = firstAnswerAt ?? endedAt;
  const delays: [keyof ReplyTiming, number | null, number | null][] = [
    ['startAckMs', pressedAt, acknowledgedAt],
    ['stopAckMs', stopSentAt, stopAcknowledgedAt],
    ['thinkMs', stopAcknowledgedAt, answeredAt],
    ['speakMs', answeredAt, endedAt],
  ];
  return Object.fromEntries(
    delays.flatMap(([name, from, to]) => (from === null || to === null ? [] : [[name, Math.max(0, to - from)]])),
  );
}

function indexOfNearest(turns: readonly AnsweredTurn[], startMs: number, endMs: number): number {
  const after = firstWhere(turns.length, (i) => (turns[i]?.endMs ?? 0) >= endMs);
  const isAtPlace = (turn: AnsweredTurn | undefined): boolean =>
    turn !== undefined && turn.startMs <= endMs + SLACK_MS && turn.endMs >= startMs - SLACK_MS;
  const distanceOf = (i: number): number => {
    const turn = turns[i];
    return turn && isAtPlace(turn) ? Math.abs(turn.endMs - endMs) : Infinity;
  };
  const [before, next] = [distanceOf(after - 1), distanceOf(after)];
  if (before === Infinity && next === Infinity) return -1;
  return before < next ? after - 1 : after;
}

function middleOf(delays: readonly Delays[], name: keyof ReplyTiming): number | null {
  return medianOf(delays.flatMap((own) => own[name] ?? []));
}
