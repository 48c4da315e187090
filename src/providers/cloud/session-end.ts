import type { ProviderContext } from '../provider.js';

// When a person is told: in time to come to an end, and once more.
const [SOON_SECS, LAST_SECS] = [60, 15];
// A timer that is set for longer goes off at once.
const MAX_TIMER_SECS = 2_000_000;
// Nothing that a person is told of is further away.
const DAY_SECS = 86_400;

/** A time as a service gives it, as a number or as text; null if it makes no sense. */
export function secsOf(value: unknown): number | null {
  const secs = typeof value === 'string' && value.trim() ? Number(value) : value;
  return typeof secs === 'number' && secs >= 0 && secs <= DAY_SECS ? secs : null;
}

/** Tells of an end that is known beforehand, `inSecs` from now, until the signal aborts. */
export function tellEnd({ emit, signal }: ProviderContext, inSecs: number, reason: 'max-duration' | 'token'): void {
  const endsAt = performance.now() + inSecs * 1000;
  const tell = (): void => {
    // A page that has slept is late.
    const leftSecs = (endsAt - performance.now()) / 1000;
    if (leftSecs > 0) emit({ type: 'session-ending', remainingSecs: Math.max(1, Math.round(leftSecs)), reason });
  };
  // An end that is nearer is told of now.
  const waits = [Math.max(0, inSecs - SOON_SECS), ...(inSecs > LAST_SECS ? [inSecs - LAST_SECS] : [])];
  const timers = waits.filter((secs) => secs <= MAX_TIMER_SECS).map((secs) => setTimeout(tell, secs * 1000));
  signal.addEventListener('abort', () => {
    timers.forEach(clearTimeout);
  });
}
