import type { MicrophoneErrorCode } from '../audio/microphone-error.js';
import type { RefusalReason } from '../core/machine/turn-events.js';
import type { STRINGS } from './en.js';
import type { CONVERSATION_STRINGS } from './en-conversation.js';

/** The texts that every language has, beside those of refusals and errors. */
export type StringKey = keyof typeof STRINGS | keyof typeof CONVERSATION_STRINGS;

/**
 * What a language is complete with. Mistakes of whoever makes the page (`invalid-option`, `unknown-provider`,
 * `api-key-refused`, `token-missing`) stay English: they name attributes and values.
 */
export type LanguageStrings = Readonly<Record<StringKey | `refused-${RefusalReason}` | `error-${ErrorCode}`, string>>;

type ErrorCode = MicrophoneErrorCode | ConnectionErrorCode | TurnErrorCode;

type ConnectionErrorCode =
  | 'connect-failed'
  | 'connect-timeout'
  | 'connect-refused'
  | 'connection-lost'
  | 'session-failed'
  | 'session-ended'
  | 'session-taken'
  | 'room-refused'
  | 'room-unreachable'
  | 'media-blocked'
  | 'service-unreachable'
  | 'service-error'
  | 'token-failed'
  | 'token-refused'
  | 'token-expired'
  | 'usage-limit'
  | 'avatar-missing'
  | 'avatar-gone'
  | 'answer-unheard'
  | 'load-failed'
  | 'livekit-unavailable';

type TurnErrorCode =
  | 'not-connected'
  | 'not-acknowledged'
  | 'command-refused'
  | 'publish-failed'
  | 'send-failed'
  | 'start-failed'
  | 'stop-failed'
  | 'mode-timeout'
  | 'text-during-turn'
  | 'text-unavailable'
  | 'reply-failed'
  | 'no-voices'
  | 'speech-failed'
  | 'stt-failed'
  | 'playback-blocked'
  | 'provider-failed'
  | 'effect-failed'
  | 'failed';
