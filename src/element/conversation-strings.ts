import type { Texts } from './strings.js';

/** What the status line says during a conversation, and in passing, in English. */
export const CONVERSATION_STRINGS = {
  'status-microphone': 'Opening the microphone. Allow it if your browser asks.',
  'status-no-microphone': 'The microphone is not open.',
  'status-preparing': 'The avatar is getting ready…',
  'status-away': 'The avatar is away.',
  'status-muted': 'The service has muted you.',
  'status-idle-hold': 'Hold the button and speak.',
  'status-idle-toggle': 'Tap the button and speak.',
  'status-idle-hybrid': 'Hold the button, or tap it, and speak.',
  'status-idle-hands-free': 'The microphone is open.',
  'status-idle-app': 'This page decides when you are heard.',
  'status-capturing': 'Listening… Let go to send.',
  'status-latched': 'Listening… Press again to send.',
  'status-voice': 'Listening…',
  'status-acquiring': 'One moment, the microphone is waking up…',
  'status-releasing': 'Got it.',
  'status-thinking': 'The avatar is thinking…',
  'status-speaking': 'The avatar is speaking.',
  'status-waiting': 'Keep holding: you are next.',
  'hold-ending': 'Your turn ends in {secs} s.',
  'discarded-tap': 'That was short. Hold the button while you speak.',
  'discarded-cancelled': 'Discarded. Nothing was sent.',
  'discarded-not-captured': 'The microphone was not ready, so nothing was recorded.',
  'lost-max-hold': 'Longest turn reached. What you said was sent.',
  'lost-blur': 'This page lost the focus, so your turn ended. What you said was sent.',
  'lost-hidden': 'This page was hidden, so your turn ended. What you said was sent.',
  'lost-control-hidden': 'The talk button went out of sight, so your turn ended. What you said was sent.',
  'lost-answered': 'The service took your pause for the end and answers.',
  'sound-lost': 'It took too long: the first {secs} s of what you said are lost.',
  'voice-missing': 'No voice is heard yet. If you are speaking, check the microphone.',
  'voice-missing-over': 'No voice was heard in that.',
  'lost-unplugged': 'The microphone went away, so your turn ended.',
  'lost-gamepad-disconnected': 'The controller went away, so your turn ended.',
  'lost-pointer-cancelled': 'The touch was interrupted, so your turn ended. What you said was sent.',
  'session-ending': 'The conversation ends in {secs} s.',
  'idle-warning': 'The conversation ends in {secs} s if nobody speaks.',
} as const;

const ENGLISH: Readonly<Record<string, string | undefined>> = CONVERSATION_STRINGS;

/** Texts that fall back to the English of a conversation. */
export function inConversation(texts: Texts): Texts {
  return (key, values, otherwise = ENGLISH[key]) => texts(key, values, otherwise);
}
