const LOOK_MS = 400;
/** A page that was busy or frozen looks before it reads what came meanwhile: only some looks in a row without any tell. */
const LOOKS = 3;

/** Whether sound still comes: at least five times a second, also in silence. */
export class BatchWatch {
  readonly #onStopped: () => void;
  #timer: ReturnType<typeof setInterval> | undefined;
  #missed = 0;

  constructor(onStopped: () => void) {
    this.#onStopped = onStopped;
  }

  start(): void {
    this.stop();
    this.#timer = setInterval(() => this.look(), LOOK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#missed = 0;
  }

  /** Some sound came. */
  seen(): void {
    this.#missed = 0;
  }

  look(): void {
    if (++this.#missed <= LOOKS) return;
    this.stop();
    this.#onStopped();
  }
}
