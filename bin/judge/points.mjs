// What settings cost: at how many pauses they cut people off, and how long they let them wait.
import { mergeTurnTaking, smartTurnSettings } from 'avatar-ptt/headless';

/** Sums of frame lengths carry rounding. */
const ROUNDING_MS = 0.01;

/**
 * The cost of settings over recordings, counted on the turns that they make: cut-offs at those pauses for which
 * `isCounted`, and the mean silence after the true ends.
 */
export async function pointAt(recordings, options, isCounted = () => true) {
  let pauses = 0;
  let cutOffs = 0;
  const waits = [];
  for (const { utterances, turnsAt } of recordings) {
    const turns = await turnsAt(options);
    const counted = utterances.flatMap((utterance) => utterance.pauses).filter(isCounted);
    pauses += counted.length;
    cutOffs += counted.filter((pause) => isCut(pause, turns)).length;
    waits.push(...utterances.map(({ endMs }, i) => waitAfter(endMs, turns, utterances[i + 1])));
  }
  return {
    stopSecs: smartTurnSettings(options).stopSecs,
    cutOffRate: pauses === 0 ? 0 : cutOffs / pauses,
    cutOffs,
    pauses,
    delayMs: waits.length === 0 ? 0 : waits.reduce((sum, wait) => sum + wait, 0) / waits.length,
  };
}

/** The cost for each `stopSecs` of `grid` and for the one in force, the shortest first; all else stays. */
export async function curveOf(recordings, options, grid, isCounted) {
  const all = [...new Set([...grid, smartTurnSettings(options).stopSecs])].sort((a, b) => a - b);
  const points = [];
  for (const stopSecs of all) {
    const tried = mergeTurnTaking(options, { customTurnDetection: { stopSecs } });
    points.push(await pointAt(recordings, tried, isCounted));
  }
  return points;
}

function isCut({ startMs, endMs }, turns) {
  return turns.some((turn) => turn.endMs > startMs + ROUNDING_MS && turn.endMs <= endMs + ROUNDING_MS);
}

/** No longer than until the person speaks again. */
function waitAfter(endMs, turns, next) {
  const turn = turns.find((one) => one.endMs >= endMs - ROUNDING_MS);
  return Math.min(turn?.endMs ?? Infinity, next?.startMs ?? Infinity) - endMs;
}
