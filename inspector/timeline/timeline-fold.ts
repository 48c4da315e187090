import type { RefusalReason, SessionRecord, TurnEffect, TurnState } from 'avatar-ptt/headless';
import type { History } from '../model/history.js';
import { firstWhere } from '../model/sorted.js';
import { PauseFold } from './pause-fold.js';

/** What lasts, each in a row of its own. */
export type TrackName = 'held' | 'gate' | 'avatar' | 'lock' | 'connection' | 'waits';

/** A message on the wire; page time, ms. */
export interface WireMoment {
  readonly at: number;
  readonly isSent: boolean;
}

/** A press that was refused; page time, ms. */
export interface RefusedPress {
  readonly at: number;
  readonly seq: number;
  readonly reason: RefusalReason;
  /** For a person. */
  readonly message: string;
}

/** What counted as speech from a moment on; page time, ms. */
export interface Threshold {
  readonly at: number;
  readonly confidence: number;
  readonly minVolume: number;
}

const MAX_MOMENTS = 100_000;
const MAX_REFUSALS = 1000;
const MAX_THRESHOLDS = 10_000;

const CONDITIONS: Readonly<Record<TrackName, (state: TurnState) => Condition | null>> = {
  held: heldNow,
  gate: ({ turn, isAmbient }) => {
    if (turn?.gate === 'open') return { kind: 'open', turnId: turn.id };
    return isAmbient ? { kind: 'ambient', turnId: null } : null;
  },
  avatar: ({ avatarState }) =>
    avatarState === 'thinking' || avatarState === 'speaking' ? { kind: avatarState, turnId: null } : null,
  lock: ({ lock }) => lock && { kind: 'locked', turnId: lock.turnId, since: lock.since },
  connection: ({ connection }) => (connection === 'disconnected' ? null : { kind: connection, turnId: null }),
  waits: ({ turn, stop }) => {
    if (turn && turn.ackDueAt !== null) return { kind: 'start', turnId: turn.id };
    return stop && !stop.hasFailed ? { kind: 'stop', turnId: stop.turnId } : null;
  },
};
// The literal above is typed by its own keys.
const TRACK_NAMES = Object.keys(CONDITIONS) as readonly TrackName[];

const SENT: ReadonlySet<TurnEffect['type']> = new Set<TurnEffect['type']>([
  'start-turn',
  'stop-turn',
  'set-server-stt',
  'interrupt-avatar',
  'apply-mode',
  'apply-turn-taking',
  'send-text',
]);

/** What the records tell of time, gathered once: a new record costs the same however many there are. */
export class TimelineFold {
  tracks = newTracks();
  wire: WireMoment[] = [];
  refusals: readonly RefusedPress[] = [];
  thresholds: readonly Threshold[] = [];
  /** Audio time at which the last speech of a turn ended, ms, by turn; known of detected speech only. */
  spokenUntilMs = new Map<number, number>();
  asked = new PauseFold();
  /** Page time of the first record, ms. */
  firstAt: number | null = null;
  #records: History['records'] | null = null;
  #read = 0;

  /** How many records it knows of. */
  get count(): number {
    return this.#read;
  }

  /** Takes in what is new. */
  extend({ records }: History): void {
    if (records !== this.#records) this.#reset(records);
    for (let i = Math.max(0, this.#read - records.dropped); i < records.length; i++) {
      const record = records.at(i);
      // A recording may hold anything for a number.
      if (record && Number.isFinite(record.at)) this.#take(record);
    }
    this.#read = records.dropped + records.length;
  }

  #reset(records: History['records']): void {
    this.tracks = newTracks();
    this.wire = [];
    this.refusals = [];
    this.thresholds = [];
    this.spokenUntilMs = new Map();
    this.asked = new PauseFold();
    this.firstAt = null;
    this.#records = records;
    this.#read = 0;
  }

  #take(record: SessionRecord): void {
    const { at, state, event } = record;
    this.firstAt ??= at;
    for (const name of TRACK_NAMES) this.tracks[name].follow(CONDITIONS[name](state), at, endingOf(name, record));
    for (const effect of record.effects) this.#takeEffect(effect, record);
    if (event.type === 'wire-message') this.#pass(at, event.direction === 'out');
    else if (event.raw !== undefined) this.#pass(at, false);
    if (event.type === 'speech-ended' && state.turn?.gate === 'open')
      this.spokenUntilMs.set(state.turn.id, event.endMs);
    this.#takeThreshold(at, state);
    this.asked.take(record);
  }

