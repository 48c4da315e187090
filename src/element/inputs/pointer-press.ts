import { talkButtonOf, type Presses } from './presses.js';

/**
 * Hold with mouse, finger or pen, or several of them until the last is up. Each is captured, so leaving the button, or the
 * button leaving the pointer, ends nothing; a release anywhere counts, and every way of losing the last drops the press.
 */
export function pointerPress(root: EventTarget, presses: Presses, signal: AbortSignal, view: Window): void {
  /** What is down, and whether it is a mouse, a finger or a pen. */
  const held = new Map<number, string>();
  let hold = new AbortController();
  const releasePointer = (pointerId: number, tell: () => void): void => {
    if (!held.delete(pointerId) || held.size > 0) return;
    hold.abort();
    tell();
  };
  const lose = (pointerId: number): void =>
    releasePointer(pointerId, () => presses.drop('pointer-cancelled', 'pointer'));
  const up = (event: PointerEvent): void => {
    if (isUp(event)) releasePointer(event.pointerId, () => presses.release('pointer', event.timeStamp));
  };
  // Under a finger the menu is suppressed and the hold goes on. A menu that opens anyway swallows the release.
  const swallow = (event: Event): void => {
    for (const [pointerId, type] of held) if (type !== 'touch' || !isInsideTalkButton(event)) lose(pointerId);
  };
  /** On the window, because the button itself may be gone by then. */
  const watch = (): void => {
    hold = new AbortController();
    const options = { capture: true, signal: hold.signal };
    for (const type of ['pointerup', 'pointermove'] as const) view.addEventListener(type, up, options);
    view.addEventListener('pointercancel', (event) => lose(event.pointerId), options);
    // While it is down, somebody else has captured it, such as what the button lies in: its release is still seen here.
    view.addEventListener('lostpointercapture', (event) => (event.buttons & 1) === 0 && lose(event.pointerId), options);
    view.addEventListener('contextmenu', swallow, options);
    // What the button lies in can be dragged, and a drag cancels the pointer.
    view.addEventListener('dragstart', (event) => event.preventDefault(), options);
  };
  const down = (event: PointerEvent): void => {
    const button = talkButtonOf(event);
    if (!button || !isDown(event) || isVirtualPointer(event)) return;
    // A scripted event has no pointer that could be captured.
    if (event.isTrusted) button.setPointerCapture(event.pointerId);
    const isFirst = held.size === 0;
    held.set(event.pointerId, event.pointerType);
    if (!isFirst) return;
    watch();
    presses.press('pointer', event.timeStamp);
  };
  const menu = (event: Event): void => {
    // Nobody wants a menu on a button that is held, and a finger that holds long is not asking for one.
    if (talkButtonOf(event)) event.preventDefault();
  };
  signal.addEventListener('abort', () => hold.abort());
  for (const type of ['pointerdown', 'pointermove']) {
    root.addEventListener(type, (event) => down(event as PointerEvent), { signal });
  }
  root.addEventListener('contextmenu', menu, { signal });
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

// While one button of a mouse is down, others come and go as moves:
// https://www.w3.org/TR/pointerevents3/#chorded-button-interactions
function isDown({ type, button, buttons }: PointerEvent): boolean {
  return button === 0 && (type === 'pointerdown' || (buttons & 1) === 1);
}

// A mouse that moves without any button was released where nobody could see it.
function isUp({ type, button, buttons, pointerType }: PointerEvent): boolean {
  if (type === 'pointerup' || (pointerType === 'mouse' && buttons === 0)) return true;
  return button === 0 && (buttons & 1) === 0;
}

function isInsideTalkButton(event: Event): boolean {
  return event.composedPath().some((node) => (node as Partial<Element>).matches?.('.talk'));
}
