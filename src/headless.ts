export { createSession } from './create-session.js';
export { AvatarPttError } from './core/error.js';
export { replay } from './session/replay.js';
export type {
  AnalyzerInForce,
  DetectorInForce,
  HeardFrame,
  HeardSound,
  ListenOptions,
  MicrophoneChoice,
  Session,
  SessionInput,
  SessionLog,
  SessionOptions,
  SessionRecord,
  SoundLevel,
  SoundListener,
} from './session/session-types.js';
export { volumeOf } from './core/endpointing/endpointing.js';
export {
  registerTurnAnalyzer,
  turnAnalyzerFactory,
  turnAnalyzerNames,
  type PauseSound,
  type TurnAnalyzer,
  type TurnAnalyzerContext,
  type TurnAnalyzerFactory,
} from './session/turn-analyzers.js';
export { registerProvider, type ProviderFactory } from './providers/registry.js';
export type { Provider, ProviderContext, ProviderSettings, TurnEnd } from './providers/provider.js';
export {
  DEFAULT_TURN_TAKING,
  isSameTurnTaking,
  mergeTurnTaking,
  smartTurnSettings,
  patchOf,
  valueAt,
} from './core/settings/merge-turn-taking.js';
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
export { TURN_TAKING_HELP } from './core/settings/turn-taking-help.js';
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
  LockWait,
  MicrophoneState,
  Phase,
  PressSource,
  TurnEndReason,
  TurnLock,
  TurnState,
} from './core/machine/turn-state.js';
export type { TurnTiming } from './core/machine/turn-timing.js';

// The machine itself, for the inspector, which shows it. Nobody is promised these names, nor what the elements do not offer
// too: the other fields of `TurnState`, the effects, and the events with which effects report their outcome.
export { transition } from './core/machine/turn-machine.js';
export { deadlinesOf, type Deadline } from './core/machine/deadlines.js';
export { initialTurnState, isGateOpen } from './core/machine/turn-state.js';
export { foldTiming } from './core/machine/turn-timing.js';
