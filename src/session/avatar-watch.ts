import type { AvatarOutput } from '../audio/avatar-output.js';

/** On the scale of `AvatarOutput.level`. */
const AUDIBLE = 0.01;
const LOOK_MS = 500;
/** Speech that was heard and then is silent for that long is over, whatever the backend says. */
const SILENT_MS = 5000;
/** What was never heard here is perhaps played elsewhere. */
const UNHEARD_MS = 120_000;

/** Tells that the avatar has fallen silent where the backend's word for it got lost, so that nobody waits for ever to speak. */
export class AvatarWatch {
  readonly #output: Pick<AvatarOutput, 'level'>;
  readonly #onSilent: () => void;
  readonly #now: () => number;
  #timer: ReturnType<typeof setInterval> | undefined;
  #heardAt = 0;
  #isHeard = false;

  constructor(output: Pick<AvatarOutput, 'level'>, onSilent: () => void, now: () => number = () => performance.now()) {
    this.#output = output;
    this.#onSilent = onSilent;
    this.#now = now;
  }

  /** Looks while the avatar is said to speak. */
  follow(isSpeaking: boolean): void {
    if (isSpeaking === (this.#timer !== undefined)) return;
    clearInterval(this.#timer);
    this.#timer = isSpeaking ? setInterval(() => this.look(), LOOK_MS) : undefined;
    this.#heardAt = this.#now();
    this.#isHeard = false;
  }

  look(): void {
    const now = this.#now();
    if (this.#output.level() > AUDIBLE) {
      this.#heardAt = now;
      this.#isHeard = true;
    } else if (now - this.#heardAt >= (this.#isHeard ? SILENT_MS : UNHEARD_MS)) {
      this.#onSilent();
    }
  }
}
