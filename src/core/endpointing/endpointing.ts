import type { SmartTurnSettings, VadSettings } from '../settings/options.js';

/**
 * What a detector says of one stretch of audio. Times are audio time: milliseconds of samples since the capture began,
 * so that a busy page delays a decision but never moves a boundary.
 */
export interface SpeechFrame {
  readonly startMs: number;
  readonly endMs: number;
  /** Probability that this is speech, 0 to 1. */
  readonly probability: number;
  /** Volume, 0 to 1, on the scale of `volumeOf`. */
  readonly volume: number;
}

/** `sounded-complete`: before `stopSecs`, because of an analyzer's answer. */
export type EndpointReason = 'stop-secs' | 'sounded-complete' | 'max-duration';

/** What the frames came to. Times are audio time in milliseconds. */
export type EndpointingEdge =
  | { readonly type: 'speech-started'; readonly onsetMs: number }
  | { readonly type: 'speech-ended'; readonly endMs: number }
  | { readonly type: 'speech-misfire'; readonly onsetMs: number; readonly endMs: number }
  /** The analyzer is asked about the sound up to `askedMs`, for the silence that began at `pauseMs`. */
  | { readonly type: 'pause-asked'; readonly pauseMs: number; readonly askedMs: number }
  | { readonly type: 'turn-ended'; readonly endMs: number; readonly reason: EndpointReason };

/** The settings a fold reads with every frame, so that a change acts on the turn that is running. */
export interface EndpointingSettings {
  readonly vad: VadSettings;
  /** null: nothing but the application ends a turn. */
  readonly turn: SmartTurnSettings | null;
}

/** The memory of the fold: plain data, one per stream of frames. */
export interface EndpointingState {
  readonly speech: 'quiet' | 'starting' | 'speaking';
  /** Where the present or pending speech began. */
  readonly onsetMs: number;
  /** Speech gathered since that onset, while it is pending. */
  readonly heardMs: number;
  /** End of the newest speech frame of the present or pending speech. */
  readonly spokenUntilMs: number;
  /** End of the newest confirmed speech: the silence that ends a turn is counted from here. */
  readonly confirmedUntilMs: number;
  /** Start of the turn that is open, or null. */
  readonly turnStartMs: number | null;
  /** Speech has begun that turn, or has been confirmed in it: until then no silence ends it. */
  readonly isSpoken: boolean;
  /** Where the open turn is capped. */
  readonly capMs: number;
  /** The setting that put the cap there; 0 while nothing caps the turn, null before its first frame. */
  readonly capSecs: number | null;
  /** Up to where the analyzer was asked about the sound of the present pause; null before. */
  readonly askedMs: number | null;
  /** How complete the turn sounded then, 0 to 1; null without an answer. */
  readonly completeness: number | null;
}

export const INITIAL_ENDPOINTING: EndpointingState = {
  speech: 'quiet',
  onsetMs: 0,
  heardMs: 0,
  spokenUntilMs: 0,
  confirmedUntilMs: 0,
  turnStartMs: null,
  isSpoken: false,
  capMs: 0,
  capSecs: null,
  askedMs: null,
  completeness: null,
};

/** Sums of frame lengths such as 6 x 32 ms carry rounding; a hundredth of a millisecond is less than one sample. */
export const EPSILON_MS = 0.01;

/** Volume of a frame with root mean square `rms` (full scale 1): 0.6 is about -50 dBFS, 1 is -10 dBFS and louder. */
export function volumeOf(rms: number): number {
  // Pipecat, from which the backend's `min_volume` descends, maps loudness in 16-bit units from -20..80 dB to 0..1.
  return Math.min(1, Math.max(0, (20 * Math.log10(rms) + 110.3) / 100));
}

/** The root mean square (full scale 1) of a volume. */
export function rmsOf(volume: number): number {
  return 10 ** ((100 * volume - 110.3) / 20);
}

/** The same stream with a turn open from `startMs`, or with none; `isSpoken`: because of speech, so that its silence counts. */
export function withTurn(state: EndpointingState, startMs: number | null, isSpoken = true): EndpointingState {
  if (state.turnStartMs === startMs) return state;
  if (startMs === null) return withoutTurn(state);
  // A turn that starts in silence has its silence counted from its own start.
  const confirmedUntilMs = Math.max(state.confirmedUntilMs, startMs);
  const isHeard = isSpoken || state.confirmedUntilMs > startMs;
  return { ...withoutTurn(state), turnStartMs: startMs, isSpoken: isHeard, confirmedUntilMs };
}

