import type { TurnTiming, TurnEndReason } from 'avatar-ptt/headless';
import type { Capture, History } from '../model/history.js';
import type { AskedPause } from './pause-fold.js';
import type { TimelineFold } from './timeline-fold.js';
import { lengthText } from '../model/time-text.js';
import { isVoice } from './waits.js';

/** A turn of the user with its place on the page's clock; times are page time, ms. */
export interface UserTurn {
  readonly timing: TurnTiming;
  /** First sample of it; null when no frames were heard that tell. */
  readonly firstSampleAt: number | null;
  /** End of the last speech in it, as the detector heard it; null where none was needed. */
  readonly spokenUntilAt: number | null;
  /** What was captured: from the first sample on, or from when the gate was known to be open. */
  readonly fromAt: number;
  /** null while it is being captured. */
  readonly toAt: number | null;
  /** The last that is known of it, its answer included. */
  readonly untilAt: number;
  /** What a turn analyzer was asked about in it. */
  readonly pauses: readonly PlacedPause[];
}

/** A pause with its place on the page's clock, ms. */
export interface PlacedPause extends AskedPause {
  readonly fromAt: number;
  /** null while it lasts; where nothing tells its end, when the analyzer was asked. */
  readonly toAt: number | null;
}

/** Further from the gate's own word than this, ms, a place comes from another audio clock, and is wrong. */
const FARTHEST_MS = 30_000;

interface Known {
  readonly captures: readonly Capture[];
  readonly turns: readonly TurnTiming[];
  readonly stretches: number;
  readonly pauses: readonly AskedPause[];
  readonly placed: readonly UserTurn[];
}

/** The turns of a conversation where they lie on the page's clock. */
export class UserTurns {
  readonly #history: History;
  #known: Known | null = null;

  constructor(history: History) {
    this.#history = history;
  }

