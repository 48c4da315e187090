/** What the status line says in passing, in English. */
export const HINTS = {
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
  'idle-warning': 'The conversation ends in {secs} s if nobody speaks.',
} as const;
