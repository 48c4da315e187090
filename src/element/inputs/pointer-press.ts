import { talkButtonOf, type Presses } from './presses.js';

/**
 * Hold with mouse, finger or pen. The pointer is captured, so leaving the button, or the button leaving the pointer, ends
 * nothing; a release anywhere counts, and every way of losing the pointer drops the press.
 */
export function pointerPress(root: EventTarget, presses: Presses, signal: AbortSignal): void {
  let hold: AbortController | null = null;
  const end = (): void => {
    hold?.abort();
    hold = null;
  };
  const down = (event: PointerEvent): void => {
    const button = talkButtonOf(event);
    if (!button || event.button !== 0 || !event.isPrimary || isVirtualPointer(event)) return;
    end();
    hold = new AbortController();
    // A scripted event has no pointer that could be captured.
    if (event.isTrusted) button.setPointerCapture(event.pointerId);
    watch(event, presses, hold.signal, end);
    presses.press('pointer', event.timeStamp);
  };
  const menu = (event: MouseEvent): void => {
    // Nobody wants a menu on a button that is held, and a finger that holds long is not asking for one.
    if (talkButtonOf(event)) event.preventDefault();
  };
  signal.addEventListener('abort', end);
  root.addEventListener('pointerdown', (event) => down(event as PointerEvent), { signal });
  root.addEventListener('contextmenu', (event) => menu(event as MouseEvent), { signal });
}

/**
 * A press that a screen reader makes up; what it means is its click. VoiceOver's has no size, TalkBack's is a mouse on
 * Android without pressure. Elsewhere that tells nothing: Safari reports no pressure for real mice.
 */
export function isVirtualPointer({ isTrusted, width, height, pressure, pointerType }: PointerEvent): boolean {
  if (!isTrusted) return false;
  if (width === 0 && height === 0) return true;
  return pointerType === 'mouse' && pressure === 0 && navigator.userAgent.includes('Android');
}

/** On the window, because the button itself may be gone by then. */
function watch({ pointerId, pointerType }: PointerEvent, presses: Presses, signal: AbortSignal, end: () => void): void {
  const isOurs = (event: Event): boolean => (event as PointerEvent).pointerId === pointerId;
  const lost = (): void => {
    end();
    presses.drop('pointer-cancelled', 'pointer');
  };
  const options = { capture: true, signal };
  window.addEventListener(
    'pointerup',
    (event) => {
      if (!isOurs(event)) return;
      end();
      presses.release('pointer', event.timeStamp);
    },
    options,
  );
  for (const type of ['pointercancel', 'lostpointercapture']) {
    window.addEventListener(type, (event) => isOurs(event) && lost(), options);
  }
  // Under a finger the menu is suppressed and the hold goes on. A menu that opens anyway swallows the release.
  const menu = (event: Event): void => {
    if (pointerType !== 'touch' || !isInsideTalkButton(event)) lost();
  };
  window.addEventListener('contextmenu', menu, options);
}

function isInsideTalkButton(event: Event): boolean {
  return event.composedPath().some((node) => node instanceof Element && node.matches('.talk'));
}