  /** All turns that are remembered, in order; the same list while nothing is new. */
  placedWith({ spokenUntilMs, asked: { pauses } }: TimelineFold): readonly UserTurn[] {
    const { captures, turns, stretches } = this.#history;
    const known = this.#known;
    const isSame = known?.captures === captures && known.turns === turns && known.pauses === pauses;
    if (isSame && known.stretches === stretches.length) return known.placed;
    const captureOf = new Map(captures.map((capture) => [capture.turnId, capture]));
    const pausesOf = byTurn(pauses);
    const placed = turns.map((timing) => {
      const { turnId } = timing;
      const heard = { spokenMs: spokenUntilMs.get(turnId), pauses: pausesOf.get(turnId) ?? [] };
      return place(this.#history, timing, captureOf.get(turnId), heard);
    });
    this.#known = { captures, turns, stretches: stretches.length, pauses, placed };
    return placed;
  }
}

function byTurn(pauses: readonly AskedPause[]): ReadonlyMap<number, readonly AskedPause[]> {
  const turns = new Map<number, AskedPause[]>();
  for (const pause of pauses) {
    const known = turns.get(pause.turnId);
    if (known) known.push(pause);
    else turns.set(pause.turnId, [pause]);
  }
  return turns;
}

interface HeardInTurn {
  readonly spokenMs: number | undefined;
  readonly pauses: readonly AskedPause[];
}

function place(
  history: History,
  timing: TurnTiming,
  capture: Capture | undefined,
  { spokenMs, pauses }: HeardInTurn,
): UserTurn {
  const pageOf = capture ? pageClockOf(history, capture, timing) : () => null;
  const firstSampleAt = pageOf(capture?.startMs);
  return {
    timing,
    firstSampleAt,
    spokenUntilAt: isVoice({ timing }) ? pageOf(spokenMs) : null,
    fromAt: firstSampleAt ?? timing.gateOpenedAt ?? timing.pressedAt,
    toAt: pageOf(capture?.endMs) ?? timing.capturedUntil ?? discardedAt(timing),
    untilAt: Math.max(...timesOf(timing)),
    pauses: pauses.map((pause) => placePause(pause, pageOf)),
  };
}

// Without frames, the moment of asking is the one that is known on both clocks.
function placePause(pause: AskedPause, pageOf: PageClock): PlacedPause {
  const { pauseMs, askedMs, askedAt, endMs, outcome } = pause;
  const placed = (audioMs: number): number => pageOf(audioMs) ?? askedAt + audioMs - askedMs;
  return { ...pause, fromAt: placed(pauseMs), toAt: outcome === 'lasts' ? null : placed(endMs ?? askedMs) };
}

type PageClock = (audioMs: number | null | undefined) => number | null;

// A device that opens anew begins another audio clock, and may tell of its gate before its first frame: then the turn
// lies in the stretch that comes after the one that was known.
function pageClockOf({ stretches }: History, { stretch, startMs }: Capture, timing: TurnTiming): PageClock {
  const openedAt = timing.gateOpenedAt ?? timing.pressedAt;
  const offBy = (index: number): number => {
    const at = stretches[index]?.pageOf(startMs);
    return at === undefined ? Infinity : Math.abs(at - openedAt);
  };
  const index = offBy(stretch + 1) < offBy(stretch) ? stretch + 1 : stretch;
  const clock = offBy(index) < FARTHEST_MS ? stretches[index] : null;
  return (audioMs) => (clock && audioMs != null ? clock.pageOf(audioMs) : null);
}

// Nothing tells when a discarded turn ended but the last that was heard of it.
function discardedAt(timing: TurnTiming): number | null {
  return timing.discardReason ? Math.max(...timesOf(timing)) : null;
}

function timesOf(timing: TurnTiming): number[] {
  const { pressedAt, gateOpenedAt, acknowledgedAt, releasedAt, capturedUntil, stopSentAt, stopAcknowledgedAt } = timing;
  const { finalTranscriptAt, firstAnswerAt, firstAudibleAt, completedAt, lockReleasedAt } = timing;
  const captured = [pressedAt, gateOpenedAt, acknowledgedAt, releasedAt, capturedUntil, stopSentAt, stopAcknowledgedAt];
  const answered = [finalTranscriptAt, firstAnswerAt, firstAudibleAt, completedAt, lockReleasedAt];
  return [...captured, ...answered].flatMap((at) => at ?? []);
}

const SOURCE_TEXT: Readonly<Record<UserTurn['timing']['source'], string>> = {
  pointer: 'pointer',
  keyboard: 'keyboard',
  hotkey: 'hotkey',
  gamepad: 'controller',
  click: 'click',
  app: 'the page',
  endpointer: 'voice',
};

const END_TEXT: Partial<Record<TurnEndReason, string>> = {
  release: 'released',
  'stop-secs': 'silence',
  'sounded-complete': 'sounded complete',
  'max-duration': 'longest turn reached',
  'max-hold': 'longest hold reached',
  'mode-switch': 'mode switched',
  hidden: 'page hidden',
  blur: 'focus lost',
};

/** Who started a turn: `pointer`, `voice`. */
export function sourceText({ timing }: UserTurn): string {
  return SOURCE_TEXT[timing.source];
}

/** Why a turn ended, or came to nothing: `released`, `silence`, `discarded: tap`. */
export function endText({ timing: { discardReason, endReason } }: UserTurn): string {
  if (discardReason) return `discarded: ${reasonText(discardReason)}`;
  return endReason ? endReasonText(endReason) : 'goes on';
}

/** Why a turn ended: `silence`, `sounded complete`. */
export function endReasonText(reason: TurnEndReason): string {
  return END_TEXT[reason] ?? reasonText(reason);
}

/** How late the sound of a turn was on its way; empty when nobody knows. */
export function sentText({ timing: { sent } }: UserTurn): string {
  if (!sent) return '';
  const { firstLateMs, lastLateMs, caughtUpMs } = sent;
  const text = `Your voice left ${lengthText(firstLateMs)} late at first and ${lengthText(lastLateMs)} late at the end`;
  return caughtUpMs > 0
    ? `${text}: ${lengthText(caughtUpMs)} of pauses and pitch were left out to catch up.`
    : `${text}.`;
}

/** A reason of the machine in words. */
export function reasonText(reason: string): string {
  return reason.replaceAll('-', ' ');
}
