import { AvatarPttError } from '../core/error.js';
import { LiveAvatarApi } from './liveavatar-api.js';
import { LiveAvatarConnection } from './liveavatar-connection.js';
import { joinLiveKitRoom, type JoinRoom } from './livekit-room.js';
import type { Provider, ProviderContext, TurnEnd } from './provider.js';
import { sessionTokenOf, type TokenSettings } from './session-token.js';

/** What LiveAvatar needs: a session token from your server, never an API key. */
export interface LiveAvatarSettings extends TokenSettings {
  /** Base address of the API; default `https://api.liveavatar.com`. */
  readonly apiUrl?: string;
  /** As the session's token was made: `conversational` leaves finding the end of a turn to the service. Default `push-to-talk`. */
  readonly interactivity?: 'push-to-talk' | 'conversational';
}

/** LiveAvatar in FULL mode: in a `PUSH_TO_TALK` session each turn, pressed or endpointed, is announced and confirmed. */
export function liveavatarProvider(settings: LiveAvatarSettings = {}, join: JoinRoom = joinLiveKitRoom): Provider {
  return new LiveAvatar(settings, join);
}

class LiveAvatar implements Provider {
  readonly name = 'liveavatar';
  readonly #settings: LiveAvatarSettings;
  readonly #join: JoinRoom;
  #connection: LiveAvatarConnection | null = null;

  constructor(settings: LiveAvatarSettings, join: JoinRoom) {
    this.#settings = settings;
    this.#join = join;
  }

  get videoStream(): MediaStream | null {
    return this.#connection?.videoStream ?? null;
  }

  async connect(context: ProviderContext): Promise<void> {
    const { apiUrl = '', interactivity = 'push-to-talk' } = this.#settings;
    const token = await sessionTokenOf(this.#settings, context.signal);
    const api = new LiveAvatarApi(apiUrl, token, (request, status) => {
      context.emit({ type: 'wire-message', direction: 'out' }, { request, status });
    });
    const connection = new LiveAvatarConnection(context, api, interactivity === 'push-to-talk');
    this.#connection = connection;
    await connection.open(this.#join);
  }

  async disconnect(): Promise<void> {
    const connection = this.#connection;
    this.#connection = null;
    await connection?.close();
  }

  async startTurn(turnId: number): Promise<void> {
    await this.#connected().startTurn(turnId);
  }

  async stopTurn(turnId: number, end: TurnEnd): Promise<void> {
    await this.#connected().stopTurn(turnId, end.isDiscarded);
  }

  async interrupt(): Promise<void> {
    await this.#connected().interrupt();
  }

  async sendText(text: string): Promise<void> {
    await this.#connected().sendText(text);
  }

  #connected(): LiveAvatarConnection {
    if (this.#connection) return this.#connection;
    throw new AvatarPttError('not-connected', 'There is no conversation. Connect first.');
  }
}
