import type { TurnEvent } from 'avatar-ptt/headless';
import { storable } from '../schema/event-lines.js';
import type { Redactor } from '../redaction/redactor.js';

interface Copy {
  readonly event: TurnEvent;
  readonly known: number;
}

/** Events as all watchers are told them; each is made once, and again when more secrets are known. */
export class SharedEvents {
  readonly redactor: Redactor;
  readonly #copies = new WeakMap<TurnEvent, Copy>();

  constructor(redactor: Redactor) {
    this.redactor = redactor;
  }

  /** Twice where it must be: a secret may stand in one event before it comes under its name in another. */
  of(events: readonly TurnEvent[]): TurnEvent[] {
    const { known } = this.redactor;
    const copies = events.map((event) => this.#of(event));
    return this.redactor.known > known ? events.map((event) => this.#of(event)) : copies;
  }

  #of(event: TurnEvent): TurnEvent {
    const had = this.#copies.get(event);
    if (had?.known === this.redactor.known) return had.event;
    const copy = storable(event, this.redactor);
    this.#copies.set(event, { event: copy, known: this.redactor.known });
    return copy;
  }
}
