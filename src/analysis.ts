// What recorded speech would have come to under other settings: without a page and without a session, also in Node.
export { framesOf, soundForAnalyzer, type FramesOfOptions } from './detector/frames-of.js';
export type { EndpointReason, SpeechFrame } from './core/endpointing/endpointing.js';
export { judge, spokenRuns, stretchesOf, type FrameColumns, type SpokenRuns } from './core/analysis/what-if.js';
export { RESUMED_WITHIN_MS, type JudgedTurn, type ReplyTiming } from './core/analysis/simulated-session.js';
export type { AnswerPause, AskedPause, PauseAnswer } from './core/analysis/pause-answer.js';
export { speechIn, type Speech } from './core/analysis/speech-in.js';
export {
  isDetected,
  utterancesOf,
  type Pause,
  type RecordedTurn,
  type TurnMark,
  type Utterance,
} from './core/analysis/utterances.js';
export { STOP_SECS_GRID, tradeOff, tradeOffAt, type TradeOffPoint } from './core/analysis/trade-off.js';
export { suggest, type SuggestOptions, type Suggestion } from './core/analysis/suggest.js';
export {
  slideTradeOff,
  slideTradeOffAt,
  slideTradeOffSteps,
  type AnalyzedUtterance,
  type Completeness,
  type SlideNumbers,
  type SlidePoint,
  type SlideTradeOff,
} from './core/analysis/slide-trade-off.js';
export {
  suggestSlide,
  suggestSlideSteps,
  type LeftOut,
  type SlideSuggestion,
  type SuggestSlideOptions,
} from './core/analysis/suggest-slide.js';
export {
  compareTurns,
  type Comparison,
  type ComparisonSummary,
  type TurnVerdict,
  type Verdict,
} from './core/analysis/compare-turns.js';
