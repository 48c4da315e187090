// One open microphone on a page, also between copies of this package: so the owner is kept where all can see it.
const KEY = Symbol.for('avatar-ptt.microphone');

interface Claims {
  [KEY]?: (() => void) | undefined;
}

/** Takes the page's one microphone; whoever had it is told by `onTaken`. Ends with the signal. */
export function claimMicrophone(signal: AbortSignal, onTaken: () => void): void {
  const page = globalThis as Claims;
  const previous = page[KEY];
  page[KEY] = onTaken;
  if (previous && previous !== onTaken) previous();
  signal.addEventListener('abort', () => {
    if (page[KEY] === onTaken) page[KEY] = undefined;
  });
}
