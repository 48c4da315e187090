import type { AudioPath, Patience } from '../audio/audio-path.js';
import { endpointFrame, withTurnOf } from '../core/machine/endpoint-frame.js';
import {
  INITIAL_ENDPOINTING,
  withAnswer,
  type EndpointingEdge,
  type SpeechFrame,
} from '../core/endpointing/endpointing.js';
import { notLoaded, toAvatarPttError } from '../core/error.js';
import { UNPROVED_VOICE, foldOwnVoice } from '../core/endpointing/own-voice.js';
import { isJoined, isListening, mayEndpoint, type TurnState } from '../core/machine/turn-state.js';
import { smartTurnSettings } from '../core/settings/merge-turn-taking.js';
import type { SoundListeners } from './sound-listeners.js';
import type { AnalyzerInForce, DetectorInForce, SessionInput } from './session-types.js';
import type { TurnAnalysis } from './turn-analysis.js';

/** Where the code comes from that asks an analyzer. */
export const analysisSource = { load: () => import('./turn-analysis.js') };

interface HearingHost {
  readonly audio: AudioPath;
  readonly listeners: SoundListeners;
  state(): TurnState;
  send(event: SessionInput): void;
}

/** What a connection hears, frame by frame: told to those who listen, and folded into the edges that move turns. */
export class Hearing {
  readonly #host: HearingHost;
  #endpointing = INITIAL_ENDPOINTING;
  #ownVoice = UNPROVED_VOICE;
  /** End of the newest frame, audio time in ms. */
  #heardUntilMs = 0;
  #detector: DetectorInForce['name'] = 'silero-v5';
  #isNeeded = false;
  #analysis: TurnAnalysis | null = null;
  #isLoadingAnalysis = false;
  /** The analyzer for whose sake its code was asked for in vain, and why. */
  #inVain: { readonly name: string; readonly inForce: AnalyzerInForce } | null = null;
  #isClosed = false;
  /** Answers to pauses that came in since the newest frame: they take their place between two. */
  #answers: (SessionInput & { type: 'pause-answered' })[] = [];
  #patience: Patience = { framesBelow: 0, isForLevels: false };

  constructor(host: HearingHost) {
    this.#host = host;
  }

  /** Starts or ends what depends on the state and on who listens alone. */
  follow(isNeeded: boolean, isOpen: boolean): void {
    const { audio, listeners: listeners } = this.#host;
    // A detector that ran for listeners starts anew when turns hang on it, so that these are the same without listeners.
    if (isNeeded && !this.#isNeeded) audio.detect(false);
    this.#isNeeded = isNeeded;
    // Loudness may open no turn by voice that Silero would not; one that is latched it may end.
    const state = this.#host.state();
    audio.detect((isNeeded || listeners.isDetecting) && isOpen, mayEndpoint(state) && !isListening(state));
    audio.tap(listeners.wants('sound'));
    this.#followAnalyzer();
    this.#letWait();
  }

  get analyzer(): AnalyzerInForce | null {
    return (this.#analysis ?? this.#inVain)?.inForce ?? null;
  }

  /** The answer to a pause, whoever gave it. */
  answered(askedMs: number, completeness: number | null): void {
    this.#endpointing = withAnswer(this.#endpointing, askedMs, completeness);
  }

  close(): void {
    this.#isClosed = true;
    this.#analysis?.follow('silence');
  }

  /** Another device has other speakers beside it, or another canceller. */
  deviceOpened(): void {
    this.#ownVoice = UNPROVED_VOICE;
  }

  frame(heard: SpeechFrame): void {
    const frame = this.#withoutAvatar(heard);
    this.#heardUntilMs = frame.endMs;
    this.#tellFrame(frame);
    if (!this.#isNeeded) return;
    for (const answer of this.#answers.splice(0)) this.#host.send(answer);
    const edges: EndpointingEdge[] = [];
    this.#endpointing = endpointFrame(this.#endpointing, frame, this.#host.state(), (edge) => edges.push(edge));
    for (const edge of edges) this.#takeEdge(edge);
    if (this.#endpointing.askedMs === null) this.#analysis?.endPause(false);
    this.#letWait();
  }

  #takeEdge(edge: EndpointingEdge): void {
    if (edge.type === 'turn-ended') this.#analysis?.endPause(edge.reason === 'stop-secs');
    this.#host.send(edge);
    if (edge.type !== 'pause-asked') return;
    const { pauseMs, askedMs } = edge;
    const turnStartMs = this.#endpointing.turnStartMs ?? pauseMs;
    // Without an analyzer there is no answer to be had.
    if (this.#analysis) void this.#analysis.ask({ turnStartMs, pauseMs, askedMs });
    else this.#missAnalyzer(askedMs);
  }

  #answer(askedMs: number, completeness: number | null): void {
    this.#answers.push({ type: 'pause-answered', askedMs, completeness });
  }

  // Its code may be there by the next pause, so it is asked for once in each.
  #missAnalyzer(askedMs: number): void {
    this.#inVain = null;
    this.#answer(askedMs, null);
  }

  #wantedAnalyzer(): string {
    const state = this.#host.state();
    const isWanted = !this.#isClosed && isJoined(state) && mayEndpoint(state);
    return (isWanted ? smartTurnSettings(state.options)?.analyzer : null) ?? 'silence';
  }

  #followAnalyzer(): void {
    const name = this.#wantedAnalyzer();
    if (this.#analysis) this.#analysis.follow(name);
    else if (name === 'silence') this.#inVain = null;
    else if (name !== this.#inVain?.name && !this.#isLoadingAnalysis) void this.#loadAnalysis(name);
  }

  // Who leaves it to silence does not pay for it.
  async #loadAnalysis(name: string): Promise<void> {
    this.#isLoadingAnalysis = true;
    const { audio } = this.#host;
    const send = (event: SessionInput): void => this.#host.send(event);
    try {
      const { TurnAnalysis } = await analysisSource.load().catch(notLoaded);
      this.#analysis = new TurnAnalysis({
        sound: (fromMs, untilMs) => audio.soundOf(fromMs, untilMs),
        answered: (askedMs, completeness) => this.#answer(askedMs, completeness),
        changed: ({ name: analyzer, reason }) => send({ type: 'analyzer-changed', analyzer, reason }),
      });
      this.#followAnalyzer();
    } catch (error) {
      const { message: reason } = toAvatarPttError(error, 'load-failed');
      this.#isLoadingAnalysis = false;
      this.#inVain = { name, inForce: { name: 'silence', reason, progress: 0 } };
      send({ type: 'analyzer-changed', analyzer: 'silence', reason });
    }
  }

