/** What the time column counts from: the first record, midnight, or the row before. */
export const CLOCKS = ['relative', 'absolute', 'delta'] as const;
export type EventClock = (typeof CLOCKS)[number];

/** What times are told from; page times in ms. */
export interface ClockBase {
  readonly startAt: number;
  /** Of the row before; null for the first. */
  readonly previousAt: number | null;
  /** Unix time of page time 0, ms. */
  readonly timeOriginMs: number;
}

/** A page time to the millisecond, as the clock tells it: `0:12.345`, `14:57:06.123` or `+0.4`. */
export function timeText(clock: EventClock, at: number, { startAt, previousAt, timeOriginMs }: ClockBase): string {
  if (!Number.isFinite(at)) return '–';
  switch (clock) {
    case 'relative':
      return sinceStart(at - startAt);
    case 'absolute':
      return wallTime(new Date(timeOriginMs + at));
    case 'delta':
      return previousAt === null ? '–' : signed(at - previousAt);
  }
}

function sinceStart(ms: number): string {
  const whole = Math.round(Math.abs(ms));
  const hours = Math.floor(whole / 3_600_000);
  const minutes = Math.floor(whole / 60_000) % 60;
  const secs = ((whole % 60_000) / 1000).toFixed(3).padStart(6, '0');
  const sign = ms < -0.5 ? '−' : '';
  return `${sign}${hours > 0 ? `${hours}:${pad(minutes)}` : minutes}:${secs}`;
}

function wallTime(date: Date): string {
  if (Number.isNaN(date.getTime())) return '–';
  const [hours, minutes, secs] = [date.getHours(), date.getMinutes(), date.getSeconds()].map(pad);
  return `${hours ?? ''}:${minutes ?? ''}:${secs ?? ''}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

function signed(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${Math.abs(ms).toFixed(1)}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
