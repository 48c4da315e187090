/** Silence that long after the backend's word is the end. */
const QUIET_MS = 150;
/** Sound that goes on that long after it was still buffered: it may have pauses, and only a longer silence is the end. */
const BUFFERED_MS = 400;
const PAUSE_MS = 700;
/** Sound may be that much later than the message about it. */
const LATE_MS = 300;
/** An avatar that is never silent, or never heard, must not speak for ever. */
const DRAIN_MS = 30_000;
/** Speech that is silent for that long without the backend's word for its end: that word is lost. */
const LOST_MS = 5000;
/** What begins after its answer is complete is perhaps an old word for a start: without sound it is over that soon. */
const EXTRA_MS = 1000;

/** What was heard of something that the avatar says; page times in ms. */
export interface SpeechSound {
  readonly startedAt: number;
  /** Of the newest sound above silence; null before the first. */
  readonly heardAt: number | null;
  /** Its answer was complete before, and nothing else is asked. */
  readonly isExtra: boolean;
}

/**
 * Whether the backend's word for its end must be lost, after so much silence. What was never heard is perhaps said all the
 * same, to a page that may not play it.
 */
export function isLost({ heardAt, startedAt, isExtra }: SpeechSound, now: number, isComplete: boolean): boolean {
  const silentMs = now - (heardAt ?? startedAt);
  if (isComplete) return silentMs >= PAUSE_MS;
  if (heardAt !== null) return silentMs >= LOST_MS;
  return silentMs >= (isExtra ? EXTRA_MS : DRAIN_MS);
}

/** Whether all of it was heard that the backend said had ended at `endedAt`. */
export function isDrained({ heardAt }: SpeechSound, endedAt: number, now: number): boolean {
  if (now - endedAt >= DRAIN_MS) return true;
  if (heardAt === null) return now - endedAt >= LATE_MS;
  return now - heardAt >= (heardAt - endedAt > BUFFERED_MS ? PAUSE_MS : QUIET_MS);
}
