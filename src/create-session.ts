import { openAudioPath } from './audio/browser-audio.js';
import { ConversationSession } from './session/session.js';
import type { Session, SessionOptions } from './session/session-types.js';

/**
 * A conversation without an element, in any framework or none.
 * @throws AvatarPttError `invalid-option` when an option is not what it must be.
 */
export function createSession(options: SessionOptions): Session {
  return new ConversationSession(options, openAudioPath);
}
