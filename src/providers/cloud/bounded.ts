import { AvatarPttError } from '../../core/error.js';

/** What commands reject with whose connection was given up. */
export function abortedError(): AvatarPttError {
  return new AvatarPttError('aborted', 'Not wanted any more.');
}

/** After a wait: what was given up meanwhile goes no further. @throws AvatarPttError `aborted`. */
export function assertWanted({ aborted }: AbortSignal): void {
  if (aborted) throw abortedError();
}

/** A promise that is given up when the signal aborts (rejects with `aborted`) or after `limitMs` (rejects with `late`). */
export async function bounded<T>(
  promise: Promise<T>,
  signal: AbortSignal,
  limitMs: number,
  late: () => AvatarPttError,
): Promise<T> {
  const over = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = new Promise<never>((_, reject) => {
    const onAbort = (): void => {
      reject(abortedError());
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true, signal: over.signal });
    timer = setTimeout(() => {
      reject(late());
    }, limitMs);
  });
  try {
    return await Promise.race([promise, end]);
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}
