import { liveavatarProvider, type LiveAvatarSettings } from '../../../src/providers/liveavatar.js';
import type { Provider } from '../../../src/providers/provider.js';
import { StandInFetch, StandInRoom, type SentMessage } from '../cloud/stand-in-room.js';

export const TOKEN = 'a-session-token';
export const AGENT = 'liveavatar-agent-s1';
const started = { session_id: 's1', livekit_url: 'wss://room.test', livekit_client_token: 'room-token' };

interface Said {
  readonly source?: string;
  readonly from?: string;
  readonly [key: string]: unknown;
}

/** The service as its documents describe it: it acknowledges each command, and answers each turn. */
export class StandInService {
  readonly web = new StandInFetch();
  readonly room = new StandInRoom();
  /** What it does about a command; a test takes some away. */
  does: Record<string, ((source: string) => void) | undefined> = {
    'user.start_push_to_talk': (source) => this.open(source),
    'user.stop_push_to_talk': (source) => this.close(source),
    'avatar.interrupt': () => this.silenceAvatar(),
    'avatar.speak_response': (source) => this.answer(source),
  };
  /** Whether it listens: then it opens no second window. */
  isOpen = false;
  /** Whether it answers a turn. */
  isAnswering = true;
  /** Whether its events name the command that they are about. */
  isNaming = true;
  #speaking = '';
  #timer = 0;

  constructor() {
    this.web.answers = {
      '/v1/sessions/start': { body: { code: 1000, data: started } },
      '/v1/sessions/stop': { body: { code: 1000, data: {} } },
      '/v1/sessions/keep-alive': { body: { code: 1000, data: {} } },
    };
    this.room.onMessage = ({ message }: SentMessage) => {
      this.does[String(message['event_type'])]?.(String(message['event_id']));
    };
  }

  provider(settings: LiveAvatarSettings = { sessionToken: TOKEN }): Provider {
    return liveavatarProvider({ apiUrl: 'https://api.test', ...settings }, this.room.join);
  }

  come(): void {
    for (const identity of ['heygen', AGENT]) this.room.listener?.joined(identity);
  }

  say(type: string, { source = '', from = AGENT, ...payload }: Said = {}): void {
    const named = this.isNaming && source ? source : null;
    const envelope = { event_id: 'e', event_type: type, session_id: 's1', source_event_id: named };
    this.room.say({ ...envelope, ...payload }, 'agent-response', from);
  }

  open(source: string): void {
    this.say(this.isOpen ? 'user.push_to_talk_start_failed' : 'user.push_to_talk_started', { source });
    this.isOpen = true;
  }

  close(source: string): void {
    this.say(this.isOpen ? 'user.push_to_talk_stopped' : 'user.push_to_talk_stop_failed', { source });
    if (this.isOpen && this.isAnswering) this.answer(source);
    this.isOpen = false;
  }

  answer(source: string): void {
    this.silenceAvatar();
    this.#timer = window.setTimeout(() => {
      this.#speaking = source;
      this.say('avatar.speak_started', { source });
      this.#timer = window.setTimeout(() => this.silenceAvatar(), 30);
    }, 20);
  }

  silenceAvatar(): void {
    clearTimeout(this.#timer);
    if (this.#speaking) this.say('avatar.speak_ended', { source: this.#speaking });
    this.#speaking = '';
  }
}
