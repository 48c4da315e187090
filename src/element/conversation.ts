import { AvatarPttError, toAvatarPttError } from '../core/error.js';
import type { ConversationMode, PressPolicy, TurnTakingOptions } from '../core/options.js';
import type { ConnectionState, DropReason, PressSource, TurnState } from '../core/turn-state.js';
import type { Session, SessionOptions, SessionRecord } from '../session/session-types.js';
import { ConnectionChangeEvent, PressRefusedEvent, SessionErrorEvent } from './events.js';
import { HINT_MS, hintOf, isHintOver } from './hints.js';
import type { Presses } from './inputs/presses.js';
import { eventsOf, noticesOf, turnOf } from './session-events.js';
import { sessionSource, type SessionParts } from './session-source.js';
import { changesBetween } from './settings.js';
import type { Texts } from './strings.js';
import type { Captions, ShownError } from './view/view-model.js';

/** What a conversation needs of the element. */
export interface ConversationHost {
  readonly texts: Texts;
  /** Address of the folder that more is loaded from; empty: beside what is loaded already. */
  assetBase(): string;
  /** Loads the backend that the element is set to. */
  sessionOptions(parts: SessionParts): Promise<SessionOptions>;
  /** Something that is drawn, or that a selector can see, is different. */
  changed(): void;
  dispatch(event: Event): void;
}

const NO_CAPTIONS: Captions = { user: '', avatar: '' };
const noHint = (): string => '';

/** The session behind the element: made on demand, followed record by record, turned into events and what is drawn. */
export class Conversation implements Presses {
  session: Session | null = null;
  state: TurnState | null = null;
  connection: ConnectionState = 'disconnected';
  captions = NO_CAPTIONS;
  misfires = 0;
  readonly errors = new Map<string, ShownError>();
  readonly #host: ConversationHost;
  #joining: Promise<void> | null = null;
  /** Given up when it is not the newest any more. */
  #attempt = 0;
  #isOutdated = false;
  #pendingMode: ConversationMode | null = null;
  #avatarTurn = 0;
  #hint = noHint;
  #hintTimer = 0;

  constructor(host: ConversationHost) {
    this.#host = host;
  }

  /** Passing message for the status line, in the language that the page has by now. */
  get hint(): string {
    return this.#hint();
  }

  /** The backend was set anew: the next connection is made with it. */
  outdate(): void {
    this.#isOutdated = true;
  }

