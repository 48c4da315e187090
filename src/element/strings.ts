/** Every text of the element, in English. `{…}` is filled in; `refused-…` and `error-…` replace a text of the machine. */
const STRINGS = {
  region: 'Conversation with the avatar',
  start: 'Start conversation',
  retry: 'Try again',
  cancel: 'Cancel',
  end: 'End conversation',
  'talk-hold': 'Hold to talk',
  'talk-toggle': 'Tap to talk',
  'talk-hybrid': 'Hold or tap to talk',
  'hands-free': 'Hands-free',
  'hands-free-ear': 'Just speak',
  settings: 'Microphone',
  microphone: 'Microphone in use',
  'microphone-default': "The browser's choice",
  'microphone-unnamed': 'Microphone {n}',
  detector: 'Voice detector: {name}',
  'detector-silero-v5': 'Silero v5',
  'detector-energy': 'loudness',
  'text-label': 'Write to the avatar',
  'text-send': 'Send',
  misfires: 'sounds ignored: {n}',
  captions: 'What was said',
  'caption-user': 'You',
  'caption-avatar': 'Avatar',
  'talk-anyway': 'Talk anyway',
  'stop-avatar': 'Interrupt',
  'unlock-sound': 'Turn the sound on',
  dismiss: 'Dismiss',
  'lock-answer': 'Awaiting the answer',
  'lock-turn-completed': "The avatar's turn",
  'lock-speech-stopped': 'Until it stops speaking',
  'lock-secs': '{secs} s',
  'hold-secs': '{secs} s left',
  'status-disconnected': 'Ready when you are.',
  'status-connecting': 'Connecting…',
  'status-reconnecting': 'The connection was interrupted. Reconnecting…',
  'status-failed': 'Not connected.',
  'status-microphone': 'Opening the microphone. Allow it if your browser asks.',
  'status-preparing': 'The avatar is getting ready…',
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
  'lost-unplugged': 'The microphone went away, so your turn ended.',
  'lost-gamepad-disconnected': 'The controller went away, so your turn ended.',
  'lost-pointer-cancelled': 'The touch was interrupted, so your turn ended. What you said was sent.',
  'idle-warning': 'The conversation ends in {secs} s if nobody speaks.',
  'not-connected': 'Not connected. Start the conversation first.',
} as const;

type StringKey = keyof typeof STRINGS;

/** Texts of an embedder: any subset; missing ones stay English. */
export type Strings = { readonly [K in StringKey | `refused-${string}` | `error-${string}`]?: string };

/** Looks a text up and fills in its `{…}`. */
export type Texts = (key: StringKey, values?: Readonly<Record<string, string | number>>) => string;

/** The texts in force: the embedder's over ours. */
export function textsOf(strings: Strings): Texts {
  return (key, values = {}) =>
    (strings[key] ?? STRINGS[key]).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Whether there is a text under this key. */
export function isStringKey(key: string): key is StringKey {
  return key in STRINGS;
}
