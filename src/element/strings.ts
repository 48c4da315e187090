import type { CONVERSATION_STRINGS } from './conversation-strings.js';

/** The texts of the element in English; those of the status line come with the conversation. `{…}` is filled in; `refused-…` and `error-…` replace a text of the machine. */
export const STRINGS = {
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
  'detector-reason': '{reason}',
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
  'not-connected': 'Not connected. Start the conversation first.',
} as const;

/** The texts that every language has, beside those of refusals and errors. */
export type StringKey = keyof typeof STRINGS | keyof typeof CONVERSATION_STRINGS;

/** Texts of an embedder: any subset; missing ones are those of the language. */
export type Strings = { readonly [K in StringKey | `refused-${string}` | `error-${string}`]?: string };

/** Looks a text up and fills in its `{…}`; what there is no text for is said `otherwise`, or not at all. */
export type Texts = (
  // Not every end of a turn has words.
  key: keyof Strings | `discarded-${string}` | `lost-${string}`,
  values?: Readonly<Record<string, string | number>>,
  otherwise?: string,
) => string;

/** The texts in force: those that come first win over those after, and all over English. */
export function textsOf(...given: readonly Strings[]): Texts {
  const all: readonly Readonly<Record<string, string | undefined>>[] = [...given, STRINGS];
  return (key, values = {}, otherwise = '') =>
    (all.find((strings) => strings[key] != null)?.[key] ?? otherwise).replace(/\{(\w+)\}/g, (whole, name: string) =>
      String(values[name] ?? whole),
    );
}
