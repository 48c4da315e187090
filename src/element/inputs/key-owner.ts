const KEY = /^/;
const ENTER = /Enter$/;
const ACTIVATE = /^Space$|Enter$/;
const MOVE = /^(Space$|Arrow|Home|End|Page)/;

const NO_TEXT = ['button', 'checkbox', 'color', 'file', 'image', 'radio', 'range', 'reset', 'submit'];
const TEXT = `textarea,select,${roles('textbox searchbox combobox spinbutton')},input${NO_TEXT.map((type) => `:not([type=${type}])`).join('')}`;

/** Which keys a control uses itself while it has the focus. Lists and menus look for what is typed. */
const OWN: readonly (readonly [selector: string, keys: RegExp])[] = [
  [`a[href],area[href],${roles('link')}`, ENTER],
  [`button,summary,input,${roles('button checkbox option radio switch tab')}`, ACTIVATE],
  [`audio,video,input,${roles('radio slider tab')}`, MOVE],
  [
    roles('grid gridcell listbox menu menubar menuitem menuitemcheckbox menuitemradio option tree treegrid treeitem'),
    KEY,
  ],
];

/**
 * Whether the focused node uses this key itself. While typing, each key is text; elsewhere none is that a modifier makes a
 * shortcut.
 */
export function ownsKey(node: Node | undefined, code: string, isShortcut: boolean): boolean {
  if (node?.ownerDocument?.designMode === 'on') return true;
  const focused = node as Partial<HTMLElement> | undefined;
  // The window, or the document.
  if (!focused?.matches) return false;
  if (focused.isContentEditable || focused.matches(TEXT)) return true;
  return (
    !isShortcut && (isSealed(focused) || OWN.some(([selector, keys]) => keys.test(code) && focused.matches?.(selector)))
  );
}

/** What has the focus inside of it nobody can see: it may be a text field. */
function isSealed({ localName, shadowRoot }: Partial<Element>): boolean {
  return localName?.includes('-') === true && !shadowRoot;
}

function roles(names: string): string {
  return names
    .split(' ')
    .map((name) => `[role=${name}]`)
    .join();
}