/**
 * The same stream with the analyzer's answer about the sound up to `askedMs`; null is none, so that silence alone decides.
 * An answer to a pause that is over, because the person has gone on or the turn has ended, changes nothing.
 */
export function withAnswer(state: EndpointingState, askedMs: number, completeness: number | null): EndpointingState {
  return state.askedMs === askedMs ? { ...state, completeness } : state;
}

/** When the analyzer is asked in the present pause of an open turn, audio time in ms; Infinity if it is not, or was. */
export function askDueMs({ confirmedUntilMs, askedMs, isSpoken }: EndpointingState, turn: SmartTurnSettings): number {
  const { analyzer, askAfterSecs, stopSecs } = turn;
  // Its answer could not come before the silence that ends the turn without it.
  const isAsked = isSpoken && analyzer !== 'silence' && askedMs === null && askAfterSecs < stopSecs;
  return isAsked ? confirmedUntilMs + askAfterSecs * 1000 : Infinity;
}

/** Where the present pause ends the open turn if nobody goes on, audio time in ms. It may lie in the past; Infinity: nowhere. */
export function stopDueMs(state: EndpointingState, turn: SmartTurnSettings): number {
  const { confirmedUntilMs, askedMs, completeness } = state;
  if (!state.isSpoken) return Infinity;
  const stopMs = confirmedUntilMs + turn.stopSecs * 1000;
  if (turn.analyzer === 'silence' || askedMs === null || completeness === null) return stopMs;
  return Math.min(stopMs, Math.max(askedMs, answeredStopMs(confirmedUntilMs, stopMs, completeness, turn)));
}

function answeredStopMs(pauseMs: number, stopMs: number, completeness: number, turn: SmartTurnSettings): number {
  // At once is when it was asked, which is never before.
  if (turn.rule === 'threshold') return completeness >= turn.threshold ? pauseMs : stopMs;
  const soonestMs = Math.min(stopMs, pauseMs + turn.minStopSecs * 1000);
  return soonestMs + (stopMs - soonestMs) * (1 - completeness);
}

/** Whether a frame counts as speech. */
export function isSpeech(probability: number, volume: number, vad: VadSettings): boolean {
  return probability >= vad.confidence && volume >= vad.minVolume;
}

/** One frame folded in; the same state where it changes nothing. Every boundary it brings is given to `emit`, in order. */
export function foldFrame(
  state: EndpointingState,
  frame: SpeechFrame,
  settings: EndpointingSettings,
  emit: (edge: EndpointingEdge) => void,
): EndpointingState {
  const { vad } = settings;
  const heard = isSpeech(frame.probability, frame.volume, vad)
    ? hear(state, frame, vad, emit)
    : foldSilence(state, frame, vad, emit);
  if (heard.turnStartMs === null) return heard;
  return settings.turn === null ? withoutCap(heard) : endTurn(heard, frame, settings.turn, emit);
}

function hear(
  state: EndpointingState,
  frame: SpeechFrame,
  vad: VadSettings,
  emit: (edge: EndpointingEdge) => void,
): EndpointingState {
  const isNew = state.speech === 'quiet';
  const onsetMs = isNew ? frame.startMs : state.onsetMs;
  const heardMs = (isNew ? 0 : state.heardMs) + frame.endMs - frame.startMs;
  const isConfirmed = state.speech === 'speaking' || heardMs >= vad.startSecs * 1000 - EPSILON_MS;
  if (isConfirmed && state.speech !== 'speaking') emit({ type: 'speech-started', onsetMs });
  return {
    speech: isConfirmed ? 'speaking' : 'starting',
    onsetMs,
    heardMs,
    spokenUntilMs: frame.endMs,
    confirmedUntilMs: isConfirmed ? frame.endMs : state.confirmedUntilMs,
    turnStartMs: state.turnStartMs,
    isSpoken: isSpokenBy(state, frame, isConfirmed),
    capMs: state.capMs,
    capSecs: state.capSecs,
    // Who goes on has ended the pause, and with it what was asked about it.
    askedMs: isConfirmed ? null : state.askedMs,
    completeness: isConfirmed ? null : state.completeness,
  };
}

