import { AvatarPttError } from '../core/error.js';
import type { BackendEvent } from '../core/turn-events.js';
import { Acknowledgements } from './acknowledgements.js';
import { Answers, type About } from './answers.js';
import { joinCloud, missAvatar, type CloudListener, type RoomAddress } from './cloud-room.js';
import type { JoinRoom, LiveRoom } from './livekit-room.js';
import type { ProviderContext } from './provider.js';
import { UserTurns, joined } from './user-turns.js';
import { asWireObject, parseWireObject, textOf, type WireObject } from './wire-object.js';

// Shorter than the session waits for a turn to start, so that the person reads what failed.
const ANSWER_MS = 3000;
const KEPT_RESPONSES = 20;

/** One conversation with Convai, in its room. */
export class ConvaiConnection {
  videoStream: MediaStream | null = null;
  readonly #context: ProviderContext;
  /** The service was asked to find the end of a turn as well. */
  readonly #isEndpointing: boolean;
  readonly #answers: Answers;
  readonly #acks: Acknowledgements;
  readonly #turns = new UserTurns();
  /** To which turn each of the service's responses is. */
  readonly #responses = new Map<string, About>();
  #room: LiveRoom | null = null;
  #listening: Promise<void> = Promise.resolve();
  #openTurn: number | null = null;
  /** The service has found the end of the open turn by itself. */
  #isEndFound = false;
  #isReady = false;
  #isIdleWarned = false;
  #avatarLine = '';

  constructor(context: ProviderContext, isEndpointing: boolean) {
    this.#context = context;
    this.#isEndpointing = isEndpointing;
    this.#answers = new Answers(context);
    this.#acks = new Acknowledgements(context.signal, ANSWER_MS);
  }

  async open(join: JoinRoom, { url, token }: RoomAddress): Promise<void> {
    this.#room = await joinCloud(join, { url, token }, this.#context, this.#listener());
    missAvatar(this.#context, () => this.#isReady);
  }

  async close(): Promise<void> {
    await this.#room?.leave();
  }

  /** There is no command for it: a turn begins where speech-to-text listens. */
  async startTurn(turnId: number): Promise<void> {
    this.#acted();
    this.#turns.begin(turnId);
    this.#openTurn = turnId;
    this.#isEndFound = false;
    await this.#listening;
  }

  async stopTurn(turnId: number, isDiscarded: boolean): Promise<void> {
    const { stopId } = this.#turns.end(turnId, isDiscarded);
    this.#openTurn = null;
    if (isDiscarded) this.#answers.refuse(turnId);
    // The answer may come before the confirmation.
    else this.#expect({ turnId });
    if (!this.#isEndFound) await this.#ask('force-user-stopped-speaking', stopId);
    // The service does not know that a turn can be taken back.
    if (isDiscarded && !this.#answers.isSpeaking) await this.#ask('interrupt-bot');
  }

  setServerStt(isEnabled: boolean): Promise<void> {
    const toggled = this.#ask('stt-toggle', undefined, { muted: !isEnabled });
    if (isEnabled) this.#listening = toggled;
    return toggled;
  }

  async interrupt(): Promise<void> {
    this.#acted();
    this.#answers.interrupt();
    await this.#ask('interrupt-bot');
  }

  async sendText(text: string): Promise<void> {
    this.#acted();
    this.#expect({});
    await this.#send('user_text_message', { text });
  }

  /** A person who acts is not idle. */
  #acted(): void {
    if (!this.#isIdleWarned) return;
    this.#isIdleWarned = false;
    // If it gets lost, the next act tries again.
    this.#send('reset-idle-timer').catch(() => (this.#isIdleWarned = true));
  }

  #ask(type: string, id: string = crypto.randomUUID(), data?: object): Promise<void> {
    return this.#acks.ask(type, id, () => this.#send(type, data));
  }

  async #send(type: string, data?: object): Promise<void> {
    const message = data ? { type, data } : { type };
    const room = this.#room;
    if (!room) throw new AvatarPttError('not-connected', 'There is no conversation. Connect first.');
    this.#emit({ type: 'wire-message', direction: 'out' }, message);
    await room.send(JSON.stringify(message));
  }

  #listener(): CloudListener {
    return {
      message: (text, topic) => {
        this.#receive(text, topic);
      },
      media: (kind, stream) => {
        if (kind === 'audio') this.#answers.play(stream);
        else this.videoStream = stream;
      },
    };
  }

  #receive(text: string, topic: string): void {
    const message = topic === '' ? parseWireObject(text) : null;
    const inner = asWireObject(message?.['data']);
    // Of the three shapes, one has its type inside, and one its fields outside.
    const type = textOf(message, 'type') === 'server-message' ? textOf(inner, 'type') : textOf(message, 'type');
    const handle = this.#handlers.get(type);
    if (message && handle) handle(inner ?? message, message);
    else this.#show(message ?? { topic, text });
  }

  readonly #handlers = new Map<string, (data: WireObject, raw: WireObject) => void>([
    ['server-response', (data, raw) => this.#responded(data, raw)],
    ['bot-ready', (_data, raw) => this.#ready(raw)],
    ['user-started-speaking', (_data, raw) => this.#userSpeech(true, raw)],
    ['user-stopped-speaking', (_data, raw) => this.#userSpeech(false, raw)],
    ['user-transcription', (data, raw) => this.#userText(data, raw)],
    ['final-user-transcription', (data, raw) => this.#wholeUserText(data, raw)],
    ['bot-llm-started', (_data, raw) => this.#avatarText('', false, raw)],
    ['bot-llm-text', (data, raw) => this.#avatarText(textOf(data, 'text'), false, raw)],
    ['bot-llm-stopped', (_data, raw) => this.#avatarText('', true, raw)],
    ['bot-started-speaking', (data, raw) => this.#speechStarted(data, raw)],
    ['bot-stopped-speaking', (data, raw) => this.#answers.ended(raw, false, this.#aboutOf(data))],
    ['bot-turn-completed', (data, raw) => this.#completed(data, raw)],
    ['llm-no-response', (data, raw) => this.#unanswered('no-response', data, raw)],
    ['moderation-response', (data, raw) => this.#moderated(data, raw)],
    ['usage-limit-reached', (data, raw) => this.#limited(data, raw)],
    ['user-idle-warning', (data, raw) => this.#idle(data, raw)],
    ['error', (data, raw) => this.#failed(data, raw)],
  ]);
}
