// The promise in numbers: how much of what was said in a turn did not reach the far end.
import { DEVICE_HZ } from '../e2e/sounds.mjs';
import { cut } from './sound.mjs';
import { arrivedPart } from './spoken.mjs';

/** Jitter buffer and network of a busy machine: what was said before the release has arrived by then. */
const ARRIVED_WITHIN_MS = 1500;
/** A piece of the sentence laid over another place of it is less alike than this. */
const ALIKE = 0.5;

/**
 * Compares what a session of a stand-in heard around a turn with the sound at the microphone. `turn` says when the user
 * pressed and released (`pressedAt`, `releasedAt`: wall clock, ms) and what the device had heard by then (`pressedMs`,
 * `releasedMs`). `headMs` and `tailMs` are lost at the two ends of the sentence, as far as it lies between press and
 * release; `gapMs` is what the part in between is shorter than it was said.
 */
export function lostOf(session, turn, sound, { startMs, endMs }) {
  const heard = session.heard.samples(turn.pressedAt - 100, turn.releasedAt + ARRIVED_WITHIN_MS);
  const fromMs = startMs - 500;
  const arrived = arrivedPart(heard, cut(sound, fromMs, endMs + 500), { spokenHz: DEVICE_HZ });
  if (arrived.likeness < ALIKE) throw new Error(`What arrived is not the sentence: ${JSON.stringify(arrived)}`);
  const headMs = fromMs + arrived.firstMs - Math.max(startMs, turn.pressedMs);
  const tailMs = Math.min(endMs, turn.releasedMs) - (fromMs + arrived.lastMs);
  return { headMs, tailMs, gapMs: arrived.lastMs - arrived.firstMs - arrived.heardMs };
}
