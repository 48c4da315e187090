import type { TurnEffect, TurnEvent } from '../core/machine/turn-events.js';
import { transition } from '../core/machine/turn-machine.js';
import type { Step } from '../core/machine/step.js';
import { deadlinesOf } from '../core/machine/deadlines.js';
import { initialTurnState, type TurnState } from '../core/machine/turn-state.js';
import { foldTiming, type TurnTiming } from '../core/machine/turn-timing.js';
import { sessionEvent } from './check-event.js';
import type { Clock } from './clock.js';
import { Listeners } from './listeners.js';
import { RecordRing } from './log.js';
import type { SessionInput, SessionRecord } from './session-types.js';

/** What is done of the machine's decisions. */
export interface LoopHost {
  /** Must not throw. */
  run(effect: TurnEffect): void;
  /** An event is decided and its effects are run. Must not throw. */
  decided(event: TurnEvent): void;
}

const BROKEN = 'Something went wrong in this page, so the conversation was ended. Connect again.';

/** Less makes no difference to anything that is waited for. */
const LATE_MS = 100;

type Listener = (record: SessionRecord) => void;

/**
 * An event in, the machine's decision, its effects done, a record out. Nothing decides here and nothing else decides
 * anywhere.
 */
export class Loop {
  readonly log: RecordRing;
  readonly listeners = new Listeners<Listener>();
  state: TurnState;
  turns: readonly TurnTiming[] = [];
  readonly #host: LoopHost;
  readonly #clock: Clock;
  readonly #inbox: TurnEvent[] = [];
  readonly #outbox: SessionRecord[] = [];
  #isDeciding = false;
  #isDispatching = false;
  #seq = 0;

  constructor(initial: TurnState, clock: Clock, host: LoopHost, logLimit?: number) {
    this.state = initial;
    this.log = new RecordRing(logLimit);
    this.#clock = clock;
    this.#host = host;
  }

  /**
   * Returns what was decided by it: nothing yet for what an effect sends, which is decided after the event that the effect
   * came from, before that returns. An event that is none is refused with its name.
   */
  send(event: SessionInput): readonly SessionRecord[] {
    const checked = sessionEvent(event);
    const now = this.#clock.now();
    const { at = now } = checked;
    this.#inbox.push({ ...checked, at, ...(now - at > LATE_MS && { handledAt: now }) });
    const decided = this.#isDeciding ? [] : this.#decide();
    if (!this.#isDispatching) this.#dispatch();
    return decided;
  }

  /** Ends the wait that is overdue, where the page's timers are late. */
  readonly beat = (): void => {
    const due = deadlinesOf(this.state)[0];
    if (due && due.at <= this.#clock.now()) this.#tick();
  };

  close(): void {
    this.#clock.wakeAt(null, this.#tick);
    this.listeners.clear();
  }

  #decide(): SessionRecord[] {
    const decided: SessionRecord[] = [];
    this.#isDeciding = true;
    try {
      for (let event = this.#inbox.shift(); event; event = this.#inbox.shift()) decided.push(this.#take(event));
    } finally {
      this.#isDeciding = false;
    }
    this.#clock.wakeAt(deadlinesOf(this.state)[0]?.at ?? null, this.#tick);
    return decided;
  }

  #take(event: TurnEvent): SessionRecord {
    const [state, effects] = this.#transition(event);
    this.state = state;
    for (const effect of effects) this.#host.run(effect);
    this.#host.decided(event);
    const record: SessionRecord = { seq: ++this.#seq, at: event.at, event, state, effects };
    this.turns = foldTiming(this.turns, record);
    this.log.push(record);
    this.#outbox.push(record);
    return record;
  }

  // The machine is total. Should it ever not be, nobody may be left with a microphone that nothing closes any more.
  #transition(event: TurnEvent): Step {
    try {
      return transition(this.state, event);
    } catch (error) {
      reportError(error);
      const { options, pressPolicy, deviceId, turnIds } = this.state;
      const state: TurnState = { ...initialTurnState(options, pressPolicy), connection: 'failed', deviceId, turnIds };
      const notice = { type: 'error', code: 'internal', message: BROKEN, isRecoverable: true } as const;
      return [state, [{ type: 'close-microphone' }, { type: 'disconnect-provider' }, { type: 'announce', notice }]];
    }
  }

  // Listeners hear of one record after the other, also when one of them sends the next event.
  #dispatch(): void {
    this.#isDispatching = true;
    for (let next = this.#outbox.shift(); next; next = this.#outbox.shift()) {
      const record = next;
      this.listeners.tell((listener) => listener(record));
    }
    this.#isDispatching = false;
  }

  readonly #tick = (): void => {
    this.send({ type: 'tick' });
  };
}
