// The few numbers that every section needs.

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Median time of some runs, ms, after one that only warms up. */
export function medianTimeMs(runs, work) {
  work();
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return median(times);
}

/** A ratio of two measured times; both are kept from being smaller than what clocks can tell. */
export function ratio(ours, theirs, leastMs = 1) {
  return Math.max(ours, leastMs) / Math.max(theirs, leastMs);
}
