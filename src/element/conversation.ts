import { AvatarPttError, toAvatarPttError } from '../core/error.js';
import type { ConversationMode, PressPolicy, TurnTakingOptions } from '../core/settings/options.js';
import type { ConnectionState, DropReason, PressSource, TurnState } from '../core/machine/turn-state.js';
import type { Session, SessionOptions, SessionRecord } from '../session/session-types.js';
import { ConnectionChangeEvent, PressRefusedEvent, SessionErrorEvent } from './events.js';
import type { Presses } from './inputs/presses.js';
import type { RecordFollower } from './record-follower.js';
import { sessionSource, type SessionParts } from './session-source.js';
import { changesBetween } from './settings.js';
import type { Texts } from './strings.js';
import type { ShownError } from './view/view-model.js';

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

/** How long a message that asks for nothing stays, ms. */
const HINT_MS = 6000;

const noHint = (): string => '';

/** The session behind the element: made on demand, followed record by record, turned into events and what is drawn. */
export class Conversation implements Presses {
  session: Session | null = null;
  state: TurnState | null = null;
  connection: ConnectionState = 'disconnected';
  /** What its records come to, once there is one. */
  follower: RecordFollower | null = null;
  readonly errors = new Map<string, ShownError>();
  readonly #host: ConversationHost;
  #joining: Promise<void> | null = null;
  /** Given up when it is not the newest any more. */
  #attempt = 0;
  /** Which backend is wanted, and which the session was made with. */
  #wantedBackend = 0;
  #backend = 0;
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
  markStale(): void {
    this.#wantedBackend++;
  }

  /** One at a time: whoever asks meanwhile gets the one under way. */
  connect(): Promise<void> {
    if (this.connection === 'connected' || this.connection === 'reconnecting') return Promise.resolve();
    if (this.#joining) return this.#joining;
    const joining = this.#join(++this.#attempt).finally(() => {
      // There may be a newer one by then.
      if (this.#joining === joining) this.#joining = null;
    });
    this.#joining = joining;
    return joining;
  }

  async disconnect(): Promise<void> {
    this.#attempt++;
    this.#joining = null;
    const leaving = this.session?.disconnect();
    this.#setConnection('disconnected');
    await leaving;
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

  /** Whether something is being said that can still be discarded. */
  get isCapturing(): boolean {
    return (this.state?.turn?.gate ?? 'closed') !== 'closed';
  }

  /** What is typed meanwhile. */
  keepDraft(text: string): void {
    if (this.follower) this.follower.draft = text;
    this.#host.changed();
  }

  /** Sends what has changed, live; a mode that can't be switched yet is switched once connected. */
  applySettings(before: TurnTakingOptions, after: TurnTakingOptions): void {
    const { session } = this;
    if (!session) return;
    const different = changesBetween(before, after);
    const { customTurnDetection } = different;
    // What that implies is decided already.
    const changes = customTurnDetection ? { ...different, turnDetection: after.turnDetection } : different;
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
  clearError(key?: string): void {
    if (key === undefined) this.errors.clear();
    else if (!this.errors.delete(key)) return;
    this.#host.changed();
  }

  async #join(attempt: number): Promise<void> {
    this.clearError('session');
    this.#setConnection('connecting');
    try {
      const session = await this.#open(attempt);
      this.#assertWanted(attempt);
      await session.connect();
      this.#assertWanted(attempt);
    } catch (thrown) {
      const error = toAvatarPttError(thrown, 'connect-failed');
      if (attempt === this.#attempt) this.#joinFailed(error);
      throw error;
    }
  }

  /** Whoever asked may have left since, at every place where this had to wait. */
  #assertWanted(attempt: number): void {
    if (attempt !== this.#attempt) throw new AvatarPttError('cancelled', 'Connecting was cancelled.');
  }

  /** The session tells what went wrong with connecting; what went wrong before there was one is told here. */
  #joinFailed(error: AvatarPttError): void {
    if (this.connection === 'connecting' && this.state?.connection !== 'connecting') this.#setConnection('failed');
    if (!this.errors.has('session')) this.fail('session', error);
  }

  async #open(attempt: number): Promise<Session> {
    if (this.session && this.#backend === this.#wantedBackend) return this.session;
    const parts = await sessionSource.load(this.#host.assetBase());
    this.#assertWanted(attempt);
    await this.session?.close();
    this.#assertWanted(attempt);
    // What is set while this waits is for the next one.
    const backend = this.#wantedBackend;
    const options = await this.#host.sessionOptions(parts);
    this.#assertWanted(attempt);
    this.#backend = backend;
    const session = parts.createSession(options);
    this.session = session;
    this.state = session.state;
    const follower = new parts.RecordFollower(this.errors, this.#host);
    this.follower = follower;
    session.subscribe((record) => this.session === session && this.#receive(record, follower));
    return session;
  }

  #receive(record: SessionRecord, follower: RecordFollower): void {
    const { state, event } = record;
    // A message that means nothing to the machine changes nothing that is drawn, and there may be hundreds a second.
    if (state === this.state && event.type === 'wire-message') return;
    // Before the first record the element may have been connecting already, and said so.
    const previous: TurnState = { ...(this.state ?? state), connection: this.connection };
    this.state = state;
    this.connection = state.connection;
    const { hint, events } = follower.follow(record, previous);
    if (hint) this.#setHint(hint);
    this.#host.changed();
    for (const each of events) this.#host.dispatch(each);
  }

  #wantMode(session: Session, mode: ConversationMode): void {
    // What goes wrong with it is announced by the session.
    if (this.connection === 'connected') session.setMode(mode).catch(() => undefined);
    else session.setTurnTaking({ mode });
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
    if (!hint()) return;
    // While a refused press is held, its reason stays true.
    const fade = (): void => this.#setHint(this.state?.heldPress ? hint : noHint);
    this.#hintTimer = window.setTimeout(fade, HINT_MS);
  }
}
