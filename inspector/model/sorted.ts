/**
 * Index of the first of `length` things, sorted by it, that `isAfter` holds for; `length` when it holds for none. A
 * binary search: of a million things it looks at twenty.
 */
export function firstWhere(length: number, isAfter: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isAfter(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Index of the sorted value that is nearest to `wanted`, the later one of two that are as near; -1 without any. */
export function nearestTo(wanted: number, length: number, valueAt: (index: number) => number): number {
  const after = firstWhere(length, (i) => valueAt(i) >= wanted);
  if (after === 0 || after === length) return Math.min(after, length - 1);
  return wanted - valueAt(after - 1) < valueAt(after) - wanted ? after - 1 : after;
}

/** The middle value, or the mean of the two in the middle; null without any. */
export function medianOf(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) return null;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
