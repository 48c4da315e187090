import { AvatarPttError } from '../core/error.js';
import { CloudProvider } from './cloud/cloud-provider.js';
import type { TokenSettings } from './cloud/session-token.js';
import { accessOf, addressOf } from './pipecat/pipecat-api.js';
import { PipecatConnection } from './pipecat/pipecat-connection.js';
import type { Provider } from './provider.js';

const TURNS = ['announced', 'found'] as const;

/** What an agent on Pipecat needs: its address, and what lets the page in. */
export interface PipecatSettings extends TokenSettings {
  /**
   * Where the agent takes WebRTC offers, such as `http://localhost:7860/api/offer`. An address that ends in `/start` is
   * asked for a session first, and the offer goes to that.
   */
  readonly connectUrl?: string;
  /**
   * Who says when a turn begins and ends: this side, to an agent that understands `turn-start`, `turn-stop` and
   * `turn-cancel`, or the agent by what it hears. Default `announced`.
   */
  readonly turns?: (typeof TURNS)[number];
  /** STUN and TURN servers, after those that the start address names. Default none. */
  readonly iceServers?: readonly RTCIceServer[];
}

/**
 * An agent on Pipecat over its SmallWebRTC transport. The token settings are optional: text goes as a bearer token, and
 * `tokenProvider` may give `{ headers, body }` instead, where `body` is handed to the agent.
 * @throws AvatarPttError `invalid-option` for `turns` that there are not.
 */
export function pipecatProvider(settings: PipecatSettings = {}): Provider {
  const { connectUrl = '', turns = 'announced', iceServers = [] } = settings;
  if (!TURNS.includes(turns)) {
    const allowed = TURNS.map((name) => `"${name}"`).join(', ');
    throw new AvatarPttError('invalid-option', `turns is ${JSON.stringify(turns)}; allowed: ${allowed}.`);
  }
  return new CloudProvider('pipecat', async (context) => {
    if (!connectUrl) {
      throw new AvatarPttError('invalid-option', "There is no agent to talk to. Set `connect-url` to your server's.");
    }
    const access = await accessOf(settings, context.signal);
    const address = await addressOf(connectUrl, access, context.signal);
    const servers = [...address.iceServers, ...iceServers];
    return new PipecatConnection(context, { ...address, iceServers: servers }, turns === 'announced');
  });
}