  #takeEffect(effect: TurnEffect, { at, seq }: SessionRecord): void {
    if (SENT.has(effect.type)) this.#pass(at, true);
    if (effect.type !== 'announce' || effect.notice.type !== 'press-refused') return;
    const { reason, message } = effect.notice;
    this.refusals = [...this.refusals, { at, seq, reason, message }].slice(-MAX_REFUSALS);
  }

  #pass(at: number, isSent: boolean): void {
    this.wire.push({ at, isSent });
    if (this.wire.length > MAX_MOMENTS) this.wire = this.wire.slice(MAX_MOMENTS / 2);
  }

  #takeThreshold(at: number, { options: { vad } }: TurnState): void {
    const last = this.thresholds.at(-1);
    if (last?.confidence === vad.confidence && last.minVolume === vad.minVolume) return;
    const { confidence, minVolume } = vad;
    this.thresholds = [...this.thresholds, { at, confidence, minVolume }].slice(-MAX_THRESHOLDS);
  }
}

function newTracks(): Readonly<Record<TrackName, SpanTrack>> {
  // Each name has its entry.
  return Object.fromEntries(TRACK_NAMES.map((name) => [name, new SpanTrack()])) as Record<TrackName, SpanTrack>;
}

function heldNow({ turn, heldPress }: TurnState): Condition | null {
  if (turn && turn.source !== 'endpointer' && turn.releasedAt === null) {
    return { kind: 'held', turnId: turn.id, since: turn.downAt };
  }
  if (!heldPress || heldPress.source === 'endpointer') return null;
  return { kind: 'refused', turnId: null, since: heldPress.since };
}

function endingOf(name: TrackName, { event, effects }: SessionRecord): string {
  if (name === 'waits') return event.type === 'start-failed' || event.type === 'stop-failed' ? 'failed' : '';
  if (name !== 'lock') return '';
  for (const effect of effects) {
    if (effect.type === 'announce' && effect.notice.type === 'lock-released')
      return effect.notice.reason.replaceAll('-', ' ');
  }
  return '';
}

/** Something that was so for a while. */
export interface Span {
  /** Page time, ms. */
  readonly fromAt: number;
  /** Page time, ms; null while it lasts. */
  readonly toAt: number | null;
  /** What it was, such as `thinking`. */
  readonly kind: string;
  readonly turnId: number | null;
  /** Why it ended, for a person; often empty. */
  readonly ending: string;
}

/** What a state says is so now. */
export interface Condition {
  readonly kind: string;
  readonly turnId: number | null;
  /** Since when, if that is not the moment of the record; page time, ms. */
  readonly since?: number;
}

const MAX_SPANS = 20_000;

/** Spans of one sort, one after another; beyond 20,000 the older half is forgotten. */
export class SpanTrack {
  #spans: Span[] = [];

  get spans(): readonly Span[] {
    return this.#spans;
  }

  /** What is so from `at` on: the present span goes on, or ends there and another begins. */
  follow(condition: Condition | null, at: number, ending: string): void {
    const last = this.#spans.at(-1);
    const open = last?.toAt === null ? last : null;
    if (isSame(open, condition)) return;
    if (open) this.#spans[this.#spans.length - 1] = { ...open, toAt: Math.max(at, open.fromAt), ending };
    if (condition) this.#begin(condition, at);
  }

  /** Index of the first span that ends after `at`. */
  indexAt(at: number): number {
    return firstWhere(this.#spans.length, (i) => (this.#spans[i]?.toAt ?? Infinity) > at);
  }

  /** What was so at a moment. */
  spanAt(at: number): Span | null {
    const span = this.#spans[this.indexAt(at)];
    return span && span.fromAt <= at ? span : null;
  }

  #begin({ kind, turnId, since }: Condition, at: number): void {
    this.#spans.push({ fromAt: since ?? at, toAt: null, kind, turnId, ending: '' });
    if (this.#spans.length > MAX_SPANS) this.#spans = this.#spans.slice(MAX_SPANS / 2);
  }
}

function isSame(span: Span | null, condition: Condition | null): boolean {
  return span?.kind === condition?.kind && span?.turnId === condition?.turnId;
}
