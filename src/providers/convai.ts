import { AvatarPttError } from '../core/error.js';
import { askToConnect, connectRequest } from './convai-api.js';
import { ConvaiConnection } from './convai-connection.js';
import { joinLiveKitRoom, type JoinRoom } from './livekit-room.js';
import type { Provider, ProviderContext, TurnEnd } from './provider.js';
import { sessionTokenOf, type TokenSettings } from './session-token.js';

/** What Convai needs: a character, and a short-lived token or an address of yours that adds the key. */
export interface ConvaiSettings extends TokenSettings {
  readonly characterId?: string;
  /** Base address of the API; default `https://live.convai.com`. */
  readonly apiUrl?: string;
  /** Your server's address in place of the API's: it is sent the same request and gives the same answer. */
  readonly connectUrl?: string;
  /** A conversation to go on with; by default each connection goes on with the one before. */
  readonly characterSessionId?: string;
  readonly endUserId?: string;
  readonly endUserMetadata?: object;
  /** Default `audio`. */
  readonly connectionType?: 'audio' | 'video';
  /** More keys of the connect request, as they are, such as `default_tts_enabled` or `audio_config`. */
  readonly request?: Readonly<Record<string, unknown>>;
}

const PUBLIC_API = 'https://live.convai.com';

/** Convai over LiveKit. Its own turn-taking options are read when connecting; those of this side stay live. */
export function convaiProvider(settings: ConvaiSettings = {}, join: JoinRoom = joinLiveKitRoom): Provider {
  return new Convai(settings, join);
}

class Convai implements Provider {
  readonly name = 'convai';
  readonly #settings: ConvaiSettings;
  readonly #join: JoinRoom;
  #characterSessionId: string;
  #connection: ConvaiConnection | null = null;

  constructor(settings: ConvaiSettings, join: JoinRoom) {
    this.#settings = settings;
    this.#join = join;
    this.#characterSessionId = settings.characterSessionId ?? '';
  }

  get videoStream(): MediaStream | null {
    return this.#connection?.videoStream ?? null;
  }

  async connect(context: ProviderContext): Promise<void> {
    const { url, token } = await this.#where(context.signal);
    const { characterId = '', endUserId = '', endUserMetadata = null, connectionType = 'audio' } = this.#settings;
    const characterSessionId = this.#characterSessionId;
    const identity = { characterId, characterSessionId, endUserId, endUserMetadata, connectionType };
    const body = { ...this.#settings.request, ...connectRequest(identity, context) };
    context.emit({ type: 'wire-message', direction: 'out' }, { request: 'POST connect', body });
    const address = await askToConnect(url, token, body, context.signal);
    this.#characterSessionId = address.characterSessionId;
    const connection = new ConvaiConnection(context, 'turn_detection_config' in body);
    this.#connection = connection;
    await connection.open(this.#join, address);
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

  async setServerStt(isEnabled: boolean): Promise<void> {
    await this.#connected().setServerStt(isEnabled);
  }

  async interrupt(): Promise<void> {
    await this.#connected().interrupt();
  }

  async sendText(text: string): Promise<void> {
    await this.#connected().sendText(text);
  }

  async #where(signal: AbortSignal): Promise<{ url: string; token: string }> {
    const { connectUrl, apiUrl, characterId } = this.#settings;
    if (!characterId && !connectUrl) {
      throw new AvatarPttError('invalid-option', 'There is no character to talk to. Set `character-id`.');
    }
    const url = connectUrl || `${(apiUrl || PUBLIC_API).replace(/\/+$/, '')}/connect`;
    // An address of the embedder's own needs no token: it adds the key.
    const token = this.#hasToken() || !connectUrl ? await sessionTokenOf(this.#settings, signal) : '';
    return { url, token };
  }

  #hasToken(): boolean {
    const { tokenProvider, tokenUrl, sessionToken } = this.#settings;
    return Boolean(tokenProvider ?? (tokenUrl || sessionToken));
  }

  #connected(): ConvaiConnection {
    if (this.#connection) return this.#connection;
    throw new AvatarPttError('not-connected', 'There is no conversation. Connect first.');
  }
}
