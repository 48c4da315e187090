const STEP_PX = 24;
const MIN_PX = 200;

/**
 * Makes a separator resize a docked element along its free edge, by pointer and by arrow keys. The size is a custom
 * property of the element, so that its own style sheet can limit it.
 */
export function resizeBy(event: PointerEvent | KeyboardEvent, element: HTMLElement, dock: 'right' | 'bottom'): void {
  if ('key' in event) resizeByKey(event, element, dock);
  else resizeByPointer(event, element, dock);
}

function resizeByKey(event: KeyboardEvent, element: HTMLElement, dock: 'right' | 'bottom'): void {
  const larger = dock === 'right' ? 'ArrowLeft' : 'ArrowUp';
  const smaller = dock === 'right' ? 'ArrowRight' : 'ArrowDown';
  if (event.key !== larger && event.key !== smaller) return;
  event.preventDefault();
  setSize(element, dock, sizeOf(element, dock) + (event.key === larger ? STEP_PX : -STEP_PX));
}

function resizeByPointer(event: PointerEvent, element: HTMLElement, dock: 'right' | 'bottom'): void {
  const handle = event.currentTarget as HTMLElement;
  const along = (at: PointerEvent): number => (dock === 'right' ? at.clientX : at.clientY);
  const from = along(event);
  const size = sizeOf(element, dock);
  const until = new AbortController();
  const { signal } = until;
  handle.setPointerCapture(event.pointerId);
  handle.addEventListener('pointermove', (moved) => setSize(element, dock, size + from - along(moved)), { signal });
  for (const end of ['pointerup', 'pointercancel', 'lostpointercapture']) {
    handle.addEventListener(end, () => until.abort(), { signal });
  }
}

function sizeOf(element: HTMLElement, dock: 'right' | 'bottom'): number {
  const { width, height } = element.getBoundingClientRect();
  return dock === 'right' ? width : height;
}

function setSize(element: HTMLElement, dock: 'right' | 'bottom', px: number): void {
  const name = dock === 'right' ? '--inspector-width' : '--inspector-height';
  element.style.setProperty(name, `${Math.max(MIN_PX, Math.round(px))}px`);
}
