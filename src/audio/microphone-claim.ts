// One open microphone on a page, also between copies of this package: so the owner is kept where all can see it.
const KEY = Symbol.for('avatar-ptt.microphone');

interface Claims {
  [KEY]?: (() => void) | undefined;
}

/** Takes the page's one microphone; whoever had it is told by `onTaken`. Ends with the signal. */
export function claimMicrophone(signal: AbortSignal, onTaken: () => void): void {
  const page = pageOf(globalThis.window) as Claims;
  const previous = page[KEY];
  page[KEY] = onTaken;
  if (previous && previous !== onTaken) previous();
  signal.addEventListener('abort', () => {
    if (page[KEY] === onTaken) page[KEY] = undefined;
  });
}

/** The outermost window that these frames belong to: to a person they are one page. */
function pageOf(view: Window): Window {
  try {
    // A frame of another origin around it is another page, and may not be looked at.
    return view.parent === view || !(view.parent.document as Document | null) ? view : pageOf(view.parent);
  } catch {
    return view;
  }
}
