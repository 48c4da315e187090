import { isVirtualPointer } from './pointer-press.js';
import { talkButtonOf, type Presses } from './presses.js';

/**
 * A click that no finger and no key made: screen reader, switch, voice control, `click()`. It can't be held, so each one
 * starts or ends.
 */
export function clickPress(root: EventTarget, presses: Presses, signal: AbortSignal): void {
  let isVirtual = false;
  const down = (event: PointerEvent): void => {
    isVirtual = isVirtualPointer(event);
  };
  const click = (event: MouseEvent): void => {
    if (!talkButtonOf(event) || (event.detail !== 0 && !isVirtual)) return;
    isVirtual = false;
    presses.press('click', event.timeStamp);
  };
  root.addEventListener('pointerdown', (event) => down(event as PointerEvent), { signal });
  root.addEventListener('click', (event) => click(event as MouseEvent), { signal });
}
