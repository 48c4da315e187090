import { Listeners } from './listeners.js';
import type { ListenOptions, SoundListener } from './session-types.js';

interface SoundTap {
  readonly listener: SoundListener;
  readonly isDetecting: boolean;
}

/** Those who want to hear what a session hears. They belong to the session and stay when it connects again. */
export class SoundListeners {
  readonly #listeners = new Listeners<SoundTap>();
  readonly #onChange: () => void;

  /** `onChange` is called when someone came or left: what is wanted may be something else now. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Whether someone wants speech to be detected where no turn needs it. */
  get isDetecting(): boolean {
    return this.#listeners.some(({ isDetecting }) => isDetecting);
  }

  /** Whether someone wants to hear of this, so that it has to be made. */
  wants(what: keyof SoundListener): boolean {
    return this.#listeners.some(({ listener }) => listener[what] !== undefined);
  }

  add(listener: SoundListener, { signal, isDetecting = false }: ListenOptions): () => void {
    const leave = this.#listeners.add({ listener, isDetecting }, signal);
    const stop = (): void => {
      leave();
      this.#onChange();
    };
    signal?.addEventListener('abort', this.#onChange, { once: true });
    this.#onChange();
    return stop;
  }

  tell(call: (listener: SoundListener) => void): void {
    this.#listeners.tell(({ listener }) => {
      call(listener);
    });
  }

  clear(): void {
    this.#listeners.clear();
    this.#onChange();
  }
}
