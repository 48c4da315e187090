import { AvatarPttError } from '../../core/error.js';
import type { SilenceTurnSettings, VadSettings } from '../../core/settings/options.js';
import type { RoomAddress } from '../cloud/cloud-room.js';
import { hostOf, postJson, type JsonResponse } from '../cloud/post-json.js';
import type { ProviderContext } from '../provider.js';
import { serviceMessage } from '../cloud/service-message.js';
import { textOf } from '../cloud/wire-object.js';

/** Who is talked to, by whom. */
export interface ConvaiIdentity {
  readonly characterId: string;
  /** Of the conversation to go on with; empty for a new one. */
  readonly characterSessionId: string;
  readonly endUserId: string;
  readonly endUserMetadata: object | null;
  readonly connectionType: 'audio' | 'video';
}

export interface ConvaiAddress extends RoomAddress {
  /** Names the conversation, so that the next connection can go on with it; empty if the service gave none. */
  readonly characterSessionId: string;
}

/** The connect request: the turn-taking options are read by the service only here. */
export function connectRequest(
  identity: ConvaiIdentity,
  { mode, smartTurn, vad, isServerSttOn }: Pick<ProviderContext, 'mode' | 'smartTurn' | 'vad' | 'isServerSttOn'>,
): object {
  const { characterId, characterSessionId, endUserId, endUserMetadata, connectionType } = identity;
  return {
    ...(characterId && { character_id: characterId }),
    ...(characterSessionId && { character_session_id: characterSessionId }),
    ...(endUserId && { end_user_id: endUserId }),
    ...(endUserMetadata && { end_user_metadata: endUserMetadata }),
    transport: 'livekit',
    connection_type: connectionType,
    ...(mode === 'hands-free' && smartTurn && { turn_detection_config: turnDetectionConfig(smartTurn) }),
    ...(vad && { vad_params: vadParams(vad) }),
    default_stt_enabled: isServerSttOn,
  };
}

/** Asks to connect; without a token, a server that adds the key. @throws AvatarPttError `token-refused`, `usage-limit`, `connect-refused` or `service-unreachable`. */
export async function askToConnect(
  url: string,
  token: string,
  body: object,
  signal: AbortSignal,
): Promise<ConvaiAddress> {
  const answer = await postJson({ url, body, signal, headers: token ? { 'API-AUTH-TOKEN': token } : {} });
  const address = {
    url: textOf(answer.json, 'room_url'),
    token: textOf(answer.json, 'token'),
    characterSessionId: textOf(answer.json, 'character_session_id', 200),
  };
  if (answer.isOk && address.token && /^(wss?|https?):\/\//.test(address.url)) return address;
  throw token ? refusal(answer, token) : refusalOfServer(answer, hostOf(url));
}

function turnDetectionConfig({ stopSecs, preSpeechMs, maxDurationSecs }: SilenceTurnSettings): object {
  const params = { stop_secs: stopSecs, pre_speech_ms: preSpeechMs, max_duration_secs: maxDurationSecs };
  return { type: 'smart_turn', params };
}

function vadParams({ confidence, startSecs, stopSecs, minVolume }: VadSettings): object {
  return { confidence, start_secs: startSecs, stop_secs: stopSecs, min_volume: minVolume };
}

function refusal(answer: JsonResponse, token: string): AvatarPttError {
  const { status } = answer;
  if (status === 401 || status === 403) {
    const why = 'Is it an API key, or has it expired? A page may hold only a short-lived token.';
    const words = wordsOf(answer, token);
    return new AvatarPttError('token-refused', `Convai refused the token (${status}). ${why}${words}`);
  }
  return refusalOfServer(answer, 'Convai', token);
}

function refusalOfServer(answer: JsonResponse, who: string, token?: string): AvatarPttError {
  const { status, isOk } = answer;
  const words = wordsOf(answer, token);
  // Who passes on what a service said names the status, too.
  const number = words.includes(String(status)) ? '' : ` (${status})`;
  const shown = isOk ? ': its answer names no room' : number;
  if (status === 402 || status === 429) {
    return new AvatarPttError('usage-limit', `${who} takes no more conversations now${shown}.${words}`);
  }
  return new AvatarPttError('connect-refused', `${who} could not connect${shown}.${words}`);
}

function wordsOf(answer: JsonResponse, token?: string): string {
  const trace = textOf(answer.json, 'request_trace_id', 100);
  return `${serviceMessage(answer, token)}${trace && ` (trace ${trace})`}`;
}