// The frames that come after a press may be older than it.
function isSpokenBy({ isSpoken, turnStartMs }: EndpointingState, { endMs }: SpeechFrame, isSpeech: boolean): boolean {
  return isSpoken || (isSpeech && endMs > (turnStartMs ?? 0));
}

function foldSilence(
  state: EndpointingState,
  frame: SpeechFrame,
  vad: VadSettings,
  emit: (edge: EndpointingEdge) => void,
): EndpointingState {
  const isOver = state.speech !== 'quiet' && frame.endMs - state.spokenUntilMs >= vad.stopSecs * 1000 - EPSILON_MS;
  if (!isOver) return state;
  const { onsetMs, spokenUntilMs: endMs } = state;
  emit(state.speech === 'speaking' ? { type: 'speech-ended', endMs } : { type: 'speech-misfire', onsetMs, endMs });
  return { ...state, speech: 'quiet' };
}

function endTurn(
  heard: EndpointingState,
  { startMs, endMs: nowMs }: SpeechFrame,
  turn: SmartTurnSettings,
  emit: (edge: EndpointingEdge) => void,
): EndpointingState {
  const state = withCap(heard, startMs, turn.maxDurationSecs);
  const stopMs = stopDueMs(state, turn);
  // Someone may have begun to speak again just before the boundary: the decision waits until that is speech, which
  // keeps the turn, or a misfire, which leaves the boundary where it was; but never beyond the cap.
  const isPending = state.speech === 'starting' && state.onsetMs < Math.min(stopMs, state.capMs);
  const isCapped = nowMs >= state.capMs - EPSILON_MS;
  if (stopMs < state.capMs && !(isPending && isCapped)) {
    if (isPending || nowMs < stopMs - EPSILON_MS) return ask(state, nowMs, turn, emit);
    return endInPause(state, stopMs, turn, emit);
  }
  if (!isCapped) return ask(state, nowMs, turn, emit);
  emit({ type: 'turn-ended', endMs: state.capMs, reason: 'max-duration' });
  return withoutTurn(state);
}

function endInPause(
  state: EndpointingState,
  endMs: number,
  turn: SmartTurnSettings,
  emit: (edge: EndpointingEdge) => void,
): EndpointingState {
  const isSpeaking = state.speech === 'speaking';
  if (isSpeaking) emit({ type: 'speech-ended', endMs: state.spokenUntilMs });
  const isSooner = endMs < state.confirmedUntilMs + turn.stopSecs * 1000;
  emit({ type: 'turn-ended', endMs, reason: isSooner ? 'sounded-complete' : 'stop-secs' });
  return { ...withoutTurn(state), speech: isSpeaking ? 'quiet' : state.speech };
}

function ask(
  state: EndpointingState,
  nowMs: number,
  turn: SmartTurnSettings,
  emit: (edge: EndpointingEdge) => void,
): EndpointingState {
  const askedMs = askDueMs(state, turn);
  if (nowMs < askedMs - EPSILON_MS || askedMs >= state.capMs) return state;
  emit({ type: 'pause-asked', pauseMs: state.confirmedUntilMs, askedMs });
  return { ...state, askedMs };
}

function withoutTurn(state: EndpointingState): EndpointingState {
  return { ...state, turnStartMs: null, capSecs: null, askedMs: null, completeness: null };
}

// The cap lies where the setting puts it, except that a cap lowered during the turn never reaches back into what was
// said before the change.
function withCap(state: EndpointingState, changedAtMs: number, maxDurationSecs: number): EndpointingState {
  if (state.capSecs === maxDurationSecs) return state;
  const capMs = (state.turnStartMs ?? 0) + maxDurationSecs * 1000;
  return { ...state, capSecs: maxDurationSecs, capMs: state.capSecs === null ? capMs : Math.max(capMs, changedAtMs) };
}

function withoutCap(state: EndpointingState): EndpointingState {
  return state.capSecs === 0 ? state : { ...state, capSecs: 0 };
}
