import { AvatarPttError, toAvatarPttError } from '../core/error.js';
import { abortedError } from './bounded.js';

interface Awaited {
  readonly kind: string;
  readonly id: string;
  readonly promise: Promise<void>;
  readonly end: (error: AvatarPttError | null) => void;
  timer: ReturnType<typeof setTimeout> | undefined;
}

// Longer than the session waits for any of them: it decides when to go on, and this only cleans up.
const FORGET_MS = 5000;

/**
 * Commands that a backend has not answered. An answer that names its command is matched by the name, any other by order:
 * it is for the oldest command of its kind. A command that was forgotten is never settled by a late answer.
 */
export class Acknowledgements {
  readonly #signal: AbortSignal;
  readonly #limitMs: number;
  #awaited: readonly Awaited[] = [];
  /** This backend names what it answers. */
  #areNamed = false;

  /** Waits end with the signal, or `limitMs` (default 5000) after the command was last sent. */
  constructor(signal: AbortSignal, limitMs = FORGET_MS) {
    this.#signal = signal;
    this.#limitMs = limitMs;
    signal.addEventListener('abort', () => {
      for (const awaited of this.#awaited) this.#end(awaited, abortedError());
    });
  }

  /**
   * Sends a command and waits for its answer; one that is sent again under its id is still the same.
   * @throws AvatarPttError `not-acknowledged` without an answer, or what `send` or `settle` fails with.
   */
  ask(kind: string, id: string, send: () => Promise<void>): Promise<void> {
    if (this.#signal.aborted) return Promise.reject(abortedError());
    const awaited = this.#find(kind, id) ?? this.#add(kind, id);
    clearTimeout(awaited.timer);
    awaited.timer = setTimeout(() => {
      this.#end(awaited, unacknowledged());
    }, this.#limitMs);
    send().catch((error: unknown) => {
      this.#end(awaited, toAvatarPttError(error, 'send-failed'));
    });
    return awaited.promise;
  }

  /** An answer came; `id` is the command that it names, or empty. Returns the command's id, or null when none waited. */
  settle(kind: string, id = '', error: AvatarPttError | null = null): string | null {
    const awaited = this.#match(kind, id);
    if (!awaited) return null;
    this.#end(awaited, error);
    return awaited.id;
  }

  /** What came shows that this command was carried out. Returns whether it still waited. */
  confirm(kind: string, id: string): boolean {
    const awaited = this.#find(kind, id);
    if (awaited) this.#end(awaited, null);
    return awaited !== undefined;
  }

  /** A command whose answer is of no use any more. */
  forget(kind: string, id: string): void {
    const awaited = this.#find(kind, id);
    if (awaited) this.#end(awaited, unacknowledged());
  }

  #match(kind: string, id: string): Awaited | undefined {
    const named = this.#find(kind, id);
    if (named) this.#areNamed = true;
    if (named || (id && this.#areNamed)) return named;
    return this.#awaited.find((awaited) => awaited.kind === kind);
  }

  #find(kind: string, id: string): Awaited | undefined {
    return this.#awaited.find((awaited) => awaited.kind === kind && awaited.id === id);
  }

  #add(kind: string, id: string): Awaited {
    let end: Awaited['end'] = () => undefined;
    const promise = new Promise<void>((resolve, reject) => {
      end = (error) => {
        if (error) reject(error);
        else resolve();
      };
    });
    const awaited: Awaited = { kind, id, promise, end, timer: undefined };
    this.#awaited = [...this.#awaited, awaited];
    return awaited;
  }

  #end(awaited: Awaited, error: AvatarPttError | null): void {
    clearTimeout(awaited.timer);
    this.#awaited = this.#awaited.filter((other) => other !== awaited);
    awaited.end(error);
  }
}

function unacknowledged(): AvatarPttError {
  return new AvatarPttError('not-acknowledged', 'The service did not confirm a command in time.');
}
