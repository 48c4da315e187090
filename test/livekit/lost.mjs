// The promise in numbers: how much of what was said in a turn did not reach the far end.
import { DEVICE_HZ } from '../e2e/sounds.mjs';
import { cut } from './sound.mjs';
import { arrivedPart, spokenSpans } from './spoken.mjs';

/** Jitter buffer and network of a busy machine: what was said before the release has arrived by then. */
const ARRIVED_WITHIN_MS = 1500;
/** A piece of the sentence laid over another place of it is less alike than this. */
const ALIKE = 0.5;

/**
 * Compares what a session of a stand-in heard around a turn with the sound at the microphone. `turn` says when the user
 * pressed and released (`pressedAt`, `releasedAt`: wall clock, ms) and what the device had heard by then (`pressedMs`,
 * `releasedMs`). `headMs` and `tailMs` are lost at the two ends of what was said between press and release; `gapMs` is
 * what the part in between is shorter than it was said. All lost: both are Infinity. `within` limits what counts as heard
 * to a window of the service.
 */
export function lostOf(session, turn, sound, within = aroundOf(turn)) {
  const heard = session.heard.samples(within.openedAt, within.closedAt);
  // Beyond both ends too, for what leaks there has a place as well.
  const fromMs = turn.pressedMs - 500;
  const arrived = arrivedPart(heard, cut(sound, fromMs, turn.releasedMs + 1000), { spokenHz: DEVICE_HZ });
  if (arrived.heardMs === 0) return { headMs: Infinity, tailMs: Infinity, gapMs: 0 };
  if (arrived.likeness < ALIKE) throw new Error(`What arrived is not what was said: ${JSON.stringify(arrived)}`);
  const said = spokenSpans(cut(sound, turn.pressedMs, turn.releasedMs), { hz: DEVICE_HZ });
  return {
    headMs: fromMs + arrived.firstMs - (turn.pressedMs + said[0].startMs),
    tailMs: turn.pressedMs + said.at(-1).endMs - (fromMs + arrived.lastMs),
    gapMs: arrived.lastMs - arrived.firstMs - arrived.heardMs,
  };
}

function aroundOf({ pressedAt, releasedAt }) {
  return { openedAt: pressedAt - 100, closedAt: releasedAt + ARRIVED_WITHIN_MS };
}
