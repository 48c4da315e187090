const NAMES =
  'Space Enter Backspace Delete Insert Home End PageUp PageDown ArrowUp ArrowDown ArrowLeft ArrowRight CapsLock NumLock ' +
  'ScrollLock Pause ContextMenu Backquote Minus Equal BracketLeft BracketRight Backslash Semicolon Quote Comma ' +
  'Period Slash IntlBackslash IntlRo IntlYen Convert NonConvert KanaMode Lang1 Lang2 ' +
  'AltLeft AltRight ControlLeft ControlRight MetaLeft MetaRight ShiftLeft ShiftRight NumpadEnter NumpadAdd NumpadSubtract ' +
  'NumpadMultiply NumpadDivide NumpadDecimal NumpadEqual NumpadComma MediaPlayPause MediaStop MediaTrackNext ' +
  'MediaTrackPrevious AudioVolumeUp AudioVolumeDown AudioVolumeMute BrowserBack BrowserForward BrowserHome BrowserRefresh';

/** A common beginning that is shorter is chance. */
const MIN_COMMON = 3;

/**
 * The keys that a browser names by their place, without Escape and Tab, and without those whose going down it never sees,
 * such as PrintScreen on Windows: https://www.w3.org/TR/uievents-code/
 */
export function isKeyCode(code: string): boolean {
  return /^(Key[A-Z]|(Digit|Numpad)\d|F([1-9]|1\d|2[0-4]))$/.test(code) || NAMES.split(' ').includes(code);
}

/** The key that was probably meant; empty: no idea. */
export function nearestKeyCode(text: string): string {
  const key = /^(?:key|digit)?([a-z]|\d)$/i.exec(text)?.[1]?.toUpperCase();
  if (key) return `${key > '9' ? 'Key' : 'Digit'}${key}`;
  if (/^f\d+$/i.test(text) && isKeyCode(text.toUpperCase())) return text.toUpperCase();
  const [nearest = ''] = NAMES.split(' ').sort((a, b) => commonStart(b, text) - commonStart(a, text));
  return commonStart(nearest, text) < MIN_COMMON ? '' : nearest;
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length]?.toLowerCase() === b[length]?.toLowerCase()) length++;
  return length;
}
