// Which numbers a budget allows, and what they come to on recordings that had no say in the choice.

const sum = (values) => values.reduce((total, value) => total + value, 0);

/**
 * `tried`: every setting with its `outcomes`, one a recording: `{ cutOffs, pauses, waitMs }`. For each recording the setting
 * that waits least on all others, within the budget; then what each of those comes to on its own recording.
 */
export function leaveEachOut(tried, budget) {
  const totals = tried.map(({ outcomes }) => totalOf(outcomes));
  const left = tried[0].outcomes.map((_, i) => {
    const others = totals.map((total, k) => {
      const own = tried[k].outcomes[i];
      const pauses = total.pauses - own.pauses;
      return { rate: (total.cutOffs - own.cutOffs) / pauses, waitMs: total.waitMs - own.waitMs };
    });
    return tried[bestOf(others, budget)].outcomes[i];
  });
  const { cutOffs, pauses } = totalOf(left);
  return { rate: cutOffs / pauses, waitsMs: left.map(({ waitMs }) => waitMs) };
}

/** The least mean waiting at which no more than `rate` of the pauses are cut, every recording counted. */
export function waitAt(tried, rate) {
  const totals = tried.map(({ outcomes }) => ({ ...totalOf(outcomes), count: outcomes.length }));
  const within = totals.filter(({ cutOffs, pauses }) => cutOffs / pauses <= rate + 1e-9);
  return Math.min(...within.map(({ waitMs, count }) => waitMs / count));
}

/** The setting that waits least on all recordings within the budget: its `index` in `tried`, and the `rate` that it cuts. */
export function bestWithin(tried, budget) {
  const totals = tried.map(({ outcomes }) => totalOf(outcomes));
  const all = totals.map(({ cutOffs, pauses, waitMs }) => ({ rate: cutOffs / pauses, waitMs }));
  const index = bestOf(all, budget);
  return { index, rate: all[index].rate };
}

function totalOf(outcomes) {
  const of = (key) => sum(outcomes.map((one) => one[key]));
  return { cutOffs: of('cutOffs'), pauses: of('pauses'), waitMs: of('waitMs') };
}

function bestOf(others, budget) {
  let best = -1;
  others.forEach(({ rate, waitMs }, k) => {
    if (rate > budget + 1e-9) return;
    if (best < 0 || waitMs < others[best].waitMs || (waitMs === others[best].waitMs && rate < others[best].rate))
      best = k;
  });
  if (best < 0) throw new Error(`No setting cuts off at most ${budget} of the pauses.`);
  return best;
}
