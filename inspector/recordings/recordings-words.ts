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

/** Something that takes a while. */
export interface Job {
  readonly text: string;
  /** 0 to 1. */
  readonly share: number;
  readonly cancel: () => void;
}

/** A message for the person. */
export interface Notice {
  readonly text: string;
  readonly isError: boolean;
}

export const DENIED =
  'The storage of this page can’t be reached. Recordings are kept in memory until the page is closed, and are stored as soon as it can be. Export what you want to keep.';
export const FULL =
  'The storage of this browser is full. What is recorded now is kept in memory until the page is closed. Export it, or delete recordings: then it is stored.';
export const NO_ROOM =
  'There is no more room: recording has ended. What was recorded so far is saved. Export it, or delete others.';
export const STORED_AGAIN = 'The storage can be used again. Everything that was kept in memory is in it now.';
export const RESTARTED =
  'What was recorded so far was deleted in another tab, or the storage of this page was cleared. Recording goes on: what the inspector remembers of the conversation was stored again, and only the sound up to here is gone.';
export const NOT_LOADED =
  'A part of the inspector could not be loaded. Check the connection and try again; if it does not help, reload the page.';
