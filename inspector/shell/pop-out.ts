import { adoptStyles, type CSSResultOrNative } from 'lit';

/** An element that is shown in a window of its own, and comes back when that is closed. */
export interface PoppedOut {
  readonly window: Window & typeof globalThis;
  /** Puts the element back and closes the window. */
  close(): void;
}

/**
 * Moves an element into a new window of the same page: what it watches stays within reach, nothing is sent or copied.
 * Returns null where the browser blocks the window. `returned` is called once the element is back in its place.
 */
export function popOut(element: HTMLElement, title: string, returned: () => void): PoppedOut | null {
  const home = element.ownerDocument;
  const page = home.defaultView;
  // A window of our own has the page's type.
  const popup = page?.open('', '', 'popup,width=960,height=720') as (Window & typeof globalThis) | null;
  if (!page || !popup) return null;
  const place = home.createComment('avatar-inspector');
  element.replaceWith(place);
  prepare(popup.document, title);
  popup.document.body.append(element);
  const height = element.style.getPropertyValue('height');
  element.style.setProperty('height', '100%');
  const closing = new AbortController();
  const close = (): void => {
    if (closing.signal.aborted) return;
    closing.abort();
    element.style.setProperty('height', height);
    if (place.isConnected) place.replaceWith(element);
    else element.remove();
    popup.close();
    returned();
  };
  popup.addEventListener('pagehide', close, { signal: closing.signal });
  // A page that goes takes its windows along: nothing would be left to watch.
  page.addEventListener('pagehide', close, { signal: closing.signal });
  return { window: popup, close };
}

/** Gives a shadow root its styles, in whatever window it is: sheets of one document are not valid in another. */
export function adoptSheets(root: ShadowRoot, styles: CSSResultOrNative[]): void {
  const page = root.ownerDocument.defaultView ?? window;
  if (page === window) adoptStyles(root, styles);
  else {
    root.adoptedStyleSheets = styles.map((style) => {
      const sheet = new page.CSSStyleSheet();
      sheet.replaceSync('cssText' in style ? style.cssText : '');
      return sheet;
    });
  }
}

function prepare(document: Document, title: string): void {
  document.title = title;
  const scheme = document.createElement('meta');
  scheme.name = 'color-scheme';
  scheme.content = 'light dark';
  document.head.append(scheme);
  document.documentElement.lang = 'en';
  // Properties, because a strict policy of the page forbids style attributes and sheets here too.
  document.documentElement.style.setProperty('height', '100%');
  document.body.style.setProperty('height', '100%');
  document.body.style.setProperty('margin', '0');
}
