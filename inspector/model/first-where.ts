/** Index of the first of `length` things, sorted by it, that `isAfter` holds for; `length` when it holds for none. */
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
