import { AvatarPttError } from '../core/error.js';
import type { BackendEvent } from '../core/turn-events.js';
import { Acknowledgements } from './acknowledgements.js';
import { Answers, type About } from './answers.js';
import { assertWanted, bounded } from './bounded.js';
import { notConnected, type CloudConnection } from './cloud-provider.js';
import type { LiveAvatarApi } from './liveavatar-api.js';
import { joinCloud, missAvatar, type CloudListener } from './cloud-room.js';
import type { JoinRoom, LiveRoom, SendOptions } from './livekit-room.js';
import type { ProviderContext } from './provider.js';
import { UserTurns, joined, type UserTurn } from './user-turns.js';
import { parseWireObject, textOf, type WireObject } from './wire-object.js';

const COMMANDS = 'agent-control';
const EVENTS = 'agent-response';
const AVATAR = 'heygen';
// The service ends a session after 5 minutes without a sign of life.
const KEEP_ALIVE_MS = 150_000;
// Longer than the request itself may take.
const START_MS = 20_000;
// Leaving waits no longer for a service that does not answer.
const STOP_MS = 2000;

interface LiveAvatarStart {
  readonly api: LiveAvatarApi;
  readonly join: JoinRoom;
  readonly isPushToTalk: boolean;
}

/** One conversation with LiveAvatar, from the start of its session to the stop. */
export class LiveAvatarConnection implements CloudConnection {
  videoStream: MediaStream | null = null;
  readonly #context: ProviderContext;
  readonly #api: LiveAvatarApi;
  readonly #join: JoinRoom;
  readonly #isPushToTalk: boolean;
  readonly #answers: Answers;
  readonly #acks: Acknowledgements;
  readonly #turns = new UserTurns();
  readonly #missing = new Set<string>();
  #sessionId = '';
  #starting: Promise<unknown> | null = null;
  #room: LiveRoom | null = null;
  #stopping: Promise<void> | null = null;
  #avatarLine = '';

  constructor(context: ProviderContext, { api, join, isPushToTalk }: LiveAvatarStart) {
    this.#context = context;
    this.#api = api;
    this.#join = join;
    this.#isPushToTalk = isPushToTalk;
    this.#answers = new Answers(context);
    this.#acks = new Acknowledgements(context.signal);
  }

