import { AvatarPttError } from '../core/error.js';
import { CloudProvider } from './cloud/cloud-provider.js';
import { askToConnect, connectRequest } from './convai/convai-api.js';
import { ConvaiConnection } from './convai/convai-connection.js';
import { joinLiveKitRoom, type JoinRoom } from './cloud/livekit-room.js';
import type { Provider } from './provider.js';
import { sessionTokenOf, type TokenSettings } from './cloud/session-token.js';

/** What Convai needs: a character, and a short-lived token or an address of yours that adds the key. */
export interface ConvaiSettings extends TokenSettings {
  readonly characterId?: string;
  /** Base address of the API; default `https://live.convai.com`. */
  readonly apiUrl?: string;
  /**
   * Your server's address in place of the API's: it is sent the same request and gives the same answer. It adds the key
   * itself, so it is asked without a token, and none is fetched for it, whatever else is set.
   */
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
  const { characterId = '', endUserId = '', endUserMetadata = null, connectionType = 'audio' } = settings;
  let { characterSessionId = '' } = settings;
  return new CloudProvider(
    'convai',
    async (context) => {
      const { url, token } = await whereToConnect(settings, context.signal);
      const identity = { characterId, characterSessionId, endUserId, endUserMetadata, connectionType };
      const body = { ...settings.request, ...connectRequest(identity, context) };
      context.emit({ type: 'wire-message', direction: 'out' }, { request: 'POST connect', body });
      const address = await askToConnect(url, token, body, context.signal);
      ({ characterSessionId } = address);
      const isEndpointing = 'turn_detection_config' in body;
      const serviceTurn = context.mode === 'hands-free' ? context.smartTurn : null;
      return new ConvaiConnection(context, { address, join, isEndpointing, serviceTurn });
    },
    { hasServerStt: true, hasModes: true },
  );
}

async function whereToConnect(
  settings: ConvaiSettings,
  signal: AbortSignal,
): Promise<{ readonly url: string; readonly token: string }> {
  const { connectUrl, apiUrl, characterId } = settings;
  if (connectUrl) return { url: connectUrl, token: '' };
  if (!characterId) {
    const message = 'There is no character to talk to. Set `character-id`, or `connect-url` to a server that knows it.';
    throw new AvatarPttError('invalid-option', message);
  }
  // Its short-lived tokens are UUIDs, and its keys are not.
  const token = await sessionTokenOf(settings, signal, { uuid: 'token', instead: '`connect-url`, ' });
  return { url: `${(apiUrl || PUBLIC_API).replace(/\/+$/, '')}/connect`, token };
}