  detectorChanged(detector: DetectorInForce['name'], reason: string): void {
    this.#detector = detector;
    const { speech, spokenUntilMs, turnStartMs, isSpoken } = this.#endpointing;
    // Another ear, the same clock: a turn that is open has its silence counted from here.
    const confirmedUntilMs = Math.max(this.#heardUntilMs, turnStartMs ?? 0);
    this.#endpointing = { ...INITIAL_ENDPOINTING, confirmedUntilMs, turnStartMs, isSpoken };
    // Nobody else would ever tell the end of what the ear before it heard, and each turn would be followed by another.
    if (speech === 'speaking') this.#host.send({ type: 'speech-ended', endMs: spokenUntilMs });
    this.#host.send({ type: 'detector-changed', detector, reason });
  }

  level(endMs: number): void {
    const { audio, listeners: listeners } = this.#host;
    if (!listeners.wants('level')) return;
    const { volume, noiseFloor, isGateOpen, avatarLevel } = audio.meter;
    const level = { at: audio.pageOf(endMs), endMs, volume, noiseFloor, isGateOpen, avatarLevel };
    listeners.tell((listener) => listener.level?.(level));
  }

  // What may be the avatar itself is nobody's speech.
  #withoutAvatar(frame: SpeechFrame): SpeechFrame {
    const avatar = this.#host.audio.avatarAt(frame.startMs, frame.endMs);
    this.#ownVoice = foldOwnVoice(this.#ownVoice, frame, avatar, this.#host.state().options.vad);
    return avatar === 'silent' || this.#ownVoice.isHarmless ? frame : { ...frame, probability: 0 };
  }

  // What is still is no news to anybody, unless someone draws it.
  #letWait(): void {
    const { audio, listeners: listeners } = this.#host;
    const state = this.#host.state();
    const { speech, turnStartMs } = withTurnOf(this.#endpointing, state);
    const isStill = speech === 'quiet' && turnStartMs === null && !listeners.wants('frame');
    const framesBelow = isStill ? state.options.vad.confidence : 0;
    const isForLevels = !listeners.wants('level');
    const { framesBelow: before, isForLevels: was } = this.#patience;
    if (framesBelow === before && isForLevels === was) return;
    this.#patience = { framesBelow, isForLevels };
    audio.letWait(this.#patience);
  }

  #tellFrame({ startMs, endMs, probability, volume }: SpeechFrame): void {
    const { audio, listeners: listeners } = this.#host;
    if (!listeners.wants('frame')) return;
    const frame = { startMs, endMs, probability, volume, detector: this.#detector, at: audio.pageOf(endMs) };
    listeners.tell((listener) => listener.frame?.(frame));
  }
}
