const format = new Intl.NumberFormat('en');

/** A whole number with marks between the thousands: `12,345`. */
export function counted(count: number): string {
  return format.format(count);
}
