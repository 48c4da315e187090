/** What is shown, and how it is brought up to date. */
export interface Painted {
  /** Grows with everything that could change what is shown. */
  version(): number;
  /** Writes the templates anew; ends in `paint` of the loop. */
  requestUpdate(): void;
  /** Paints past the templates. */
  paint(): void;
}

/** Once per animation frame: writes the templates anew where something changed, else only paints. */
export class FrameLoop {
  readonly #painted: Painted;
  #frame: { readonly window: Window; readonly id: number } | null = null;
  #paintedVersion = -1;
  #isPainting = false;
  #isStale = false;

  constructor(painted: Painted) {
    this.#painted = painted;
  }

  /** The window's own frames: those of a page that is hidden behind it would stand still. */
  start(window: Window): void {
    this.stop();
    const id = window.requestAnimationFrame(() => {
      this.#step();
      this.start(window);
    });
    this.#frame = { window, id };
  }

  stop(): void {
    this.#frame?.window.cancelAnimationFrame(this.#frame.id);
    this.#frame = null;
  }

  paint(): void {
    this.#isPainting = true;
    this.#painted.paint();
    this.#isPainting = false;
  }

  /** Something changed that has no version. What painting finds out is shown in the next frame. */
  refresh(): void {
    if (this.#isPainting) this.#isStale = true;
    else this.#painted.requestUpdate();
  }

  #step(): void {
    const version = this.#painted.version();
    const isStale = this.#isStale || version !== this.#paintedVersion;
    this.#paintedVersion = version;
    // Before painting, which may find out more.
    this.#isStale = false;
    if (isStale) this.#painted.requestUpdate();
    else this.paint();
  }
}
