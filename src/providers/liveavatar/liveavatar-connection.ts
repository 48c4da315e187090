import type { BackendEvent } from '../../core/machine/turn-events.js';
import { Acknowledgements, unacknowledged } from '../cloud/acknowledgements.js';
import { Answers } from '../cloud/answers.js';
import { assertWanted, bounded } from '../cloud/bounded.js';
import { notConnected, type CloudConnection } from '../cloud/cloud-provider.js';
import { awayError, joinCloud, warnIfAvatarMissing, type CloudListener } from '../cloud/cloud-room.js';
import type { LiveAvatarApi } from './liveavatar-api.js';
import { LiveAvatarMessages } from './liveavatar-messages.js';
import { LiveAvatarWindow } from './liveavatar-window.js';
import type { JoinRoom, LiveRoom, SendOptions } from '../cloud/livekit-room.js';
import { newId } from '../cloud/new-id.js';
import type { ProviderContext } from '../provider.js';
import { tellEnd } from '../cloud/session-end.js';
import { UserTurns } from '../cloud/user-turns.js';

const COMMANDS = 'agent-control';
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

/** One conversation with LiveAvatar, from the start of its session to the stop: what it is told. */
export class LiveAvatarConnection implements CloudConnection {
  videoStream: MediaStream | null = null;
  readonly #context: ProviderContext;
  readonly #api: LiveAvatarApi;
  readonly #join: JoinRoom;
  readonly #isPushToTalk: boolean;
  readonly #answers: Answers;
  readonly #turns = new UserTurns();
  readonly #messages: LiveAvatarMessages;
  readonly #window: LiveAvatarWindow;
  readonly #missing = new Set<string>();
  #isGone = false;
  #sessionId = '';
  #starting: Promise<unknown> | null = null;
  #room: LiveRoom | null = null;
  #stopping: Promise<void> | null = null;

  constructor(context: ProviderContext, { api, join, isPushToTalk }: LiveAvatarStart) {
    this.#context = context;
    this.#api = api;
    this.#join = join;
    this.#isPushToTalk = isPushToTalk;
    this.#answers = new Answers(context);
    const parts = { answers: this.#answers, acks: new Acknowledgements(context.signal) };
    this.#messages = new LiveAvatarMessages(context.emit, {
      ...parts,
      turns: this.#turns,
      isPushToTalk,
      silenceAvatar: () => {
        void this.#silenceAvatar();
      },
      // What has ended needs no end, and asking for one would be refused.
      ended: () => {
        this.#stopping ??= Promise.resolve();
      },
    });
    const send = (type: string, id: string, how?: SendOptions): Promise<void> => this.#send(type, id, {}, how);
    // The one that is seen may be gone while the other still listens.
    const isGone = (): boolean => this.#isGone && this.#missing.has(this.#listenerName);
    this.#window = new LiveAvatarWindow({ ...parts, signal: context.signal, isGone, send });
  }

  /** Who speaks for the service in the room. */
  get #ours(): readonly string[] {
    return [AVATAR, this.#listenerName];
  }

  get #listenerName(): string {
    return `liveavatar-agent-${this.#sessionId}`;
  }

  async open(): Promise<void> {
    const { signal } = this.#context;
    try {
      assertWanted(signal);
      const starting = this.#api.start();
      this.#starting = starting;
      const { sessionId, roomUrl, roomToken, maxDurationSecs } = await bounded(
        starting,
        signal,
        START_MS,
        unacknowledged,
      );
      this.#sessionId = sessionId;
      tellEnd(this.#context, maxDurationSecs, 'max-duration');
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
    const turn = this.#turns.begin(turnId);
    if (this.#isPushToTalk) await this.#window.open(turn);
  }

  async stopTurn(turnId: number, isDiscarded: boolean): Promise<void> {
    const turn = this.#turns.end(turnId, isDiscarded);
    if (isDiscarded) this.#answers.refuse(turnId);
    if (this.#isPushToTalk) await this.#window.close(turn);
    else this.#messages.stopped(turn);
  }

  async interrupt(): Promise<void> {
    this.#messages.interrupt();
    await this.#silenceAvatar();
  }

  async unmute(): Promise<void> {
    await this.#room?.unmute();
  }

  async sendText(text: string): Promise<void> {
    if (this.#isGone) throw awayError();
    const id = this.#turns.write();
    this.#messages.typed();
    await this.#send('avatar.speak_response', id, { text });
  }

  /** What is to be done while the conversation lasts. */
  #keepUp(signal: AbortSignal): void {
    warnIfAvatarMissing(this.#context, () => this.#missing.size === 0);
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
    this.#stopping ??= bounded(this.#stopStarted(), new AbortController().signal, STOP_MS, unacknowledged).catch(
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

  async #send(type: string, id: string = newId(), payload: object = {}, how: SendOptions = {}): Promise<void> {
    const message = { event_id: id, event_type: type, session_id: this.#sessionId, source_event_id: null, ...payload };
    const room = this.#room;
    if (!room) throw notConnected();
    await room.send(JSON.stringify(message), { ...how, topic: COMMANDS });
    this.#emit({ type: 'wire-message', direction: 'out' }, message);
  }

  #listener(): CloudListener {
    return {
      message: (text, topic) => {
        this.#messages.receive(text, topic);
      },
      // What the server sends itself has no sender.
      isOurs: (_text, sender) => !sender || this.#ours.includes(sender),
      joined: (identity) => {
        this.#here(identity);
      },
      left: (identity) => {
        if (this.#ours.includes(identity)) this.#left(identity);
      },
      media: (kind, stream, identity) => {
        if (stream) this.#here(identity);
        if (identity !== AVATAR) return;
        if (kind === 'audio') this.#answers.play(stream);
        else this.#picture(stream);
      },
    };
  }

  /** Also whoever is heard or seen. A message proves nothing: of one that has left it may be late. */
  #here(identity: string): void {
    if (!this.#missing.delete(identity) || this.#missing.size > 0) return;
    this.#isGone = false;
    this.#emit({ type: 'avatar-ready' });
  }

  #left(identity: string): void {
    const isNews = this.#missing.size === 0;
    this.#missing.add(identity);
    if (isNews) {
      this.#isGone = true;
      this.#emit({ type: 'avatar-gone' });
      this.#messages.gone();
    }
    // The one that is seen does not listen.
    if (identity === this.#listenerName) this.#turns.leave();
  }

  #picture(stream: MediaStream | null): void {
    this.videoStream = stream;
    this.#emit({ type: 'picture-changed' });
  }

  async #silenceAvatar(): Promise<void> {
    if (this.#isGone) return;
    // What can't be interrupted there is silenced here.
    await this.#send('avatar.interrupt').catch(() => undefined);
  }

  readonly #emit = (event: BackendEvent, raw?: unknown): void => {
    this.#context.emit(event, raw);
  };
}