  /** One at a time: whoever asks meanwhile gets the one under way. */
  connect(): Promise<void> {
    if (this.connection === 'connected' || this.connection === 'reconnecting') return Promise.resolve();
    this.#joining ??= this.#join(++this.#attempt).finally(() => {
      this.#joining = null;
    });
    return this.#joining;
  }

  async disconnect(): Promise<void> {
    this.#attempt++;
    this.#joining = null;
    if (!this.session) this.#setConnection('disconnected');
    await this.session?.disconnect();
  }

  press(source: PressSource, at?: number): boolean {
    if (this.session) return this.session.press(source, at);
    const reason = 'not-connected';
    this.#setHint(() => this.#host.texts(`refused-${reason}`, {}, this.#host.texts(reason)));
    this.#host.dispatch(new PressRefusedEvent(reason, this.hint));
    return false;
  }

  release(source: PressSource, at?: number): void {
    this.session?.release(source, at);
  }

  drop(reason: DropReason, source?: PressSource): void {
    this.session?.send({ type: 'drop', reason, ...(source && { source }) });
  }

  cancel(): void {
    this.session?.send({ type: 'cancel' });
  }

  /** Sends what has changed, live; a mode that can't be switched yet is switched once connected. */
  applySettings(before: TurnTakingOptions, after: TurnTakingOptions): void {
    const { session } = this;
    if (!session) return;
    const changes = changesBetween(before, after);
    if (Object.keys(changes).length > 0) session.setTurnTaking(changes);
    if (before.mode !== after.mode) this.#wantMode(session, after.mode);
  }

  applyPressPolicy(policy: PressPolicy): void {
    this.session?.setPressPolicy(policy);
  }

  /** Shows and tells what went wrong; `key` is what it is about, and a later failure of the same replaces it. */
  fail(key: string, { code, message }: AvatarPttError, isOnce = false): void {
    // The session may have announced it already.
    if (isOnce && this.errors.get(key)?.code === code) return;
    this.errors.set(key, { key, code, message });
    this.#host.changed();
    this.#host.dispatch(new SessionErrorEvent(code, message, true));
  }

  /** What was wrong with `key` is right again, or was read. */
  settle(key?: string): void {
    if (key === undefined) this.errors.clear();
    else if (!this.errors.delete(key)) return;
    this.#host.changed();
  }

  async #join(attempt: number): Promise<void> {
    this.settle('session');
    if (!this.session) this.#setConnection('connecting');
    try {
      const session = await this.#open(attempt);
      await session.connect();
    } catch (thrown) {
      const error = toAvatarPttError(thrown, 'connect-failed');
      if (attempt === this.#attempt) this.#joinFailed(error);
      throw error;
    }
  }

  /** The session tells what went wrong with connecting; what went wrong before there was one is told here. */
  #joinFailed(error: AvatarPttError): void {
    if (this.connection === 'connecting' && this.state?.connection !== 'connecting') this.#setConnection('failed');
    if (!this.errors.has('session')) this.fail('session', error);
  }

  async #open(attempt: number): Promise<Session> {
    if (this.session && !this.#isOutdated) return this.session;
    const parts = await sessionSource.load(this.#host.assetBase());
    const options = await this.#host.sessionOptions(parts);
    if (attempt !== this.#attempt) throw new AvatarPttError('cancelled', 'Connecting was cancelled.');
    await this.session?.close();
    this.#isOutdated = false;
    const session = parts.createSession(options);
    this.session = session;
    this.state = session.state;
    session.subscribe((record) => this.session === session && this.#receive(record));
    return session;
  }

  #receive(record: SessionRecord): void {
    const { state } = record;
    // Before the first record the element may have been connecting already, and said so.
    const previous: TurnState = { ...(this.state ?? state), connection: this.connection };
    this.state = state;
    this.connection = state.connection;
    this.#follow(record, previous);
    this.#host.changed();
    for (const event of eventsOf(record, previous)) this.#host.dispatch(event);
    this.#switchPending();
  }

  #follow(record: SessionRecord, previous: TurnState): void {
    const { state, event } = record;
    this.#followErrors(record, previous);
    if (event.type === 'transcript') this.#caption(event, previous);
    if (event.type === 'speech-misfire') this.misfires++;
    if (state.mode !== previous.mode || state.connection !== previous.connection) this.misfires = 0;
    if (state.connection === 'connecting') this.captions = NO_CAPTIONS;
    const hint = (): string => hintOf(record, this.#host.texts);
    if (hint()) this.#setHint(hint);
    else if (isHintOver(state, previous)) this.#setHint(noHint);
  }

  #followErrors(record: SessionRecord, previous: TurnState): void {
    const { state } = record;
    const isWell = state.microphone === 'open' && previous.microphone !== 'open';
    if (isWell || (state.turn && !previous.turn)) this.errors.delete('session');
    for (const notice of noticesOf(record)) {
      if (notice.type === 'error') this.errors.set('session', { ...notice, key: 'session' });
    }
  }

  /** Each side's newest line; words of an answer that was interrupted are not shown any more. */
  #caption(event: { role: 'user' | 'avatar'; text: string; turnId?: number }, state: TurnState): void {
    const turnId = turnOf(event, state);
    if (event.role === 'user') {
      this.captions = { user: event.text, avatar: turnId > this.#avatarTurn ? '' : this.captions.avatar };
    } else if (event.turnId === undefined || event.turnId > state.turnIds.staleUpTo) {
      this.#avatarTurn = turnId;
      this.captions = { ...this.captions, avatar: event.text };
    }
  }

  #wantMode(session: Session, mode: ConversationMode): void {
    this.#pendingMode = null;
    if (this.connection === 'connected') {
      // What goes wrong with it is announced by the session.
      session.setMode(mode).catch(() => undefined);
    } else if (this.connection === 'connecting' || this.connection === 'reconnecting') this.#pendingMode = mode;
    else session.setTurnTaking({ mode });
  }

  #switchPending(): void {
    if (this.#pendingMode && this.session && this.connection === 'connected') {
      this.#wantMode(this.session, this.#pendingMode);
    }
  }

  #setConnection(connection: ConnectionState): void {
    const previous = this.connection;
    if (connection === previous) return;
    this.connection = connection;
    this.#host.changed();
    this.#host.dispatch(new ConnectionChangeEvent(connection, previous));
  }

  #setHint(hint: () => string): void {
    clearTimeout(this.#hintTimer);
    this.#hint = hint;
    this.#host.changed();
    if (hint === noHint) return;
    // While a refused press is held, its reason stays true.
    const fade = (): void => this.#setHint(this.state?.heldPress ? hint : noHint);
    this.#hintTimer = window.setTimeout(fade, HINT_MS);
  }
}
