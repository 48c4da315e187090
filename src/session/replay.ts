import type { TurnEvent } from '../core/machine/turn-events.js';
import { transition } from '../core/machine/turn-machine.js';
import { initialTurnState, type TurnState } from '../core/machine/turn-state.js';
import type { SessionRecord } from './session-types.js';

/** The states that a list of events leads to, from the same beginning: a recorded session, replayed. */
export function replay(events: Iterable<TurnEvent>, initial: TurnState = initialTurnState()): SessionRecord[] {
  let state = initial;
  let seq = 0;
  return Array.from(events, (event) => {
    const [next, effects] = transition(state, event);
    state = next;
    return { seq: ++seq, at: event.at, event, state, effects };
  });
}
