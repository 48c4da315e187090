export { AvatarPtt } from './element/avatar-ptt.js';
export { defineAvatarPtt } from './element/define-element.js';
export {
  AvatarStateChangeEvent,
  AvatarWordsEvent,
  ConnectionChangeEvent,
  LockChangeEvent,
  ModeChangeEvent,
  PhaseChangeEvent,
  PressRefusedEvent,
  SessionErrorEvent,
  SettingsChangeEvent,
  TranscriptEvent,
  TurnDiscardedEvent,
  TurnEndEvent,
  TurnStartEvent,
  type AvatarPttEventMap,
} from './element/events.js';
export type { Strings } from './element/strings.js';
export { AvatarPttError } from './core/error.js';
export { DEFAULT_TURN_TAKING } from './core/settings/merge-turn-taking.js';
export { DEFAULT_PRESS_POLICY } from './core/settings/options.js';
export type {
  BargeInOptions,
  ClientDetection,
  ConversationMode,
  InitialServerStt,
  LatchEnd,
  LocalAudioPolicy,
  PartialTurnTaking,
  PressPolicy,
  PressStyle,
  PushToTalkPolicy,
  PushToTalkStartupMode,
  SilenceTurnSettings,
  SmartTurnSettings,
  TurnDetection,
  TurnRule,
  TurnTakingOptions,
  VadSettings,
} from './core/settings/options.js';
export {
  TURN_TAKING_FIELDS,
  allowedOf,
  type TurnTakingField,
  type TurnTakingPath,
} from './core/settings/turn-taking-fields.js';
export type {
  DiscardReason,
  LockReleaseReason,
  RefusalReason,
  TurnEffect,
  TurnEvent,
} from './core/machine/turn-events.js';
export type {
  AvatarState,
  ConnectionState,
  Phase,
  PressSource,
  TurnEndReason,
  TurnLock,
  TurnState,
} from './core/machine/turn-state.js';
export {
  registerTurnAnalyzer,
  type PauseSound,
  type TurnAnalyzer,
  type TurnAnalyzerContext,
  type TurnAnalyzerFactory,
} from './session/turn-analyzers.js';
export { registerProvider, type ProviderFactory } from './providers/registry.js';
export type { Provider, ProviderContext, ProviderSettings } from './providers/provider.js';
export type {
  AnalyzerInForce,
  HeardFrame,
  HeardSound,
  ListenOptions,
  MicrophoneChoice,
  Session,
  SessionInput,
  SessionLog,
  SessionRecord,
  SoundLevel,
  SoundListener,
} from './session/session-types.js';
