import {
  smartTurnSettings,
  type SessionRecord,
  type SmartTurnSettings,
  type TurnEndReason,
  type TurnEvent,
} from 'avatar-ptt/headless';

/** What came of asking: `waiting` also for ever, where the person went on before the answer. */
type PauseReply = 'waiting' | 'answered' | 'unanswered' | 'late';

/** `cut`: a release, a switch of the mode or a discard ended the turn. */
type PauseOutcome = 'lasts' | 'went-on' | 'ended' | 'cut';

/** A pause of a turn that an analyzer was asked about. */
export interface AskedPause {
  readonly turnId: number;
  /** Where the person fell silent, and up to where the analyzer heard; audio time, ms. */
  readonly pauseMs: number;
  readonly askedMs: number;
  /** When it was asked; page time, ms. */
  readonly askedAt: number;
  readonly reply: PauseReply;
  /** How complete the turn sounded, 0 to 1; null without an answer. */
  readonly completeness: number | null;
  /** Why there was no answer, in a sentence; often empty. */
  readonly reason: string;
  /** The silence that ends the turn, from the answer and the settings of that moment, ms. */
  readonly silenceMs: number;
  readonly outcome: PauseOutcome;
  /** Where the person went on or the turn ended, audio time, ms; null where nothing tells. */
  readonly endMs: number | null;
  readonly endReason: TurnEndReason | null;
}

/** An hour has some thousand pauses. */
const MAX_PAUSES = 5000;
/** Sums of frame lengths carry rounding, ms. */
const SLACK_MS = 1;

/** What the records tell of pauses that an analyzer was asked about, gathered record by record. */
export class PauseFold {
  /** In order; the same list while nothing is new. */
  pauses: readonly AskedPause[] = [];
  /** Whether the newest settings ask for an analyzer. */
  isAnalyzerAsked = false;
  // Told once for however many pauses it holds good.
  #reason = '';

  take(record: SessionRecord): void {
    const { event, state } = record;
    const settings = smartTurnSettings(state.options);
    this.isAnalyzerAsked = state.options.mode === 'hands-free' && (settings?.analyzer ?? 'silence') !== 'silence';
    if (event.type === 'analyzer-changed') this.#reason = event.reason;
    this.#followLast(record);
    if (event.type === 'pause-asked' && state.turn && settings) this.#begin(event, state.turn.id, settings);
  }

  #followLast(record: SessionRecord): void {
    const last = this.pauses.at(-1);
    if (last?.outcome !== 'lasts') return;
    const changes = changesOf(last, record, this.#reason);
    if (changes) this.pauses = [...this.pauses.slice(0, -1), { ...last, ...changes }];
  }

  #begin(event: Extract<TurnEvent, { type: 'pause-asked' }>, turnId: number, settings: SmartTurnSettings): void {
    const { pauseMs, askedMs, at } = event;
    const pause: AskedPause = {
      turnId,
      pauseMs,
      askedMs,
      askedAt: at,
      reply: 'waiting',
      completeness: null,
      reason: '',
      silenceMs: settings.stopSecs * 1000,
      outcome: 'lasts',
      endMs: null,
      endReason: null,
    };
    this.pauses = [...this.pauses, pause].slice(-MAX_PAUSES);
  }
}

// null: the record is about something else.
function changesOf(open: AskedPause, record: SessionRecord, reason: string): Partial<AskedPause> | null {
  const { event, state } = record;
  if (event.type === 'pause-answered') return event.askedMs === open.askedMs ? replyOf(open, record, reason) : null;
  if (event.type === 'speech-started') return { outcome: 'went-on', endMs: event.onsetMs };
  // The person went on so soon that no edge told of it.
  if (event.type === 'pause-asked') return { outcome: 'went-on' };
  if (event.type === 'turn-ended') return endOf(open, event.endMs, event.reason, reason);
  if (state.turn?.id === open.turnId && state.turn.releasedAt === null) return null;
  return { outcome: 'cut', endMs: open.askedMs + event.at - open.askedAt };
}

function replyOf(open: AskedPause, { event, state }: SessionRecord, reason: string): Partial<AskedPause> | null {
  const settings = smartTurnSettings(state.options);
  const completeness = event.type === 'pause-answered' ? event.completeness : null;
  if (completeness === null || !settings) return { reply: 'unanswered', reason };
  return { reply: 'answered', completeness, silenceMs: silenceAfter(completeness, open, settings) };
}

function endOf(open: AskedPause, endMs: number, endReason: TurnEndReason, reason: string): Partial<AskedPause> {
  if (endMs > open.pauseMs + open.silenceMs + SLACK_MS) return { outcome: 'went-on' };
  const isLate = open.reply === 'waiting' && endReason === 'stop-secs';
  return { outcome: 'ended', endMs, endReason, ...(isLate && { reply: 'late', reason }) };
}

/** The silence that ends a turn which sounded so complete (0 to 1), ms: never before it was asked. */
function silenceAfter(
  completeness: number,
  { pauseMs, askedMs }: Pick<AskedPause, 'pauseMs' | 'askedMs'>,
  { rule, threshold, minStopSecs, stopSecs }: SmartTurnSettings,
): number {
  const soonestSecs = Math.min(minStopSecs, stopSecs);
  const thresholdSecs = completeness >= threshold ? 0 : stopSecs;
  const slideSecs = soonestSecs + (stopSecs - soonestSecs) * (1 - completeness);
  const secs = rule === 'threshold' ? thresholdSecs : slideSecs;
  return Math.min(stopSecs * 1000, Math.max(askedMs - pauseMs, secs * 1000));
}
