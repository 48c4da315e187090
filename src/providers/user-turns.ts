import { newId } from './new-id.js';

/** A turn of the user as one connection knows it. */
export interface UserTurn {
  readonly id: number;
  readonly startId: string;
  readonly stopId: string;
  isStopped: boolean;
  isDiscarded: boolean;
  /** A service that ends turns, too, has heard the user come to an end, and not go on since. */
  isEndFound: boolean;
  /** What was heard of it so far, in words. */
  line: string;
  hasFinal: boolean;
}

// Nothing comes later than ten turns.
const KEPT = 10;
const MAX_LINE = 10_000;

/** The newest turns of the user: under which names they were announced, and to which of them words belong. */
export class UserTurns {
  #turns: readonly UserTurn[] = [];
  #written: readonly string[] = [];
  /** In which the service hears the user speak. */
  #heard: UserTurn | null = null;

  /** The turn that is being spoken, as far as this side knows. */
  get open(): UserTurn | null {
    const newest = this.#turns.at(-1);
    return newest?.isStopped === false ? newest : null;
  }

  /** The turn is new, or announced once more under the same names. */
  begin(id: number): UserTurn {
    const known = this.#turns.find((turn) => turn.id === id);
    if (known) return known;
    const [startId, stopId] = [newId(), newId()];
    const ends = { isStopped: false, isDiscarded: false, isEndFound: false };
    const turn: UserTurn = { id, startId, stopId, ...ends, line: '', hasFinal: false };
    this.#turns = [...this.#turns, turn].slice(-KEPT);
    return turn;
  }

  end(id: number, isDiscarded: boolean): UserTurn {
    return Object.assign(this.begin(id), { isStopped: true, isDiscarded });
  }

  /** The service hears the user begin, or go on. */
  speechStarted(): void {
    this.#heard = this.open;
    if (this.#heard) this.#heard.isEndFound = false;
  }

  /** It hears the user no more. Returns the open turn if that is its end: what began in an earlier turn ended with that. */
  speechEnded(): UserTurn | null {
    const turn = this.#heard ?? this.open;
    this.#heard = null;
    if (!turn || turn.isStopped) return null;
    turn.isEndFound = true;
    return turn;
  }

  /** A typed turn's name. */
  write(): string {
    const id = newId();
    this.#written = [...this.#written, id].slice(-KEPT);
    return id;
  }

  isWritten(name: string): boolean {
    return this.#written.includes(name);
  }

  /** The turn that was announced under this name, or null. */
  of(name: string): UserTurn | null {
    return this.#turns.find(({ startId, stopId }) => name === startId || name === stopId) ?? null;
  }

  /**
   * The turn that words are from, if they name none: words come after their turn, so they are of the newest that is over
   * and not yet understood, and else of the one that is spoken.
   */
  spokenIn(named: UserTurn | null): UserTurn | null {
    if (named) return named;
    const over = this.#turns.findLast(({ isStopped, isEndFound }) => isStopped || isEndFound);
    const spoken = this.#turns.at(-1) ?? null;
    return over && !over.hasFinal ? over : spoken;
  }

  /** The line so far, with these words. */
  hear(turn: UserTurn, words: string): string {
    turn.line = joined(turn.line, words);
    return turn.line;
  }
}

/** A line that grows, to the length that anybody could read. */
export function joined(line: string, words: string): string {
  return `${line}${words}`.slice(0, MAX_LINE);
}