  /** Who speaks for the service in the room. */
  get #ours(): readonly string[] {
    return [AVATAR, `liveavatar-agent-${this.#sessionId}`];
  }

  async open(): Promise<void> {
    const { signal } = this.#context;
    try {
      assertWanted(signal);
      const starting = this.#api.start();
      this.#starting = starting;
      const { sessionId, roomUrl, roomToken } = await bounded(starting, signal, START_MS, lateError);
      this.#sessionId = sessionId;
      for (const identity of this.#ours) this.#missing.add(identity);
      const address = { url: roomUrl, token: roomToken };
      this.#room = await joinCloud(this.#join, address, this.#context, this.#listener());
    } catch (error) {
      // The session may be running already, and costs.
      await this.close();
      throw error;
    }
    this.#keepUp(signal);
  }

  /** Ends the session, if one may have begun. */
  async close(): Promise<void> {
    if (!this.#starting) return;
    await Promise.allSettled([this.#room?.leave(), this.#stop()]);
  }

  async startTurn(turnId: number): Promise<void> {
    const { startId } = this.#turns.begin(turnId);
    if (!this.#isPushToTalk) return;
    await this.#acks.ask('start', startId, () => this.#send('user.start_push_to_talk', startId));
  }

  async stopTurn(turnId: number, isDiscarded: boolean): Promise<void> {
    const turn = this.#turns.end(turnId, isDiscarded);
    if (isDiscarded) this.#answers.refuse(turnId);
    if (!this.#isPushToTalk) {
      this.#stopped(turn);
      return;
    }
    // Whatever becomes of the start, this turn is over.
    this.#acks.forget('start', turn.startId);
    const isAfterSound = !isDiscarded;
    await this.#acks.ask('stop', turn.stopId, () =>
      this.#send('user.stop_push_to_talk', turn.stopId, {}, { isAfterSound }),
    );
  }

  async interrupt(): Promise<void> {
    this.#answers.interrupt();
    await this.#hush();
  }

  async unmute(): Promise<void> {
    await this.#room?.unmute();
  }

  async sendText(text: string): Promise<void> {
    const id = this.#turns.write();
    this.#expect({});
    await this.#send('avatar.speak_response', id, { text });
  }

  /** What is to be done while the conversation lasts. */
  #keepUp(signal: AbortSignal): void {
    missAvatar(this.#context, () => this.#missing.size === 0);
    const beat = setInterval(() => {
      // One that is lost is made up by the next.
      this.#api.keepAlive(signal).catch(() => undefined);
    }, KEEP_ALIVE_MS);
    const end = (): void => {
      clearInterval(beat);
    };
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    addEventListener('pagehide', () => void this.#stop(), { signal });
  }

  #stop(): Promise<void> {
    this.#stopping ??= bounded(this.#stopStarted(), new AbortController().signal, STOP_MS, lateError).catch(
      () => undefined,
    );
    return this.#stopping;
  }

  /** A session that is still being started can be stopped only then. */
  async #stopStarted(): Promise<void> {
    // What can't be stopped ends by itself, and whoever leaves is not to be bothered with it.
    await this.#starting?.catch(() => undefined);
    await this.#api.stop();
  }

  async #send(
    type: string,
    id: string = crypto.randomUUID(),
    payload: object = {},
    how: SendOptions = {},
  ): Promise<void> {
    const message = { event_id: id, event_type: type, session_id: this.#sessionId, source_event_id: null, ...payload };
    const room = this.#room;
    if (!room) throw notConnected();
    await room.send(JSON.stringify(message), { ...how, topic: COMMANDS });
    this.#emit({ type: 'wire-message', direction: 'out' }, message);
  }

  #listener(): CloudListener {
    return {
      message: (text, topic) => {
        this.#receive(text, topic);
      },
      // What the server sends itself has no sender.
      isOurs: (_text, sender) => !sender || this.#ours.includes(sender),
      joined: (identity) => {
        if (this.#missing.delete(identity) && this.#missing.size === 0) this.#emit({ type: 'avatar-ready' });
      },
      media: (kind, stream, identity) => {
        if (identity !== AVATAR) return;
        if (kind === 'audio') this.#answers.play(stream);
        else this.#picture(stream);
      },
    };
  }

  #picture(stream: MediaStream | null): void {
    this.videoStream = stream;
    this.#emit({ type: 'picture-changed' });
  }

  #receive(text: string, topic: string): void {
    const message = topic === EVENTS ? parseWireObject(text) : null;
    const handle = message && this.#handlers.get(textOf(message, 'event_type'));
    if (handle) handle(message);
    else this.#show(message ?? { topic, text });
  }

  readonly #handlers = new Map<string, (message: WireObject) => void>([
    ['user.push_to_talk_started', (message) => this.#settle('start', message)],
    ['user.push_to_talk_start_failed', (message) => this.#settle('start', message, 'The avatar could not listen.')],
    ['user.push_to_talk_stopped', (message) => this.#settle('stop', message)],
    ['user.push_to_talk_stop_failed', (message) => this.#settle('stop', message, 'The avatar did not take the turn.')],
    ['user.speak_started', (message) => this.#userSpeaks(message, true)],
    ['user.speak_ended', (message) => this.#userSpeaks(message, false)],
    ['user.transcription', (message) => this.#userText(message, true)],
    ['user.transcription.chunk', (message) => this.#userText(message, false)],
    ['avatar.transcription', (message) => this.#avatarText(message, true)],
    ['avatar.transcription.chunk', (message) => this.#avatarText(message, false)],
    ['avatar.speak_started', (message) => this.#speakStarted(message)],
    ['avatar.speak_ended', (message) => this.#answers.ended(message, true, this.#aboutOf(message))],
    ['session.stopped', (message) => this.#sessionStopped(message)],
  ]);

  #settle(kind: 'start' | 'stop', message: WireObject, failure?: string): void {
    this.#show(message);
    const error = failure === undefined ? null : new AvatarPttError(`${kind}-failed`, `${failure} Try again.`);
    const id = this.#acks.settle(kind, textOf(message, 'source_event_id'), error);
    const turn = kind === 'stop' && id !== null && !error ? this.#turns.of(id) : null;
    if (turn) this.#stopped(turn);
  }

  /** The service has the whole turn: what it says from now on is the answer. */
  #stopped({ id, isDiscarded }: UserTurn): void {
    if (!isDiscarded) this.#expect({ turnId: id });
    // It does not know that a turn can be taken back.
    else if (!this.#answers.isDue) void this.#hush();
  }

  #expect(about: About): void {
    if (this.#answers.expect(about)) this.#avatarLine = '';
  }

  /** Where the service ends turns, it may be the first: then it answers the open turn. */
  #userSpeaks(message: WireObject, isStart: boolean): void {
    this.#show(message);
    if (isStart) this.#turns.speechStarted();
    else this.#endFound(this.#turns.speechEnded());
  }

  #endFound(turn: UserTurn | null): void {
    if (turn && turn === this.#turns.open && !this.#isPushToTalk) this.#expect({ turnId: turn.id });
  }

  #speakStarted(message: WireObject): void {
    if (!this.#answers.started(message, this.#aboutOf(message))) void this.#hush();
  }

  async #hush(): Promise<void> {
    // What can't be hushed is not heard here either.
    await this.#send('avatar.interrupt').catch(() => undefined);
  }

  #userText(message: WireObject, isFinal: boolean): void {
    const turn = this.#turns.spokenIn(this.#turns.of(textOf(message, 'source_event_id')));
    if (turn?.isDiscarded) {
      this.#show(message);
      return;
    }
    const text = textOf(message, 'text');
    const line = turn && !isFinal ? this.#turns.hear(turn, text) : text;
    if (turn && isFinal) turn.hasFinal = true;
    if (isFinal) this.#endFound(turn);
    const about = turn ? { turnId: turn.id } : {};
    this.#emit({ type: 'transcript', role: 'user', text: line, final: isFinal, ...about }, message);
  }

  #avatarText(message: WireObject, isFinal: boolean): void {
    const about = this.#answers.aboutOf(this.#aboutOf(message));
    if (!about) {
      this.#show(message);
      return;
    }
    const text = textOf(message, 'text');
    const line = isFinal ? text : joined(this.#avatarLine, text);
    this.#avatarLine = isFinal ? '' : line;
    this.#emit({ type: 'transcript', role: 'avatar', text: line, final: isFinal, ...about }, message);
  }

  #sessionStopped(message: WireObject): void {
    // What has ended needs no end, and asking for one would be refused.
    this.#stopping ??= Promise.resolve();
    const reason = textOf(message, 'end_reason', 100) || textOf(message, 'stop_reason', 100);
    const text = `LiveAvatar has ended the session${reason && ` (${reason})`}.`;
    if (isUsedUp(reason)) this.#emit({ type: 'usage-limit', message: text, isSessionOver: true }, message);
    else this.#emit({ type: 'connection-lost', code: 'session-ended', message: `${text} Connect again.` }, message);
  }

  /** What the service says itself about whom it answers. */
  #aboutOf(message: WireObject): About | undefined {
    const source = textOf(message, 'source_event_id');
    const turn = this.#turns.of(source);
    if (turn) {
      // Whom it answers it has heard to the end, also when its confirmation got lost.
      if (this.#acks.confirm('stop', turn.stopId)) this.#stopped(turn);
      return { turnId: turn.id };
    }
    return this.#turns.isWritten(source) ? {} : undefined;
  }

  #show(raw: unknown): void {
    this.#emit({ type: 'wire-message', direction: 'in' }, raw);
  }

  readonly #emit = (event: BackendEvent, raw?: unknown): void => {
    this.#context.emit(event, raw);
  };
}

/** Whether the account has nothing left, so that the next session would end as well; one whose time is up has a next. */
function isUsedUp(reason: string): boolean {
  return /credit|quota|limit|concurren/i.test(reason) && !/duration|expire|idle|time_?out/i.test(reason);
}

function lateError(): AvatarPttError {
  return new AvatarPttError('not-acknowledged', 'The service did not answer in time.');
}
