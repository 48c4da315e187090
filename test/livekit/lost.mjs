// The promise in numbers: how much of what was said in a turn did not reach the far end.
import assert from 'node:assert/strict';
import { DEVICE_HZ } from '../e2e/sounds.mjs';
import { cut } from './sound.mjs';
import { arrivedPart, spokenSpans } from './spoken.mjs';

/** Jitter buffer and network of a busy machine: what was said before the release has arrived by then. */
const ARRIVED_WITHIN_MS = 1500;
/** A piece of the sentence laid over another place of it is less alike than this. */
const ALIKE = 0.5;
/** Of both sounds the clear part is compared: the softest end of a word is below what a codec keeps. */
const CLEAR = 0.02;
/** Placing is good to the millisecond, but a codec takes some to swell and to die away. */
export const MEASURED_MS = 25;
/** A jitter buffer that has swollen on a busy machine shrinks by playing a little faster: nothing is lost by that. */
const HURRIED_MS = 100;

/**
 * Compares what a session of a stand-in heard around a turn with the sound at the microphone. `turn` says when the user
 * pressed and released (`pressedAt`, `releasedAt`: wall clock, ms) and what the device had heard by then (`pressedMs`,
 * `releasedMs`), and in `sent` how much was left out of it to catch up, which is not lost. `headMs` and `tailMs` are lost at
 * the two ends of what was said between press and release; `gapMs` is what the part in between is shorter than it was said.
 * All lost: both are Infinity.
 */
export function lostOf(session, turn, sound) {
  const heard = session.heard.samples(turn.pressedAt - 100, turn.releasedAt + ARRIVED_WITHIN_MS);
  // Beyond both ends too, for what leaks there has a place as well.
  const fromMs = turn.pressedMs - 500;
  const arrived = arrivedPart(heard, cut(sound, fromMs, turn.releasedMs + 1000), {
    spokenHz: DEVICE_HZ,
    threshold: CLEAR,
  });
  if (arrived.heardMs === 0) return { headMs: Infinity, tailMs: Infinity, gapMs: 0 };
  if (arrived.likeness < ALIKE) throw new Error(`What arrived is not what was said: ${JSON.stringify(arrived)}`);
  const said = spokenSpans(cut(sound, turn.pressedMs, turn.releasedMs), { hz: DEVICE_HZ, threshold: CLEAR });
  const leftOutMs = turn.sent?.caughtUpMs ?? 0;
  return {
    headMs: fromMs + arrived.firstMs - (turn.pressedMs + said[0].startMs) - leftOutMs,
    tailMs: turn.pressedMs + said.at(-1).endMs - (fromMs + arrived.lastMs) - leftOutMs,
    gapMs: arrived.lastMs - arrived.firstMs - arrived.heardMs - leftOutMs,
  };
}

/** Nothing of what was said is missing, as `lostOf` measured it. */
export function assertAllHeard({ headMs, tailMs, gapMs }) {
  assert.ok(headMs < MEASURED_MS, `${headMs} ms are lost at the beginning`);
  assert.ok(tailMs < MEASURED_MS, `${tailMs} ms are lost at the end`);
  assert.ok(gapMs < HURRIED_MS, `${gapMs} ms are lost in between`);
}
