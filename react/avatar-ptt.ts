import { AvatarPtt as AvatarPttElement, defineAvatarPtt, type AvatarPttEventMap } from 'avatar-ptt';
import { component } from './component.js';

/** `turn-end` as `TurnEnd`. */
type PascalCase<Name extends string> = Name extends `${infer Head}-${infer Rest}`
  ? `${Capitalize<Head>}${PascalCase<Rest>}`
  : Capitalize<Name>;

/** Each event of the element: one that is missing or misspelt does not compile. */
const EVENTS = {
  onConnectionChange: 'connection-change',
  onModeChange: 'mode-change',
  onPhaseChange: 'phase-change',
  onAvatarStateChange: 'avatar-state-change',
  onTurnStart: 'turn-start',
  onTurnEnd: 'turn-end',
  onTurnDiscarded: 'turn-discarded',
  onPressRefused: 'press-refused',
  onLockChange: 'lock-change',
  onTranscript: 'transcript',
  onAvatarWords: 'avatar-words',
  onSettingsChange: 'settings-change',
  onSessionError: 'session-error',
} as const satisfies { [Name in keyof AvatarPttEventMap as `on${PascalCase<Name>}`]: Name };

defineAvatarPtt();

/** `<avatar-ptt>` for React. Its ref is the element. */
export const AvatarPtt = component({
  tagName: 'avatar-ptt',
  elementClass: AvatarPttElement,
  events: EVENTS,
  // Read, it is complete; set so, it would leave nothing to attributes.
  unset: { turnTaking: {} },
  // `<Activity>` hides a page with the microphone open, and nobody would see it.
  left: (element) => void element.disconnect(),
});
