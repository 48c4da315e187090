import type { ProviderContext } from './provider.js';

// When a person is told: in time to come to an end, and once more.
const TOLD_SECS = [60, 15];
// A timer that is set for longer goes off at once.
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Tells of an end that is known beforehand, `inSecs` from now, until the signal aborts. */
export function tellEnd({ emit, signal }: ProviderContext, inSecs: number, reason: 'max-duration' | 'token'): void {
  const endsAt = performance.now() + inSecs * 1000;
  const tell = (): void => {
    // A page that has slept is late.
    const remainingSecs = Math.round((endsAt - performance.now()) / 1000);
    if (remainingSecs > 0) emit({ type: 'session-ending', remainingSecs, reason });
  };
  const timers = TOLD_SECS.map((secs) => (inSecs - secs) * 1000)
    .filter((ms) => ms >= 0 && ms <= MAX_TIMER_MS)
    .map((ms) => setTimeout(tell, ms));
  signal.addEventListener('abort', () => {
    timers.forEach(clearTimeout);
  });
}
