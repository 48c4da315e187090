/** Page time and one alarm; injected, so that tests own the time. */
export interface Clock {
  /** Page time in ms, the scale of `Event.timeStamp`. */
  now(): number;
  /** Calls `wake` at `at` (page ms) or later, in place of what was set before; null sets nothing. */
  wakeAt(at: number | null, wake: () => void): void;
}

/**
 * The page's own clock. A hidden tab may ring late, up to a minute after some minutes; no deadline depends on it, because
 * the machine looks at the time with every event, and the capture path sends a beat that is never throttled, 50 times a
 * second while anything is heard and 5 times in silence. It runs whenever there is a turn or a lock to wait for, so no worker is needed to keep the time.
 */
export function pageClock(): Clock {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    now: () => performance.now(),
    wakeAt(at, wake) {
      clearTimeout(timer);
      timer = at === null ? undefined : setTimeout(wake, Math.max(0, at - performance.now()));
    },
  };
}
