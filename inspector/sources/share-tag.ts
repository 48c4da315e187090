import type { Target } from './page-source.js';
import { openChannel } from './channel-protocol.js';

/** What a page lets other tabs have. */
export interface ShareOptions {
  /** The sound itself, also between turns. Without it others see levels and what the detector hears, in numbers. */
  readonly withSound?: boolean;
}

/**
 * Opens a tag to inspectors in other tabs and windows of this origin: `<avatar-inspector channel="name">` watches it
 * there, and may change its settings. Secrets are removed from what is sent. They hear the sound only with
 * `withSound`, and the page then shows it. Nothing leaves the browser. Ends when the signal aborts.
 */
export function shareTag(target: Target, name: string, signal: AbortSignal, options: ShareOptions = {}): void {
  const channel = openChannel(name);
  // Whoever asks before the rest is loaded is answered then.
  const early: unknown[] = [];
  channel.onmessage = ({ data }: MessageEvent<unknown>) => void early.push(data);
  signal.addEventListener('abort', () => channel.close(), { once: true });
  void import('./shared-tag.js').then(({ SharedTag }) => {
    if (signal.aborted) return;
    const shared = new SharedTag(target, channel, options.withSound ?? false);
    signal.addEventListener('abort', () => shared.close(), { once: true });
    for (const message of early) shared.take(message);
  });
}
