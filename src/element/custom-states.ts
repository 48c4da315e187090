/** The element's state for selectors, `:state(…)`, set anew as a whole. */
export class CustomStates {
  readonly #internals: Partial<ElementInternals>;

  constructor(host: HTMLElement) {
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- happy-dom has none, and jsdom's lack states
    this.#internals = host.attachInternals?.() ?? {};
    // The page can name the group by `aria-label` on the element.
    this.#internals.role = 'group';
  }

  /** What a screen reader calls the element, unless the page does. */
  set label(text: string) {
    this.#internals.ariaLabel = text;
  }

  set(names: readonly string[]): void {
    const { states } = this.#internals;
    // Nothing is drawn in between.
    states?.clear();
    for (const name of names) states?.add(name);
  }
}
