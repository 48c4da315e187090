import { initialTurnState } from 'avatar-ptt/headless';
import type { HeardFrame, HeardSound, SessionRecord, SoundLevel, TurnState } from 'avatar-ptt/headless';
import { storable } from '../recordings/event-lines.js';
import type { Redactor } from '../recordings/redactor.js';
import { turnState } from '../recordings/state-schema.js';
import type { Receiver } from '../sources/source.js';
import type { Told } from './protocol.js';

/** How often watchers hear news, ms. */
const NEWS_MS = 50;

/**
 * Gathers what is delivered, so that a busy conversation is some messages a second and not thousands. No secret leaves
 * with it, and nothing that could not travel.
 */
export class MessageBatcher implements Receiver {
  readonly #to: string;
  readonly #post: (told: Told) => void;
  readonly #redactor: Redactor;
  readonly #signal: AbortSignal;
  #initial: TurnState | null = null;
  #newest: TurnState | null = null;
  #missed = 0;
  #hasBegun = false;
  #timer = 0;
  #records: SessionRecord[] = [];
  #frames: HeardFrame[] = [];
  #levels: SoundLevel[] = [];
  #sounds: HeardSound[] = [];

  constructor(to: string, post: (told: Told) => void, redactor: Redactor, signal: AbortSignal) {
    this.#to = to;
    this.#post = post;
    this.#redactor = redactor;
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
      // What was before is not known: the oldest state that is takes its place.
      this.#missed++;
      this.#begin(state, seq + 1);
    }
    this.#soon();
  }

  frame(frame: HeardFrame): void {
    this.#frames.push(frame);
    this.#soon();
  }

  level(level: SoundLevel): void {
    this.#levels.push(level);
    this.#soon();
  }

  sound(sound: HeardSound): void {
    this.#sounds.push(sound);
    this.#soon();
  }

  /** The state once more, after all that was told. */
  sync(): void {
    this.#flush();
    this.#post({ type: 'state', to: this.#to, state: this.#newest && this.#clean(this.#newest) });
  }

  #begin(initial: TurnState, firstSeq: number): void {
    this.#hasBegun = true;
    const missed = this.#missed;
    this.#post({ type: 'begin', to: this.#to, initial: this.#clean(initial), firstSeq, missed });
  }

  #clean(state: TurnState): TurnState {
    try {
      return turnState(this.#redactor.copy(state), 'state');
    } catch {
      // Only what a provider of somebody's own sends leads to such a state, and nobody could go on from it.
      return initialTurnState(state.options, state.pressPolicy);
    }
  }

  #soon(): void {
    this.#timer ||= window.setTimeout(() => this.#flush(), NEWS_MS);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const [records, frames, levels, sounds] = [this.#records, this.#frames, this.#levels, this.#sounds];
    const isNothing = records.length + frames.length + levels.length + sounds.length === 0;
    if (isNothing || this.#signal.aborted) return;
    this.#records = [];
    this.#frames = [];
    this.#levels = [];
    this.#sounds = [];
    // Twice: a secret may stand in one event before it comes under its name in another.
    const { known } = this.#redactor;
    let events = records.map(({ event }) => storable(event, this.#redactor));
    if (this.#redactor.known > known) events = events.map((event) => storable(event, this.#redactor));
    const states = records.flatMap(({ event, state }, i) =>
      event.type === events[i]?.type ? [] : [[i, this.#clean(state)] as const],
    );
    this.#post({ type: 'news', to: this.#to, events, states, frames, levels, sounds, unread: 0 });
  }
}
