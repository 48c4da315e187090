import { newId } from './new-id.js';

/** A turn of the user as one connection knows it. */
export interface UserTurn {
  readonly id: number;
  /** Another one when it is announced anew. */
  startId: string;
  readonly stopId: string;
  /** How often the service was told to stop and has not refused. */
  stopsSaid: number;
  isStopped: boolean;
  isDiscarded: boolean;
  /** The service listens to it, as far as it has told. */
  isHeard: boolean;
  /** The service has confirmed its stop, or shown that it got it, or nobody is left to be told. */
  isConfirmed: boolean;
  /** It was over for the user, and then nobody wanted an answer any more. */
  isUnwanted: boolean;
  /** A service that ends turns, too, has heard the user come to an end, and not go on since. */
  isEndFound: boolean;
  /** What was heard of it so far, in words. */
  line: string;
  hasFinal: boolean;
  /** Page ms; 0 while it is spoken. */
  stoppedAt: number;
}

// Nothing comes later than ten turns.
const KEPT = 10;
// The words of a turn come within this time; later there were none in it.
const WORDS_MS = 3000;
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
    const ends = { isStopped: false, isDiscarded: false, isConfirmed: false, isUnwanted: false, isEndFound: false };
    const words = { stopsSaid: 0, isHeard: false, line: '', hasFinal: false, stoppedAt: 0 };
    const turn: UserTurn = { id, startId, stopId, ...ends, ...words };
    this.#turns = [...this.#turns, turn].slice(-KEPT);
    return turn;
  }

  /** The turn that is over for the user, and not yet for the service. */
  get unconfirmed(): UserTurn | null {
    const over = this.#turns[this.#newestStop];
    return over && !over.isConfirmed ? over : null;
  }

  end(id: number, isDiscarded: boolean): UserTurn {
    const turn = this.begin(id);
    if (!turn.isStopped) {
      this.#written = [];
      turn.stoppedAt = performance.now();
    }
    return Object.assign(turn, { isStopped: true, isDiscarded });
  }

  /** What is answered was understood before, with or without a word of it. */
  answered(turnId = 0): void {
    for (const turn of this.#turns) if (turn.id <= turnId) turn.stoppedAt = 0;
  }

  /** Whoever listened is gone, and nothing of it is left to be stopped. */
  leave(): void {
    for (const turn of this.#turns) turn.isConfirmed = true;
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

  /** Whether something was typed under this name, and no turn was ended since. */
  isWritten(name: string): boolean {
    return this.#written.includes(name);
  }

  /** The turn that was announced under this name, or null. */
  of(name: string): UserTurn | null {
    return this.#turns.find(({ startId, stopId }) => name === startId || name === stopId) ?? null;
  }

  /** The turn under this name if none was ended since: a service may go on with the name of a command that is long over. */
  sinceStop(name: string): UserTurn | null {
    const turn = this.of(name);
    return turn && this.#turns.indexOf(turn) >= this.#newestStop ? turn : null;
  }

  /**
   * The turn that words are from, if they name none: words come after their turn, so they are of one that is over and not
   * yet understood, and else of the one that is spoken. Of several that have just ended, the first is understood first.
   */
  spokenIn(named: UserTurn | null): UserTurn | null {
    if (named) return named;
    const over = this.#turns.filter(({ isStopped, isEndFound }) => isStopped || isEndFound);
    const awaited = over.slice(over.findLastIndex(({ hasFinal }) => hasFinal) + 1);
    const since = performance.now() - WORDS_MS;
    const isOver = awaited.at(-1)?.isStopped === true;
    const first = awaited.find(({ isDiscarded, stoppedAt }) => isOver && !isDiscarded && stoppedAt > since);
    return first ?? awaited.at(-1) ?? this.#turns.at(-1) ?? null;
  }

  get #newestStop(): number {
    return this.#turns.findLastIndex(({ isStopped }) => isStopped);
  }
}

/** A line that grows, to the length that anybody could read. */
export function joined(line: string, words: string): string {
  return `${line}${words}`.slice(0, MAX_LINE);
}

// Scripts without spaces between words, and the forms that are as wide as they are.
const UNSPACED = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}\uff00-\uffef]/u;
const OPENS = /[\s\p{Ps}\p{Pi}¿¡]$/u;
const CLOSES = /^(?:[\s\p{Pe}\p{Pf}.,;:!?…%،؛؟।]|'\p{L}{1,2}(?!\p{L}))/u;

/** A line that grows word by word, with a space where the words bring none and their script wants one. */
export function withWord(line: string, word: string): string {
  const isUnspaced = UNSPACED.test(line.slice(-1)) || UNSPACED.test(word.slice(0, 1));
  const isWhole = !line || isUnspaced || OPENS.test(line) || CLOSES.test(word);
  return joined(line, isWhole ? word : ` ${word}`);
}
