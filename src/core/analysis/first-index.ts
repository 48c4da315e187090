/** Index of the first of `list` for which `isFrom` holds, or its length; it must hold for all that follow. */
export function firstIndex<T>(list: readonly T[], isFrom: (one: T) => boolean): number {
  // The index lies within the list, so this is one of its items, whatever T is.
  return firstBetween(0, list.length, (i) => isFrom(list[i] as T));
}

/** The first index from `from` on for which `isFrom` holds, or `to`; it must hold for all that follow. A binary search. */
export function firstBetween(from: number, to: number, isFrom: (index: number) => boolean): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isFrom(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
