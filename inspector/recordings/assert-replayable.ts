import { initialTurnState, transition, type TurnEvent, type TurnState } from 'avatar-ptt/headless';
import { Pacer } from '../model/pacer.js';
import { badRecording } from '../schema/parsing.js';
import type { RecordingHeader } from './recording.js';

/**
 * Makes sure that events can be replayed, one after the other: a state that no conversation leads to may be one that the
 * machine can't go on from.
 */
export class ReplayCheck {
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
export async function assertReplayable(events: readonly TurnEvent[], header: RecordingHeader): Promise<void> {
  const pacer = new Pacer();
  const check = new ReplayCheck(header);
  for (const event of events) {
    check.follow(event);
    await pacer.yieldIfBusy();
  }
}
