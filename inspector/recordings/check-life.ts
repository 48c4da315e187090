import { initialTurnState, transition, type TurnEvent, type TurnState } from 'avatar-ptt/headless';
import { Breath } from './breath.js';
import { badRecording } from './parsing.js';
import type { RecordingHeader } from './recording.js';

/**
 * Makes sure that events can be replayed, one after the other: a state that no conversation leads to may be one that the
 * machine can't go on from.
 */
export class LifeCheck {
  #state: TurnState;
  #events = 0;

  constructor({ initial }: RecordingHeader) {
    this.#state = initial ?? initialTurnState();
  }

  /** @throws AvatarPttError `bad-recording`, naming the event. */
  follow(event: TurnEvent): void {
    this.#events++;
    try {
      [this.#state] = transition(this.#state, event);
    } catch (error) {
      throw badRecording(`Event ${this.#events} can't follow on those before it.`, error);
    }
  }
}

/** Makes sure that a recording can be replayed. @throws AvatarPttError `bad-recording`, naming the event. */
export async function checkLife(events: readonly TurnEvent[], header: RecordingHeader): Promise<void> {
  const breath = new Breath();
  const check = new LifeCheck(header);
  for (const event of events) {
    check.follow(event);
    await breath.taken();
  }
}
