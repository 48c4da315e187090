import { toAvatarPttError } from '../../core/error.js';
import { unacknowledged, type Acknowledgements } from '../cloud/acknowledgements.js';
import type { Answers } from '../cloud/answers.js';
import { abortedError, bounded } from '../cloud/bounded.js';
import type { SendOptions } from '../cloud/livekit-room.js';
import { newId } from '../cloud/new-id.js';
import type { UserTurn } from '../cloud/user-turns.js';

/** What the window is opened and closed with. */
export interface WindowParts {
  readonly acks: Acknowledgements;
  readonly answers: Answers;
  readonly signal: AbortSignal;
  /** Whoever listens has left. */
  readonly isGone: () => boolean;
  readonly send: (type: string, id: string, how?: SendOptions) => Promise<void>;
}

// Within the time that the session waits for a turn to start, there is room for two of them.
const CLOSE_MS = 1000;
// The session tries a second time at once; this is for later, at first and then less and less often.
const AGAIN_MS = 500;

/**
 * The window in which LiveAvatar listens. There is one; while it is open the service refuses another, and it stays open
 * until a stop has reached it. So a stop that nothing has proved is said again, under its name, until something does.
 */
export class LiveAvatarWindow {
  readonly #parts: WindowParts;
  /** Whose window may be open. */
  #turn: UserTurn | null = null;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: WindowParts) {
    this.#parts = parts;
  }

  async open(turn: UserTurn): Promise<void> {
    clearTimeout(this.#again);
    const owed = this.#owed;
    if (owed) await this.#closeAgain(owed);
    try {
      await this.#start(turn);
    } catch (error) {
      if (!isCode(error, 'start-failed')) throw error;
      // One is open that nobody here wants.
      await this.#closeAgain(this.#owed);
      turn.startId = newId();
      await this.#start(turn);
    }
  }

  async close(turn: UserTurn): Promise<void> {
    // Whatever becomes of the start, this turn is over.
    this.#parts.acks.forget('start', turn.startId);
    clearTimeout(this.#again);
    if (turn.isConfirmed) return;
    try {
      await this.#stop(turn, !turn.isDiscarded);
    } catch (error) {
      this.#closeLater(turn, AGAIN_MS);
      throw error;
    }
  }

  get #owed(): UserTurn | null {
    return this.#turn?.isConfirmed === false ? this.#turn : null;
  }

  async #start(turn: UserTurn): Promise<void> {
    // It may have been given up while another was closed.
    if (turn.isStopped) throw abortedError();
    const before = this.#turn;
    this.#turn = turn;
    turn.isHeard = false;
    const { acks, send } = this.#parts;
    try {
      await acks.ask('start', turn.startId, () => send('user.start_push_to_talk', turn.startId));
    } catch (error) {
      // Nothing was opened for this turn.
      if (isCode(error, 'start-failed') && this.#turn === turn) this.#turn = before;
      throw error;
    }
    turn.isHeard = true;
  }

  #closeLater(turn: UserTurn, ms: number): void {
    clearTimeout(this.#again);
    if (turn !== this.#owed || this.#parts.signal.aborted) return;
    this.#again = setTimeout(() => {
      if (turn === this.#owed) void this.#closeAgain(turn).then(() => this.#closeLater(turn, ms * 2));
    }, ms);
  }

  /** What was said in it is not answered any more: the person was told that it failed. */
  async #closeAgain(turn: UserTurn | null): Promise<void> {
    if (turn) turn.isUnwanted = true;
    this.#parts.answers.refuse(turn?.id ?? 0);
    const stopped = turn ? this.#stop(turn, false) : this.#sendStop(newId(), false);
    // Refused or not answered, the next start tells.
    await bounded(stopped, this.#parts.signal, CLOSE_MS, unacknowledged).catch(() => undefined);
  }

  async #stop(turn: UserTurn, isAfterSound: boolean): Promise<void> {
    turn.stopsSaid++;
    try {
      await this.#sendStop(turn.stopId, isAfterSound);
    } catch (error) {
      if (isCode(error, 'send-failed')) turn.stopsSaid--;
      if (!isCode(error, 'stop-failed')) throw error;
      // Its start got lost, the service closed it itself, or one of several stops had reached it: there is nothing to stop.
      turn.isConfirmed ||= turn === this.#turn && (!turn.isHeard || turn.stopsSaid > 1);
      if (turn.isConfirmed) return;
      turn.stopsSaid = 0;
      throw error;
    }
  }

  /** Of whoever is gone nothing is asked. */
  #sendStop(id: string, isAfterSound: boolean): Promise<void> {
    const { acks, isGone, send } = this.#parts;
    if (isGone()) return Promise.resolve();
    return acks.ask('stop', id, () => send('user.stop_push_to_talk', id, { isAfterSound }));
  }
}

function isCode(error: unknown, code: string): boolean {
  return toAvatarPttError(error, '').code === code;
}
