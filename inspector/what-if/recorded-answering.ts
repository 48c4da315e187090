import type { ReplyTiming } from 'avatar-ptt/analysis';
import type { TurnTiming } from 'avatar-ptt/headless';
import { medianOf } from './outcome.js';

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
  const after = firstEndingAt(turns, endMs);
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

function firstEndingAt(turns: readonly AnsweredTurn[], endMs: number): number {
  let low = 0;
  let high = turns.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((turns[middle]?.endMs ?? 0) >= endMs) high = middle;
    else low = middle + 1;
  }
  return low;
}

function middleOf(delays: readonly Delays[], name: keyof ReplyTiming): number | null {
  return medianOf(delays.flatMap((own) => own[name] ?? []));
}
