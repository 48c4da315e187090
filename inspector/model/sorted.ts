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
