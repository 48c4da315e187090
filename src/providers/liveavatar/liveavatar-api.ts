import { AvatarPttError } from '../../core/error.js';
import { postJson, type JsonResponse } from '../cloud/post-json.js';
import { serviceMessage } from '../cloud/service-message.js';
import { secsOf } from '../cloud/session-end.js';
import { asWireObject, textOf } from '../cloud/wire-object.js';

/** Where the conversation takes place. */
export interface StartedSession {
  readonly sessionId: string;
  readonly roomUrl: string;
  readonly roomToken: string;
  /** After which the service ends it; 0 if it does not say. */
  readonly maxDurationSecs: number;
}

type Call = 'start' | 'stop' | 'keep-alive';

// Only those have a socket of their own, through which somebody else's agent speaks.
const LITE =
  'This LiveAvatar session is a LITE one, which needs an agent of yours; here only FULL works. Make its token with mode "FULL".';
const PUBLIC_API = 'https://api.liveavatar.com';

/** The REST calls that a browser may make with a session token. `onAnswer` is told the status of each, and no secret. */
export class LiveAvatarApi {
  readonly #base: string;
  readonly #token: string;
  readonly #onAnswer: (request: string, status: number) => void;

  constructor(base: string, token: string, onAnswer: (request: string, status: number) => void) {
    this.#base = (base || PUBLIC_API).replace(/\/+$/, '');
    this.#token = token;
    this.#onAnswer = onAnswer;
  }

  /**
   * Is not given up: a session begins whether or not somebody waits for it, and must then be stopped.
   * @throws AvatarPttError `token-refused`, `usage-limit`, `session-failed` or `service-unreachable`.
   */
  async start(): Promise<StartedSession> {
    const answer = await this.#call('start');
    const data = asWireObject(answer.json?.['data']);
    if (!answer.isOk || !data) throw this.#failure(answer);
    if (textOf(data, 'ws_url')) throw new AvatarPttError('session-failed', LITE);
    const started = {
      sessionId: textOf(data, 'session_id'),
      roomUrl: textOf(data, 'livekit_url'),
      roomToken: textOf(data, 'livekit_client_token'),
      maxDurationSecs: secsOf(data['max_session_duration']) ?? 0,
    };
    if (!started.roomToken || !/^(wss?|https?):\/\//.test(started.roomUrl)) throw this.#failure(answer);
    return started;
  }

  /** A session without a sign of life is ended after 5 minutes. */
  async keepAlive(signal: AbortSignal): Promise<void> {
    await this.#call('keep-alive', signal);
  }

  /** Is sent also when the page goes away. */
  async stop(): Promise<void> {
    await this.#call('stop');
  }

  async #call(call: Call, signal?: AbortSignal): Promise<JsonResponse> {
    const path = `/v1/sessions/${call}`;
    const headers = { Authorization: `Bearer ${this.#token}` };
    const request = { url: `${this.#base}${path}`, headers, keepalive: call === 'stop' };
    const answer = await postJson(signal ? { ...request, signal } : request);
    this.#onAnswer(`POST ${path}`, answer.status);
    return answer;
  }

  #failure(answer: JsonResponse): AvatarPttError {
    const { status, isOk } = answer;
    const words = serviceMessage(answer, this.#token);
    if (status === 401 || status === 403) {
      const why = 'Is it an API key, or has it been used or expired? A session token is good for one conversation.';
      return new AvatarPttError('token-refused', `LiveAvatar refused the session token (${status}). ${why}${words}`);
    }
    if (status === 402 || status === 429) {
      return new AvatarPttError('usage-limit', `LiveAvatar has no session left for you now (${status}).${words}`);
    }
    const shown = isOk ? ': its answer names no room' : ` (${status})`;
    return new AvatarPttError('session-failed', `LiveAvatar could not start the session${shown}.${words}`);
  }
}
