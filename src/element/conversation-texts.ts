import { CONVERSATION_STRINGS } from '../i18n/en-conversation.js';
import type { Texts } from './strings.js';

const ENGLISH: Readonly<Record<string, string | undefined>> = CONVERSATION_STRINGS;

/** Texts that fall back to the English of a conversation. */
export function inConversation(texts: Texts): Texts {
  return (key, values, otherwise = ENGLISH[key]) => texts(key, values, otherwise);
}
