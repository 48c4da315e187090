import { AvatarPttError } from '../core/error.js';
import { CloudProvider } from './cloud/cloud-provider.js';
import { LiveAvatarApi } from './liveavatar/liveavatar-api.js';
import { LiveAvatarConnection } from './liveavatar/liveavatar-connection.js';
import { joinLiveKitRoom, type JoinRoom } from './cloud/livekit-room.js';
import type { Provider } from './provider.js';
import { sessionTokenOf, type TokenSettings } from './cloud/session-token.js';

const INTERACTIVITIES = ['push-to-talk', 'conversational'] as const;

/** What LiveAvatar needs: a session token from your server, never an API key. */
export interface LiveAvatarSettings extends TokenSettings {
  /** Base address of the API; default `https://api.liveavatar.com`. */
  readonly apiUrl?: string;
  /** As the session's token was made: `conversational` leaves finding the end of a turn to the service. Default `push-to-talk`. */
  readonly interactivity?: (typeof INTERACTIVITIES)[number];
}

/**
 * LiveAvatar in FULL mode: in a `PUSH_TO_TALK` session each turn, pressed or endpointed, is announced and confirmed.
 * @throws AvatarPttError `invalid-option` for an `interactivity` that there is not.
 */
export function liveavatarProvider(settings: LiveAvatarSettings = {}, join: JoinRoom = joinLiveKitRoom): Provider {
  const { apiUrl = '', interactivity = 'push-to-talk' } = settings;
  if (!INTERACTIVITIES.includes(interactivity)) throw unknownInteractivity(interactivity);
  return new CloudProvider('liveavatar', async (context) => {
    const token = await sessionTokenOf(settings, context.signal);
    const api = new LiveAvatarApi(apiUrl, token, (request, status) => {
      context.emit({ type: 'wire-message', direction: 'out' }, { request, status });
    });
    return new LiveAvatarConnection(context, { api, join, isPushToTalk: interactivity === 'push-to-talk' });
  });
}

function unknownInteractivity(given: unknown): AvatarPttError {
  const allowed = INTERACTIVITIES.map((name) => `"${name}"`).join(', ');
  return new AvatarPttError('invalid-option', `interactivity is ${JSON.stringify(given)}; allowed: ${allowed}.`);
}
