/** Shows on the page of a tag, above everything else, that another tab hears its sound; a button ends that. */
export class ListenerNote {
  readonly #page: Document;
  readonly #stop: () => void;
  #note: HTMLElement | null = null;

  constructor(page: Document, stop: () => void) {
    this.#page = page;
    this.#stop = stop;
  }

  show(isHeard: boolean): void {
    if (isHeard) this.#note ??= this.#make();
    else {
      this.#note?.remove();
      this.#note = null;
    }
  }

  #make(): HTMLElement {
    const note = this.#page.createElement('div');
    const text = this.#page.createElement('span');
    const button = this.#page.createElement('button');
    note.lang = 'en';
    note.role = 'status';
    note.popover = 'manual';
    text.textContent = 'Another tab of this site hears the microphone and the avatar.';
    button.type = 'button';
    button.textContent = 'Stop';
    button.addEventListener('click', this.#stop);
    Object.assign(note.style, STYLE);
    note.append(text, button);
    this.#page.body.append(note);
    // Browsers without popovers show it as an ordinary part of the page.
    (note as Partial<HTMLElement>).showPopover?.call(note);
    return note;
  }
}

/** Set by script, so that no policy for styles is in the way. */
const STYLE: Partial<CSSStyleDeclaration> = {
  display: 'flex',
  gap: '12px',
  alignItems: 'center',
  position: 'fixed',
  inset: 'auto auto 12px 12px',
  margin: '0',
  padding: '8px 12px',
  border: '1px solid',
  borderRadius: '8px',
  background: '#7f1d1d',
  color: '#fff',
  font: '14px/1.4 system-ui, sans-serif',
  zIndex: '2147483647',
};
