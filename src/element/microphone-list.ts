import type { MicrophoneChoice, Session } from '../session/session-types.js';

/** The microphones to choose from: read when the choice is opened, and again whenever one comes or goes meanwhile. */
export class MicrophoneList {
  readonly #session: () => Session | null;
  readonly #show: (choices: Promise<readonly MicrophoneChoice[]>) => void;
  #abort = new AbortController();

  constructor(session: () => Session | null, show: (choices: Promise<readonly MicrophoneChoice[]>) => void) {
    this.#session = session;
    this.#show = show;
  }

  open(): void {
    this.close();
    this.#abort = new AbortController();
    this.#read();
    navigator.mediaDevices.addEventListener('devicechange', this.#read, { signal: this.#abort.signal });
  }

  close(): void {
    this.#abort.abort();
  }

  readonly #read = (): void => {
    const session = this.#session();
    if (session) this.#show(session.microphones());
  };
}
