const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const UNITS = ['kB', 'MB', 'GB'];

/** A moment as a person writes it. */
export function dateOf(unixMs: number): string {
  return DATE.format(unixMs);
}

/** `4 min 05 s`. */
export function lengthOf(ms: number): string {
  const secs = Math.round(ms / 1000);
  const [hours, mins] = [Math.floor(secs / 3600), Math.floor(secs / 60) % 60];
  const rest = `${String(secs % 60).padStart(secs < 60 ? 1 : 2, '0')} s`;
  if (hours > 0) return `${hours} h ${String(mins).padStart(2, '0')} min`;
  return mins > 0 ? `${mins} min ${rest}` : rest;
}

/** `1.2 MB`. */
export function sizeOf(bytes: number): string {
  let size = bytes / 1000;
  let unit = 0;
  for (; size >= 1000 && unit < UNITS.length - 1; unit++) size /= 1000;
  const digits = size < 10 && unit > 0 ? 1 : 0;
  return `${size.toFixed(digits)} ${UNITS[unit] ?? ''}`;
}

/** `1 turn`, `3 turns`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
