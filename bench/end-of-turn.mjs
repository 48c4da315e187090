// People who hesitate, and when their turn is over: how often they are cut off, and how long they wait after the end. No
// number is chosen on the recording that it is judged by.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openPage } from '../test/e2e/harness.mjs';
import { silence } from '../test/e2e/sounds.mjs';
import { root } from '../tools/install.mjs';
import { bestWithin, leaveEachOut, waitAt } from './end-of-turn/choose.mjs';
import { median } from './numbers.mjs';
import { FOLDER, recordingNames } from './people.mjs';

const BUDGETS = [0.1, 0.15, 0.2, 0.3];
/** Of what silence alone waits where it cuts off as many. */
const MAX_SHARE = 0.6;

const STOP_SECS = [...Array.from({ length: 29 }, (_, i) => (i + 2) / 10), 3.5, 4, 5];
const THRESHOLDS = [...Array.from({ length: 19 }, (_, i) => (i + 1) / 20), 0.98, 0.99];

/** Asked when Pipecat asks, by default: after 0.2 s of silence. */
const ASKED = { analyzer: 'asked', askAfterSecs: 0.2 };

const RULES = {
  'silence alone': STOP_SECS.map((stopSecs) => ({ analyzer: 'silence', stopSecs })),
  "Pipecat's rule": STOP_SECS.flatMap((stopSecs) =>
    THRESHOLDS.map((threshold) => ({ ...ASKED, rule: 'threshold', threshold, stopSecs })),
  ),
  'sliding silence': STOP_SECS.flatMap((stopSecs) =>
    Array.from({ length: 10 }, (_, i) => (i + 1) / 10)
      .filter((minStopSecs) => minStopSecs <= stopSecs)
      .map((minStopSecs) => ({ ...ASKED, rule: 'slide', minStopSecs, stopSecs })),
  ),
};

export async function endOfTurn() {
  const tried = await playAll();
  const [alone] = Object.values(tried);
  return BUDGETS.flatMap((budget) =>
    Object.entries(tried).flatMap(([name, settings]) => {
      const { rate, waitsMs } = leaveEachOut(settings, budget);
      const mean = waitsMs.reduce((total, ms) => total + ms, 0) / waitsMs.length;
      const about = `${budget * 100} % of pauses allowed, ${name}:`;
      const share = { name: `${about} of silence alone there`, value: mean / waitAt(alone, rate), unit: '×' };
      return [
        { name: `${about} pauses cut`, value: rate * 100, unit: '%' },
        { name: `${about} waiting, mean`, value: mean, unit: 'ms' },
        { name: `${about} median`, value: median(waitsMs), unit: 'ms' },
        { name: `${about} 90th percentile`, value: percentile(waitsMs, 0.9), unit: 'ms' },
        ...(settings === alone ? [] : [name === 'sliding silence' ? { ...share, gate: MAX_SHARE } : share]),
      ];
    }),
  );
}

/** What a budget allows on all recordings: the numbers of the sliding silence, and those of silence that cuts no more. */
export async function numbersWithin(budget) {
  const tried = await playAll();
  const chosen = (name, within) => {
    const { index, rate } = bestWithin(tried[name], within);
    return { numbers: RULES[name][index], rate };
  };
  const sliding = chosen('sliding silence', budget);
  return { sliding, alone: chosen('silence alone', sliding.rate) };
}

/** Every setting with what each recording comes to. */
async function playAll() {
  const answers = JSON.parse(readFileSync(path.join(root, 'bench/end-of-turn/answers.json'), 'utf8'));
  const tab = await openPage({ sound: silence(1) });
  try {
    return await tab.page.evaluate(playRecordings, { folder: FOLDER, names: recordingNames(), answers, rules: RULES });
  } finally {
    await tab.close();
  }
}

/** Runs in the page. */
async function playRecordings({ folder, names, answers, rules }) {
  const { hearRecordings } = await import('/bench/end-of-turn/heard.mjs');
  const { play } = await import('/bench/end-of-turn/play.mjs');
  const heard = await hearRecordings(folder, names);
  const outcomesOf = (settings) => heard.map((one) => play(one, answers[one.name], settings));
  return Object.fromEntries(
    Object.entries(rules).map(([name, all]) => [name, all.map((settings) => ({ outcomes: outcomesOf(settings) }))]),
  );
}

function percentile(values, share) {
  return values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1];
}
