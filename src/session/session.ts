import type { AudioMeter } from '../audio/audio-path.js';
import { AvatarPttError, toAvatarPttError } from '../core/error.js';
import { textRefusal } from '../core/machine/refusal.js';
import { DEFAULT_TURN_TAKING, mergeTurnTaking, withImpliedCustom } from '../core/settings/merge-turn-taking.js';
import {
  DEFAULT_PRESS_POLICY,
  type ConversationMode,
  type PartialTurnTaking,
  type PressPolicy,
  type TurnTakingOptions,
} from '../core/settings/options.js';
import { mergePressPolicy } from '../core/settings/press-policy.js';
import type { TurnEffect, TurnEvent } from '../core/machine/turn-events.js';
import { initialTurnState, needsDetector, type PressSource, type TurnState } from '../core/machine/turn-state.js';
import type { TurnTiming } from '../core/machine/turn-timing.js';
import { pageClock, type Clock } from './clock.js';
import { Connection, type OpenAudio } from './connection.js';
import { SoundListeners } from './sound-listeners.js';
import { Loop } from './loop.js';
import { noticesOf } from './notices.js';
import type {
  AnalyzerInForce,
  DetectorInForce,
  ListenOptions,
  MicrophoneChoice,
  Session,
  SessionInput,
  SessionLog,
  SessionOptions,
  SessionRecord,
  SoundListener,
} from './session-types.js';
import { until, untilMode } from './until.js';
import { connectionClosed } from './wire.js';

const NO_METER: AudioMeter = { volume: 0, noiseFloor: 0, speechProbability: 0, isGateOpen: false, avatarLevel: 0 };

