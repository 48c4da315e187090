import { toAvatarPttError } from '../../core/error.js';
import type { ConversationMode, SilenceTurnSettings } from '../../core/settings/options.js';
import { Acknowledgements } from '../cloud/acknowledgements.js';
import { Answers } from '../cloud/answers.js';
import { notConnected, type CloudConnection } from '../cloud/cloud-provider.js';
import {
  awayError,
  joinCloud,
  warnIfAvatarMissing,
  type CloudListener,
  type RoomAddress,
} from '../cloud/cloud-room.js';
import { ConvaiAvatar } from './convai-avatar.js';
import { ConvaiMessages, FORCE_STOP } from './convai-messages.js';
import type { JoinRoom, LiveRoom, SendOptions } from '../cloud/livekit-room.js';
import { newId } from '../cloud/new-id.js';
import type { ProviderContext } from '../provider.js';
import { UserTurns } from '../cloud/user-turns.js';

// Shorter than the session waits for a turn to start, so that the person reads what failed.
const ANSWER_MS = 3000;
// After that a service that has not confirmed is told again that it is not to listen.
const AGAIN_MS = 500;
const MAX_AGAIN_MS = 60_000;

interface ConvaiRoom {
  readonly address: RoomAddress;
  readonly join: JoinRoom;
  /** The service was asked to find the end of turns as well. */
  readonly isEndpointing: boolean;
  /** By which, if we know. */
  readonly serviceTurn: SilenceTurnSettings | null;
}

