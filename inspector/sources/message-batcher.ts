import {
  initialTurnState,
  type HeardFrame,
  type HeardSound,
  type SessionRecord,
  type SoundLevel,
  type TurnEvent,
  type TurnState,
} from 'avatar-ptt/headless';
import type { Receiver } from '../model/source.js';
import type { Redactor } from '../redaction/redactor.js';
import { storable } from '../schema/event-lines.js';
import { turnState } from '../schema/state-schema.js';
import type { ToViewer } from './channel-protocol.js';

interface Copy {
  readonly event: TurnEvent;
  /** How many secrets were known when it was made. */
  readonly known: number;
}

/** How often watchers are sent messages, ms. */
const BATCH_MS = 50;

/**
 * Gathers what is delivered, so that a busy conversation is some messages a second and not thousands. No secret leaves
 * with it, and nothing that could not travel.
 */
export class MessageBatcher implements Receiver {
  readonly #to: string;
  readonly #post: (message: ToViewer) => void;
  readonly #events: SharedEvents;
  readonly #signal: AbortSignal;
  #initial: TurnState | null = null;
  #newest: TurnState | null = null;
  #missed = 0;
  #hasBegun = false;
  #isStateWanted = false;
  #timer = 0;
  #records: SessionRecord[] = [];
  #frames: HeardFrame[] = [];
  #levels: SoundLevel[] = [];
  #sounds: HeardSound[] = [];

  constructor(to: string, post: (message: ToViewer) => void, events: SharedEvents, signal: AbortSignal) {
    this.#to = to;
    this.#post = post;
    this.#events = events;
    this.#signal = signal;
  }

  begin(initial: TurnState | null): void {
    this.#flush();
    this.#initial = initial;
    this.#missed = 0;
    this.#hasBegun = false;
  }

  missed(count: number): void {
    this.#missed += count;
  }

  record(record: SessionRecord): void {
    const { seq, state } = record;
    if (!this.#hasBegun && this.#initial) this.#begin(this.#initial, seq);
    this.#newest = state;
    if (this.#hasBegun) this.#records.push(record);
    else {
      // What was before is unknown: the oldest state that is known takes its place.
      this.#missed++;
      this.#begin(state, seq + 1);
    }
    this.#schedule();
  }

  frame(frame: HeardFrame): void {
    this.#frames.push(frame);
    this.#schedule();
  }

  level(level: SoundLevel): void {
    this.#levels.push(level);
    this.#schedule();
  }

  sound(sound: HeardSound): void {
    this.#sounds.push(sound);
    this.#schedule();
  }

  /** The state once more, after all that was sent; once, however often it is requested meanwhile. */
  sync(): void {
    this.#isStateWanted = true;
    this.#schedule();
  }

  #begin(initial: TurnState, firstSeq: number): void {
    this.#hasBegun = true;
    const missed = this.#missed;
    this.#post({ type: 'begin', to: this.#to, initial: this.#clean(initial), firstSeq, missed });
  }

  #clean(state: TurnState): TurnState {
    try {
      return turnState(this.#events.redactor.copy(state), 'state');
    } catch {
      // Only what a provider of somebody's own sends leads to such a state, and nobody could go on from it.
      return initialTurnState(state.options, state.pressPolicy);
    }
  }

  #schedule(): void {
    this.#timer ||= window.setTimeout(() => this.#flush(), BATCH_MS);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = 0;
    // A timer may be due although its watcher has left.
    if (this.#signal.aborted) return;
    this.#postMessages();
    if (!this.#isStateWanted) return;
    this.#isStateWanted = false;
    this.#post({ type: 'state', to: this.#to, state: this.#newest && this.#clean(this.#newest) });
  }

  #postMessages(): void {
    const [records, frames, levels, sounds] = [this.#records, this.#frames, this.#levels, this.#sounds];
    const isNothing = records.length + frames.length + levels.length + sounds.length === 0;
    if (isNothing) return;
    this.#records = [];
    this.#frames = [];
    this.#levels = [];
    this.#sounds = [];
    const events = this.#events.of(records.map(({ event }) => event));
    // An event that could not travel became a tick, from which nobody can work out the state.
    const states = records.flatMap(({ event, state }, i) =>
      event.type === events[i]?.type ? [] : [[i, this.#clean(state)] as const],
    );
    this.#post({ type: 'messages', to: this.#to, events, states, frames, levels, sounds, unread: 0 });
  }
}

/** Events as they are sent to all watchers; each is made once, and again when more secrets are known. */
export class SharedEvents {
  readonly redactor: Redactor;
  readonly #copies = new WeakMap<TurnEvent, Copy>();

  constructor(redactor: Redactor) {
    this.redactor = redactor;
  }

  /** Twice where it must be: a secret may stand in one event before a field of another names it. */
  of(events: readonly TurnEvent[]): TurnEvent[] {
    const { known } = this.redactor;
    const copies = events.map((event) => this.#of(event));
    return this.redactor.known > known ? events.map((event) => this.#of(event)) : copies;
  }

  #of(event: TurnEvent): TurnEvent {
    const { known } = this.redactor;
    const copy = this.#copies.get(event);
    if (copy?.known === known) return copy.event;
    const clean = storable(event, this.redactor);
    this.#copies.set(event, { event: clean, known: this.redactor.known });
    return clean;
  }
}
