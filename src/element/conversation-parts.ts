// What the element needs while there is a conversation, and not before: one file more, and none until then.
export { EscapeCancels } from './inputs/escape.js';
export { GamepadPress } from './inputs/gamepad-press.js';
export { HoldWatch } from './inputs/hold-watch.js';
export { keepOwnKeys } from './inputs/own-keys.js';
export { isReachable } from './inputs/reachable.js';
export { MeterLoop } from './meter-loop.js';
export { MicrophoneList } from './microphone-list.js';
export { RecordFollower } from './record-follower.js';