/** One conversation with Convai, in its room: what it is told. */
export class ConvaiConnection implements CloudConnection {
  videoStream: MediaStream | null = null;
  readonly serviceTurn: SilenceTurnSettings | null;
  readonly #context: ProviderContext;
  readonly #answers: Answers;
  readonly #acks: Acknowledgements;
  readonly #turns = new UserTurns();
  readonly #messages: ConvaiMessages;
  readonly #open: () => Promise<LiveRoom>;
  #mode: ConversationMode;
  #room: LiveRoom | null = null;
  #listening: Promise<void> = Promise.resolve();
  #isSttWanted: boolean;
  #again: ReturnType<typeof setTimeout> | undefined;
  #presence: 'awaited' | 'here' | 'gone' = 'awaited';
  /** By what the user is muted: the service's word, or our track. */
  readonly #mutedBy = new Set<string>();
  readonly #avatar = new ConvaiAvatar({
    show: (kind, stream) => {
      if (kind === 'audio') this.#answers.play(stream);
      else this.#picture(stream);
    },
    gone: () => {
      this.#gone();
    },
    back: () => {
      this.#ready();
    },
  });

  constructor(context: ProviderContext, { address, join, isEndpointing, serviceTurn }: ConvaiRoom) {
    this.serviceTurn = serviceTurn;
    this.#context = context;
    this.#mode = context.mode;
    this.#isSttWanted = context.isServerSttOn;
    this.#open = () => joinCloud(join, address, context, this.#listener());
    this.#answers = new Answers(context);
    this.#acks = new Acknowledgements(context.signal, ANSWER_MS);
    context.signal.addEventListener('abort', () => {
      clearTimeout(this.#again);
    });
    this.#messages = new ConvaiMessages(context.emit, {
      answers: this.#answers,
      acks: this.#acks,
      turns: this.#turns,
      isEndpointing,
      silenceAvatar: () => {
        this.#silenceAvatar();
      },
      ready: (raw) => {
        this.#ready(raw);
      },
      mute: (isMuted, raw) => {
        this.#mute('service', isMuted, raw);
      },
      isOfAnother: (data) => this.#avatar.isOfAnother(data),
    });
  }

  async open(): Promise<void> {
    this.#room = await this.#open();
    warnIfAvatarMissing(this.#context, () => this.#presence !== 'awaited');
  }

  async close(): Promise<void> {
    await this.#room?.leave();
  }

  /** There is no command for it: a turn begins where speech-to-text listens. */
  async startTurn(turnId: number): Promise<void> {
    this.#acted();
    this.#turns.begin(turnId);
    await this.#listening;
  }

  async stopTurn(turnId: number, isDiscarded: boolean): Promise<void> {
    const { stopId, isEndFound } = this.#messages.turnEnds(turnId, isDiscarded);
    // In push-to-talk this is what ends a turn, whatever the service has found.
    if (!isEndFound || this.#mode === 'push-to-talk') {
      await this.#ask(FORCE_STOP, undefined, stopId, { isAfterSound: !isDiscarded });
    }
    // The service does not know that a turn can be taken back.
    if (isDiscarded && !this.#answers.isDue) this.#silenceAvatar();
  }

  /** The service is not told: only what ends a turn depends on it. */
  setMode(mode: ConversationMode): void {
    this.#mode = mode;
  }

  setServerStt(isEnabled: boolean): Promise<void> {
    this.#isSttWanted = isEnabled;
    clearTimeout(this.#again);
    if (!isEnabled) return unlessCut(this.#stopListening(AGAIN_MS));
    this.#listening = this.#toggle(true).catch((error: unknown) => {
      // It may listen all the same, and nobody knows that it is to be told to stop.
      if (isUnacknowledged(error)) this.setServerStt(false).catch(() => undefined);
      throw error;
    });
    return this.#listening;
  }

  /** Said again, less and less often, until the service has heard it: it may not be back yet where its server was restarted. */
  async #stopListening(againMs: number): Promise<void> {
    try {
      await this.#toggle(false);
    } catch (error) {
      const isWanted = !this.#isSttWanted && !this.#context.signal.aborted && againMs <= MAX_AGAIN_MS;
      if (isWanted && isUnacknowledged(error)) {
        this.#again = setTimeout(() => {
          this.#stopListening(againMs * 2).catch(() => undefined);
        }, againMs);
      }
      throw error;
    }
  }

  async interrupt(): Promise<void> {
    this.#acted();
    this.#answers.interrupt();
    await unlessCut(this.#ask('interrupt-bot'));
  }

  async unmute(): Promise<void> {
    await this.#room?.unmute();
  }

  async sendText(text: string): Promise<void> {
    if (this.#presence === 'gone') throw awayError();
    this.#acted();
    this.#messages.expect({});
    await this.#send('user_text_message', { text });
  }

  #picture(stream: MediaStream | null): void {
    this.videoStream = stream;
    this.#context.emit({ type: 'picture-changed' });
  }

  #listener(): CloudListener {
    const avatar = this.#avatar;
    return {
      message: (text, topic) => {
        this.#messages.receive(text, topic);
      },
      isOurs: (text, sender) => avatar.says(text, sender),
      joined: (identity) => {
        avatar.joined(identity);
      },
      left: (identity) => {
        avatar.left(identity);
      },
      media: (kind, stream, identity) => {
        avatar.media(kind, stream, identity);
      },
      muted: (isMuted) => {
        this.#mute('track', isMuted);
      },
      reconnecting: () => {
        this.#mutedBy.clear();
      },
    };
  }

  #ready(raw?: object): void {
    const wasGone = this.#presence === 'gone';
    this.#mute('service', false);
    this.#presence = 'here';
    // Another one may have begun as it was first asked to.
    if (wasGone) unlessCut(this.#toggle(this.#isSttWanted)).catch(() => undefined);
    this.#context.emit({ type: 'avatar-ready' }, raw);
  }

  #gone(): void {
    this.#presence = 'gone';
    this.#context.emit({ type: 'avatar-gone' });
    this.#answers.abandon();
    this.#acks.release();
    this.#mute('service', false);
  }

  #mute(by: string, isMuted: boolean, raw?: object): void {
    const was = this.#mutedBy.size > 0;
    if (isMuted) this.#mutedBy.add(by);
    else this.#mutedBy.delete(by);
    if (was !== this.#mutedBy.size > 0) this.#context.emit({ type: 'user-muted', isMuted }, raw);
    else if (raw) this.#context.emit({ type: 'wire-message', direction: 'in' }, raw);
  }

  #silenceAvatar(): void {
    // What can't be interrupted there is silenced here.
    this.#ask('interrupt-bot').catch(() => undefined);
  }

  /** A person who acts is not idle. */
  #acted(): void {
    if (!this.#messages.isIdleWarned) return;
    this.#messages.isIdleWarned = false;
    // Without an answer the service goes on counting, and warns again.
    this.#send('reset-idle-timer').catch(() => undefined);
  }

  #toggle(isEnabled: boolean): Promise<void> {
    // Its answer may say which of the two it is about.
    return this.#ask('stt-toggle', { muted: !isEnabled }, `${String(!isEnabled)} ${newId()}`);
  }

  /** Of whoever is gone nothing is asked: when it is back it is told what matters then. */
  #ask(type: string, data?: object, id: string = newId(), how?: SendOptions): Promise<void> {
    if (this.#presence === 'gone') return Promise.resolve();
    return this.#acks.ask(type, id, () => this.#send(type, data, how));
  }

  async #send(type: string, data?: object, how?: SendOptions): Promise<void> {
    const message = data ? { type, data } : { type };
    const room = this.#room;
    if (!room) throw notConnected();
    await room.send(JSON.stringify(message), how);
    this.#context.emit({ type: 'wire-message', direction: 'out' }, message);
  }
}

function isUnacknowledged(error: unknown): boolean {
  return toAvatarPttError(error, '').code === 'not-acknowledged';
}

/** To be quiet needs no line: what can't be said to one that is cut is done. */
async function unlessCut(command: Promise<void>): Promise<void> {
  try {
    await command;
  } catch (error) {
    if (toAvatarPttError(error, '').code !== 'send-failed') throw error;
  }
}