/** A conversation: what a person or a page does becomes an event, and what the machine decides is done by a connection. */
export class ConversationSession implements Session {
  readonly #options: SessionOptions;
  readonly #openAudio: OpenAudio;
  readonly #clock: Clock;
  readonly #loop: Loop;
  readonly #listeners = new SoundListeners(() => {
    this.#follow();
  });
  readonly #closing = new AbortController();
  readonly initial: TurnState;
  #connection: Connection | null = null;
  #teardown: Promise<void> = Promise.resolve();
  #detector: DetectorInForce | null = null;
  #isPlaybackBlocked = false;
  #leaves = 0;

  constructor(options: SessionOptions, openAudio: OpenAudio) {
    this.#options = options;
    this.#openAudio = openAudio;
    this.#clock = options.clock ?? pageClock();
    const turnTaking = mergeTurnTaking(DEFAULT_TURN_TAKING, withImpliedCustom(options.turnTaking ?? {}));
    const initial = initialTurnState(turnTaking, mergePressPolicy(DEFAULT_PRESS_POLICY, options.pressPolicy ?? {}));
    this.initial = { ...initial, deviceId: options.microphone?.deviceId ?? '' };
    const host = {
      run: (effect: TurnEffect): void => this.#do(effect),
      decided: (event: TurnEvent): void => this.#decided(event),
    };
    this.#loop = new Loop(this.initial, this.#clock, host, options.logLimit);
  }

  get state(): TurnState {
    return this.#loop.state;
  }

  get log(): SessionLog {
    return this.#loop.log;
  }

  get turns(): readonly TurnTiming[] {
    return this.#loop.turns;
  }

  get meter(): AudioMeter {
    return this.#connection?.audio.meter ?? NO_METER;
  }

  get detector(): DetectorInForce | null {
    return this.#detector;
  }

  get analyzer(): AnalyzerInForce | null {
    return this.#connection?.analyzer ?? null;
  }

  get isPlaybackBlocked(): boolean {
    return this.#isPlaybackBlocked;
  }

  get videoStream(): MediaStream | null {
    return this.#connection ? (this.#options.provider.videoStream ?? null) : null;
  }

  send(event: SessionInput): TurnState {
    this.#loop.send(event);
    return this.state;
  }

  subscribe(listener: (record: SessionRecord) => void, { signal }: { readonly signal?: AbortSignal } = {}): () => void {
    return this.#loop.listeners.add(listener, signal);
  }

  listen(listener: SoundListener, options: ListenOptions = {}): () => void {
    return this.#listeners.add(listener, options);
  }

  async connect(): Promise<void> {
    const leaves = this.#leaves;
    await this.#left();
    // Whoever left meanwhile, or closed for good, does not want to be connected any more.
    if (this.#closing.signal.aborted || this.#leaves !== leaves) throw connectionClosed();
    await until(
      this,
      ({ connection }) => connection === 'connected',
      ({ connection }) => connection === 'failed' || connection === 'disconnected',
      { type: 'connect' },
    );
  }

  async disconnect(): Promise<void> {
    this.#leaves++;
    this.send({ type: 'disconnect' });
    // Also where that is not decided yet, or can't be: nobody who has left may be heard.
    this.#leave();
    await this.#left();
  }

  press(source: PressSource = 'app', at?: number): boolean {
    // A press is a gesture, and may be the one that the browser waits for.
    if (this.#isPlaybackBlocked) void this.unlock().catch(() => undefined);
    const decided = this.#loop.send({ type: 'press', source, ...(at !== undefined && { at }) });
    return !decided.some((record) => noticesOf(record).some(({ type }) => type === 'press-refused'));
  }

  release(source: PressSource = 'app', at?: number): void {
    this.send({ type: 'release', source, ...(at !== undefined && { at }) });
  }

  interrupt(): void {
    this.send({ type: 'interrupt' });
  }

  releaseLock(): void {
    this.send({ type: 'release-lock' });
  }

  async setMode(mode: ConversationMode): Promise<void> {
    mergeTurnTaking(this.state.options, { mode });
    const { connection } = this.state;
    this.send({ type: 'set-mode', mode });
    if (connection !== 'connected') {
      throw new AvatarPttError('not-connected', 'The mode can be switched only while connected.');
    }
    await untilMode(this, mode);
  }

  sendText(text: string): Promise<void> {
    const refusal = textRefusal(this.state);
    if (refusal) return Promise.reject(new AvatarPttError(...refusal));
    this.send({ type: 'send-text', text });
    return Promise.resolve();
  }

  setTurnTaking(patch: PartialTurnTaking): TurnTakingOptions {
    const { options, connection } = this.state;
    const next = mergeTurnTaking(options, withImpliedCustom(patch, options.turnDetection));
    this.send({ type: 'set-options', options: next });
    // Once connected the mode is settled by its own event, because a turn may be in progress.
    if (next.mode !== options.mode && connection === 'connected') this.send({ type: 'set-mode', mode: next.mode });
    return this.state.options;
  }

  setPressPolicy(policy: Partial<PressPolicy>): void {
    this.send({ type: 'set-press-policy', pressPolicy: mergePressPolicy(this.state.pressPolicy, policy) });
  }

  async unlock(): Promise<void> {
    await this.#connection?.audio.unlock();
  }

  async microphones(): Promise<readonly MicrophoneChoice[]> {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices.filter(({ kind }) => kind === 'audioinput').map(({ deviceId, label }) => ({ deviceId, label }));
  }

  setMicrophone(deviceId: string): Promise<void> {
    return this.#openedBy({ type: 'set-microphone', deviceId });
  }

  reopenMicrophone(): Promise<void> {
    return this.#openedBy({ type: 'reopen-microphone' });
  }

  async #openedBy(event: SessionInput): Promise<void> {
    this.send(event);
    if (this.state.microphone !== 'opening') return;
    await until(
      this,
      ({ microphone }) => microphone === 'open',
      ({ microphone }) => microphone !== 'open' && microphone !== 'opening',
    );
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.disconnect();
    this.#loop.close();
    this.#listeners.clear();
  }

  #decided(event: TurnEvent): void {
    // What is about the machinery and not about turns.
    if (event.type === 'detector-changed') {
      this.#detector = { name: event.detector, reason: event.reason };
    } else if (event.type === 'playback-blocked' || event.type === 'playback-unlocked') {
      this.#isPlaybackBlocked = event.type === 'playback-blocked';
    } else if (event.type === 'pause-answered') {
      this.#connection?.answered(event.askedMs, event.completeness);
    }
    this.#follow();
  }

  #follow(): void {
    try {
      this.#connection?.follow(needsDetector(this.state));
    } catch (error) {
      reportError(error);
    }
  }

  // What throws here (a browser without audio, a provider's mistake) is an event like any other, or the loop would stand still.
  #do(effect: TurnEffect): void {
    try {
      this.#run(effect);
    } catch (thrown) {
      const { code, message } = toAvatarPttError(thrown, 'effect-failed');
      // What could not be closed gently is closed.
      if (effect.type === 'close-gate') this.#connection?.silence();
      this.send(
        effect.type === 'connect-provider'
          ? { type: 'connect-failed', code, message }
          : { type: 'effect-failed', effect: effect.type, code, message },
      );
    }
  }

  #run(effect: TurnEffect): void {
    // What is announced is for those who subscribe.
    if (effect.type === 'announce') return;
    if (effect.type === 'connect-provider') {
      const connection = this.#open();
      this.#connection = connection;
      void this.#left().then(() => connection.connect());
    } else if (effect.type === 'disconnect-provider') {
      this.#leave();
    } else {
      this.#connection?.run(effect);
    }
  }

  #leave(): void {
    const connection = this.#connection;
    if (!connection) return;
    this.#connection = null;
    this.#detector = null;
    this.#isPlaybackBlocked = false;
    const before = this.#teardown;
    this.#teardown = connection.close().then(() => before);
  }

  /** Resolves when everybody has left who was told to, also while this waits. */
  async #left(): Promise<void> {
    for (let seen: unknown = null; seen !== this.#teardown;) {
      seen = this.#teardown;
      await this.#teardown;
    }
  }

  #open(): Connection {
    const { provider, workletUrl, workerUrl, microphone } = this.#options;
    return new Connection({
      provider,
      openAudio: this.#openAudio,
      setup: {
        workletUrl: workletUrl ?? null,
        workerUrl: workerUrl ?? null,
        mayCatchUp: microphone?.catchUp !== false,
      },
      constraints: microphone?.constraints ?? {},
      state: () => this.state,
      send: (event) => {
        this.send(event);
      },
      listeners: this.#listeners,
      beat: this.#loop.beat,
      isLast: () => this.#connection === null,
    });
  }
}
