export { createSession } from './create-session.js';
export { AvatarPttError } from './core/error.js';
export {
  INITIAL_ENDPOINTING,
  foldFrame,
  volumeOf,
  withTurn,
  type EndpointReason,
  type EndpointingEdge,
  type EndpointingSettings,
  type EndpointingState,
  type SpeechFrame,
} from './core/endpointing.js';
export { DEFAULT_TURN_TAKING, mergeTurnTaking, smartTurnSettings } from './core/merge-turn-taking.js';
export { DEFAULT_PRESS_POLICY } from './core/options.js';
export type {
  BargeInOptions,
  ClientDetection,
  ConversationMode,
  InitialServerStt,
  LocalAudioPolicy,
  PartialTurnTaking,
  PressPolicy,
  PressStyle,
  PushToTalkPolicy,
  PushToTalkStartupMode,
  SmartTurnSettings,
  TurnDetection,
  TurnTakingOptions,
  VadSettings,
} from './core/options.js';
export { TURN_TAKING_FIELDS, allowedOf, type TurnTakingField, type TurnTakingPath } from './core/turn-taking-fields.js';
export type {
  DiscardReason,
  LockReleaseReason,
  Notice,
  RefusalReason,
  TurnEffect,
  TurnEvent,
} from './core/turn-events.js';
export type {
  AvatarState,
  ConnectionState,
  Phase,
  PressSource,
  TurnEndReason,
  TurnLock,
  TurnState,
} from './core/turn-state.js';
export { foldTiming, type TurnTiming } from './core/turn-timing.js';
export { initialTurnState } from './core/turn-state.js';
export { transition } from './core/turn-machine.js';
export type { Provider, ProviderContext, TurnEnd } from './providers/provider.js';
export { registerProvider, type ProviderFactory, type ProviderSettings } from './providers/registry.js';
export { replay } from './session/replay.js';
export type {
  DetectorInForce,
  MicrophoneChoice,
  Session,
  SessionInput,
  SessionLog,
  SessionOptions,
  SessionRecord,
} from './session/session-types.js';
