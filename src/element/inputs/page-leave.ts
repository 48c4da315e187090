import type { Presses } from './presses.js';

/** The person turns away from the page: a key-up or a pointer-up may never come. */
export function pageLeave(presses: Presses, leave: () => void, signal: AbortSignal, view: Window): void {
  const { document } = view;
  view.addEventListener('blur', () => presses.drop('blur'), { signal });
  document.addEventListener('visibilitychange', () => document.hidden && presses.drop('hidden'), { signal });
  const hide = (): void => {
    presses.drop('hidden');
    leave();
  };
  view.addEventListener('pagehide', hide, { signal });
}
