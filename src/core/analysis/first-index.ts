/** Index of the first of `list` for which `isFrom` holds, or its length; it must hold for all that follow. By halves. */
export function firstIndex<T>(list: readonly T[], isFrom: (one: T) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    // `middle` lies within the list, so this is one of its items, whatever T is.
    if (isFrom(list[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}
