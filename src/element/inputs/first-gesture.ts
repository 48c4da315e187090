/** Calls back once, at the first gesture that the browser takes as a person's: sound and microphone may start then. */
export function firstGesture(view: Window, callback: () => void, signal: AbortSignal): void {
  const done = new AbortController();
  signal.addEventListener('abort', () => done.abort());
  const gesture = (event: Event): void => {
    if (!event.isTrusted || (event as KeyboardEvent).key === 'Escape') return;
    done.abort();
    callback();
  };
  for (const type of ['pointerup', 'keydown']) {
    view.addEventListener(type, gesture, { capture: true, signal: done.signal });
  }
}
