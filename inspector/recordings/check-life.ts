import { initialTurnState, transition, type TurnEvent } from 'avatar-ptt/headless';
import { Breath } from './breath.js';
import { badRecording } from './parsing.js';
import type { RecordingHeader } from './recording.js';

/**
 * Makes sure that a recording can be lived again: a state that no conversation leads to may be one that the machine
 * can't go on from. @throws AvatarPttError `bad-recording`, naming the event.
 */
export async function checkLife(
  events: readonly TurnEvent[],
  { initial }: RecordingHeader,
  signal?: AbortSignal,
): Promise<void> {
  const breath = new Breath(signal);
  let state = initial ?? initialTurnState();
  for (const [i, event] of events.entries()) {
    try {
      [state] = transition(state, event);
    } catch (error) {
      throw badRecording(`Event ${i + 1} can't follow on those before it.`, error);
    }
    await breath.taken();
  }
}
