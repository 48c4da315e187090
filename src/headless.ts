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
} from './core/endpointing/endpointing.js';
export {
  DEFAULT_TURN_TAKING,
  isSameTurnTaking,
  mergeTurnTaking,
  smartTurnSettings,
  valueAt,
} from './core/settings/merge-turn-taking.js';
export {
  RESUMED_WITHIN_MS,
  type ReplyTiming as Answering,
  type JudgedTurn,
} from './core/analysis/simulated-session.js';
export { judge, spokenRuns, stretchesOf, type FrameColumns, type SpokenRuns } from './core/analysis/what-if.js';
export { speechIn, type Speech } from './core/analysis/speech-in.js';
export {
  utterancesOf,
  type RecordedTurn,
  type TurnMark,
  type Pause,
  type Utterance,
} from './core/analysis/utterances.js';
export { STOP_SECS_GRID, tradeOff, tradeOffAt, type TradeOffPoint } from './core/analysis/trade-off.js';
export { suggest, type SuggestOptions, type Suggestion } from './core/analysis/suggest.js';
export {
  compareTurns,
  type Comparison,
  type ComparisonSummary,
  type TurnVerdict,
  type Verdict,
} from './core/analysis/compare-turns.js';
export { DEFAULT_PRESS_POLICY } from './core/settings/options.js';
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
  Notice,
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
export { foldTiming, type TurnTiming } from './core/machine/turn-timing.js';
export { deadlinesOf, initialTurnState, isGateOpen, type Deadline } from './core/machine/turn-state.js';
export { transition } from './core/machine/turn-machine.js';
export type { Provider, ProviderContext, ProviderSettings, TurnEnd } from './providers/provider.js';
export { registerProvider, type ProviderFactory } from './providers/registry.js';
export { replay } from './session/replay.js';
export type {
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
