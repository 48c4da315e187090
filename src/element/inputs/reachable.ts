/** Whether a person can see a control and use it: shown, of some size, and neither inert, disabled nor under a dialog. */
export function isReachable(control: Element): boolean {
  const { width, height } = control.getBoundingClientRect();
  if (width === 0 || height === 0 || control.matches(':disabled') || !isVisible(control)) return false;
  const around = ancestorsOf(control);
  if (around.some((node) => node.hasAttribute('inert')) || isUnderModal(control, around)) return false;
  const frame = frameOf(control);
  return !frame || isReachable(frame);
}

function isVisible(control: Element): boolean {
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- Safari has it since 17.4
  return control.checkVisibility?.({ opacityProperty: true, visibilityProperty: true }) ?? true;
}

/**
 * A modal dialog, or what fills the screen, makes all else inert. Of several that are open the browser doesn't say which is
 * on top, but its backdrop is what a pointer meets.
 */
function isUnderModal(control: Element, around: readonly Element[]): boolean {
  const modals = around.flatMap((node) => (isRoot(node) ? [...scopeOf(node).querySelectorAll(':modal')] : []));
  const others = modals.filter((modal) => !around.includes(modal));
  if (others.length === 0) return false;
  if (others.length === modals.length) return true;
  const { x, y, width, height } = control.getBoundingClientRect();
  const hit = control.ownerDocument.elementFromPoint(x + width / 2, y + height / 2);
  return hit !== null && others.some((modal) => modal.contains(hit));
}

const isRoot = (node: Element): boolean => node.parentElement === null;

const scopeOf = (node: Element): Document | ShadowRoot => node.getRootNode() as Document | ShadowRoot;

/** What it is drawn in, from itself outwards, also across shadow roots. */
function ancestorsOf(control: Element): Element[] {
  const nodes: Element[] = [];
  for (let node: Element | null = control; node; node = parentOf(node)) nodes.push(node);
  return nodes;
}

function parentOf(node: Element): Element | null {
  return node.assignedSlot ?? node.parentElement ?? (node.parentNode as Partial<ShadowRoot> | null)?.host ?? null;
}

/** The frame that its page is shown in, as far as that may be known. */
function frameOf({ ownerDocument }: Element): Element | null {
  return ownerDocument.defaultView?.frameElement ?? null;
}
