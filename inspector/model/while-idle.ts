/** So much of a task is taken in a browser without idle callbacks (Safari), ms. */
const TAKEN_MS = 8;

/**
 * Calls `piece` again and again while the page has nothing else to do, until it returns false or the signal aborts. One
 * is begun only when it would be over before the next frame, going by those before it.
 */
export function whileIdle(window: Window & typeof globalThis, piece: () => boolean, signal: AbortSignal): void {
  let usualMs = 0;
  const work = (untilMs: number): void => {
    // What took long once may be quick the next time.
    usualMs *= 0.9;
    while (!signal.aborted && performance.now() + usualMs < untilMs) {
      const startedAt = performance.now();
      if (!piece()) return;
      usualMs = (usualMs + performance.now() - startedAt) / 2;
    }
    if (!signal.aborted) schedule();
  };
  const schedule = (): void => {
    if ('requestIdleCallback' in window) {
      window.requestIdleCallback((deadline) => {
        work(performance.now() + deadline.timeRemaining());
      });
    } else {
      setTimeout(() => {
        work(performance.now() + TAKEN_MS);
      });
    }
  };
  schedule();
}
