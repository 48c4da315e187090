import { AvatarPttError, toAvatarPttError } from '../../core/error.js';
import { abortedError } from './bounded.js';

interface Awaited {
  readonly kind: string;
  readonly id: string;
  readonly promise: Promise<void>;
  readonly end: (error: AvatarPttError | null) => void;
  /** Page ms, of the last time. */
  sentAt: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

// Longer than the session waits for any of them: it decides when to go on, and this only cleans up.
const FORGET_MS = 5000;
// One answer may be that much slower than the one before.
const UNEVEN_MS = 250;
// An answer is lost that takes so much longer than twice the slowest so far.
const LOST_MS = 500;

/**
 * Commands that a backend has not answered. An answer that names its command is matched by the name, any other by order:
 * it is for the oldest command of its kind. Where it could be one for a newer command, because that of the oldest got
 * lost, the pace of the answers tells: no command counts as answered before its own answer can have come.
 */
export class Acknowledgements {
  readonly #signal: AbortSignal;
  readonly #limitMs: number;
  #awaited: readonly Awaited[] = [];
  /** This backend names what it answers. */
  #areNamed = false;
  /** The slowest answer that could be for one command only, ms; null before the first. */
  #slowestMs: number | null = null;

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
    awaited.sentAt = performance.now();
    this.#endAfter(awaited, this.#limitMs, unacknowledged());
    send().catch((error: unknown) => {
      this.#end(awaited, toAvatarPttError(error, 'send-failed'));
    });
    return awaited.promise;
  }

  /**
   * An answer came; `id` is the command that it names, or empty, and `prefix` how the names of those begin that it can mean.
   * Returns the command's id, or null when none waited.
   */
  settle(kind: string, id = '', error: AvatarPttError | null = null, prefix = ''): string | null {
    const named = this.#find(kind, id);
    if (named) this.#areNamed = true;
    else if (!id || !this.#areNamed) return this.#settleOldest(kind, error, prefix);
    if (named) this.#end(named, error);
    return named?.id ?? null;
  }

  /** A command was not understood, and nobody says which: the one that has waited longest. */
  fail(error: AvatarPttError): void {
    const oldest = this.#awaited.reduce<Awaited | undefined>(
      (one, other) => (one && one.sentAt <= other.sentAt ? one : other),
      undefined,
    );
    if (oldest) this.#end(oldest, error);
  }

  /** Nobody is there to answer, and nothing that was asked matters to whoever comes. */
  release(): void {
    for (const awaited of this.#awaited) this.#end(awaited, null);
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

  #settleOldest(kind: string, error: AvatarPttError | null, prefix: string): string | null {
    const [oldest, ...newer] = this.#awaited.filter(
      (awaited) => awaited.kind === kind && awaited.id.startsWith(prefix),
    );
    if (!oldest) return null;
    const tookMs = performance.now() - oldest.sentAt;
    if (newer.length > 0 && this.#isLost(tookMs)) {
      this.#end(oldest, unacknowledged());
      return this.#settleOldest(kind, error, prefix);
    }
    if (newer.length === 0) this.#slowestMs = Math.max(this.#slowestMs ?? 0, tookMs);
    this.#end(oldest, error);
    // The others are answered at this pace, or this was the answer to one of them.
    for (const other of newer) this.#endAfter(other, Math.min(tookMs + UNEVEN_MS, this.#limitMs), error);
    return oldest.id;
  }

  #isLost(tookMs: number): boolean {
    return this.#slowestMs !== null && tookMs > this.#slowestMs * 2 + LOST_MS;
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
    const awaited: Awaited = { kind, id, promise, end, sentAt: 0, timer: undefined };
    this.#awaited = [...this.#awaited, awaited];
    return awaited;
  }

  /** Counted from when it was sent. */
  #endAfter(awaited: Awaited, ms: number, error: AvatarPttError | null): void {
    clearTimeout(awaited.timer);
    const end = (): void => {
      this.#end(awaited, error);
    };
    awaited.timer = setTimeout(end, awaited.sentAt + ms - performance.now());
  }

  #end(awaited: Awaited, error: AvatarPttError | null): void {
    clearTimeout(awaited.timer);
    this.#awaited = this.#awaited.filter((other) => other !== awaited);
    awaited.end(error);
  }
}

/** What commands reject with that nobody answered. */
export function unacknowledged(): AvatarPttError {
  return new AvatarPttError('not-acknowledged', 'The service did not confirm a command in time.');
}
