// The same results in the terms of eot-bench, the open benchmark of end-of-turn detection, so that they can be held against
// what it publishes: https://github.com/livekit/eot-bench. Its names are kept; its times are seconds.
import { STOP_SECS_GRID } from 'avatar-ptt/analysis';
import { curveOf, pointAt } from './points.mjs';

/** It counts pauses of this length, both ends included, and tries no shorter silence. */
const MIN_HOLD_SECS = 0.2;
const MAX_HOLD_SECS = 5;
const CUTOFF_BUDGETS = [0.02, 0.05, 0.1];
const ROUNDING_MS = 0.01;

/** As its `summary.json` and the rows of its data set. */
export async function asEot(recordings, options) {
  const grid = STOP_SECS_GRID.filter((stopSecs) => stopSecs >= MIN_HOLD_SECS);
  const points = await curveOf(recordings, options, grid, isCounted);
  const present = await pointAt(recordings, options, isCounted);
  const ends = recordings.flatMap((one) => one.utterances).length;
  const summary = {
    policy_type: 'vad',
    n_spans: present.pauses + ends,
    n_hold_spans: present.pauses,
    n_eot_spans: ends,
    min_hold_span_duration: MIN_HOLD_SECS,
    max_hold_span_duration: MAX_HOLD_SECS,
    ...operatingPoint(present),
    operating_points: Object.fromEntries(
      CUTOFF_BUDGETS.map((budget) => [`${Math.round(budget * 100)}pct`, bestWithin(points, budget)]),
    ),
    rows: recordings.flatMap(rowsOf),
  };
  return JSON.stringify(summary, null, 2);
}

function isCounted({ startMs, endMs }) {
  const ms = endMs - startMs;
  return ms >= MIN_HOLD_SECS * 1000 - ROUNDING_MS && ms <= MAX_HOLD_SECS * 1000 + ROUNDING_MS;
}

function operatingPoint({ stopSecs, cutOffRate, delayMs }) {
  return { cutoff_rate: cutOffRate, mean_latency: delayMs / 1000, action_delay: stopSecs, timeout: stopSecs };
}

/** The shortest wait within a budget of cut-offs; null where no silence is long enough. */
function bestWithin(points, budget) {
  const point = points.find(({ cutOffRate }) => cutOffRate <= budget);
  return point ? { cutoff_budget: budget, ...operatingPoint(point) } : null;
}

/** Every silence, as its data set has them: the last one is the true end of the turn, those before are pauses. */
function rowsOf({ file, lengthMs, utterances }) {
  return utterances.map(({ pauses, endMs }, i) => {
    const untilMs = Math.max(endMs, utterances[i + 1]?.startMs ?? lengthMs);
    const spans = [...pauses, { startMs: endMs, endMs: untilMs }];
    return {
      id: utterances.length === 1 ? file : `${file}#${i + 1}`,
      silence_spans: spans.map((span) => ({ start: span.startMs / 1000, end: span.endMs / 1000 })),
    };
  });
}
