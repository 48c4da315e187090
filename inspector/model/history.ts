import {
  foldTiming,
  isSameTurnTaking,
  type HeardFrame,
  type HeardSound,
  type PressSource,
  type SessionRecord,
  type SoundLevel,
  type TurnState,
  type TurnTakingOptions,
  type TurnTiming,
} from 'avatar-ptt/headless';
import type { Receiver } from './source.js';
import { LevelTrack, Stretch } from './columns.js';
import { RecordStore } from './record-store.js';

/** What of the sound belonged to one turn. Times are audio time of its stretch, ms. */
export interface Capture {
  readonly turnId: number;
  readonly source: PressSource;
  /** Which stretch of frames it lies in: index in `History.stretches`; -1 before the first. */
  readonly stretch: number;
  readonly startMs: number;
  /** null while it is being captured. */
  readonly endMs: number | null;
  /** The settings in force from its beginning to its end; null when they changed in between. */
  readonly options: TurnTakingOptions | null;
  /** What the device made of the wish for echo cancellation. */
  readonly isEchoCancelled: boolean;
}

/** Some hours of talk without a rest; what is shown of turns is worked out for all of them. */
const MAX_TURNS = 2000;

/** All that is remembered of one conversation, bounded. `version` grows with each thing that is learned. */
export class History implements Receiver {
  records = new RecordStore();
  levels = new LevelTrack();
  stretches: Stretch[] = [];
  turns: readonly TurnTiming[] = [];
  captures: readonly Capture[] = [];
  /** The state before the first record of all; null when the beginning was missed. */
  initial: TurnState | null = null;
  state: TurnState | null = null;
  /** Records that were dropped before anybody looked. */
  missedRecords = 0;
  version = 0;
  readonly #taps = new Set<Partial<Receiver>>();

  /** Tells `listener` of everything that comes from now on, after it is remembered; until the signal aborts. */
  tap(listener: Partial<Receiver>, signal: AbortSignal): void {
    this.#taps.add(listener);
    signal.addEventListener('abort', () => this.#taps.delete(listener), { once: true });
  }

  begin(initial: TurnState | null): void {
    this.records = new RecordStore();
    this.levels = new LevelTrack();
    this.stretches = [];
    this.turns = [];
    this.captures = [];
    this.initial = initial;
    this.state = initial;
    this.missedRecords = 0;
    this.version++;
    for (const tap of this.#taps) tap.begin?.(initial);
  }

  missed(count: number): void {
    this.missedRecords += count;
    this.version++;
  }

  record(record: SessionRecord): void {
    this.records.push(record);
    this.state = record.state;
    this.turns = foldTiming(this.turns, record, MAX_TURNS);
    this.#capture(record);
    this.version++;
    for (const tap of this.#taps) tap.record?.(record);
  }

  frame(frame: HeardFrame): void {
    const last = this.stretches.at(-1);
    if (last?.accepts(frame)) last.push(frame);
    else {
      const stretch = new Stretch(frame.detector);
      stretch.push(frame);
      this.stretches.push(stretch);
    }
    this.version++;
    for (const tap of this.#taps) tap.frame?.(frame);
  }

  level(level: SoundLevel): void {
    this.levels.push(level);
    this.version++;
    for (const tap of this.#taps) tap.level?.(level);
  }

  // The only thing that is passed on and not kept: a minute of it has more bytes than all else of an hour.
  sound(sound: HeardSound): void {
    for (const tap of this.#taps) tap.sound?.(sound);
  }

  /** The turn with that number, if it is remembered. */
  turn(turnId: number): TurnTiming | undefined {
    return this.turns.findLast((turn) => turn.turnId === turnId);
  }

  #capture({ event, state }: SessionRecord): void {
    // Turn 0 is what flows before the first press: sound that belongs to no turn.
    if (event.type === 'gate-opened' && event.turnId !== 0) {
      const capture: Capture = {
        turnId: event.turnId,
        source: state.turn?.id === event.turnId ? state.turn.source : 'app',
        stretch: this.stretches.length - 1,
        startMs: event.startMs,
        endMs: null,
        options: state.options,
        isEchoCancelled: state.isEchoCancelled,
      };
      this.captures = [...this.captures, capture].slice(-MAX_TURNS);
    } else if (event.type === 'gate-closed') {
      this.captures = this.captures.map((capture) =>
        capture.turnId === event.turnId && capture.endMs === null
          ? { ...capture, endMs: event.endMs, options: unchanged(capture.options, state.options) }
          : capture,
      );
    }
  }
}

function unchanged(before: TurnTakingOptions | null, now: TurnTakingOptions): TurnTakingOptions | null {
  return before && isSameTurnTaking(before, now) ? before : null;
}
