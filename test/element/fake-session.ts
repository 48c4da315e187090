import { mergeTurnTaking, DEFAULT_TURN_TAKING } from '../../src/core/settings/merge-turn-taking.js';
import {
  DEFAULT_PRESS_POLICY,
  type ConversationMode,
  type PartialTurnTaking,
  type PressPolicy,
  type TurnTakingOptions,
} from '../../src/core/settings/options.js';
import { AvatarPttError } from '../../src/core/error.js';
import { transition } from '../../src/core/machine/turn-machine.js';
import { initialTurnState, type PressSource, type TurnState } from '../../src/core/machine/turn-state.js';
import type { TurnEffect, TurnEvent } from '../../src/core/machine/turn-events.js';
import type {
  DetectorInForce,
  ListenOptions,
  MicrophoneChoice,
  Session,
  SessionInput,
  SessionOptions,
  SessionRecord,
  SoundListener,
} from '../../src/session/session-types.js';

/** Which outcomes come by themselves; the others are sent by the test. */
export interface Outcomes {
  connect: boolean;
  ready: boolean;
  microphone: boolean;
  start: boolean;
  stop: boolean;
  mode: boolean;
}

/** A stand-in for the session: the real machine, with a backend and a device that answer at once. */
export class FakeSession implements Session {
  state: TurnState;
  readonly initial: TurnState;
  readonly sent: TurnEvent[] = [];
  readonly effects: TurnEffect[] = [];
  readonly outcomes: Outcomes = { connect: true, ready: true, microphone: true, start: true, stop: true, mode: true };
  readonly meter = { volume: 0, noiseFloor: 0, speechProbability: 0, isGateOpen: false, avatarLevel: 0 };
  readonly turns = [];
  detector: DetectorInForce | null = null;
  isPlaybackBlocked = false;
  videoStream: MediaStream | null = null;
  isClosed = false;
  unlocks = 0;
  deviceIds: string[] = [];
  choices: readonly MicrophoneChoice[] = [];
  readonly listeners = new Set<(record: SessionRecord) => void>();
  /** Who listens; a test calls them with what is to be heard. */
  readonly ears = new Map<SoundListener, ListenOptions>();
  readonly #records: SessionRecord[] = [];
  readonly #inbox: TurnEvent[] = [];
  #isBusy = false;

  constructor(given: SessionOptions) {
    const options = mergeTurnTaking(DEFAULT_TURN_TAKING, given.turnTaking ?? {});
    this.state = initialTurnState(options, { ...DEFAULT_PRESS_POLICY, ...given.pressPolicy });
    this.initial = this.state;
  }

  get log(): Session['log'] {
    const records = this.#records;
    return { length: records.length, dropped: 0, [Symbol.iterator]: () => records[Symbol.iterator]() };
  }

  /** The inputs of one type, as they were sent. */
  sentOf<T extends TurnEvent['type']>(type: T): Extract<TurnEvent, { type: T }>[] {
    return this.sent.filter((event): event is Extract<TurnEvent, { type: T }> => event.type === type);
  }

  send(input: SessionInput): TurnState {
    this.#inbox.push({ ...input, at: input.at ?? performance.now() });
    if (this.#isBusy) return this.state;
    this.#isBusy = true;
    for (let event = this.#inbox.shift(); event; event = this.#inbox.shift()) this.#take(event);
    this.#isBusy = false;
    return this.state;
  }

  #take(event: TurnEvent): void {
    this.sent.push(event);
    const [state, effects] = transition(this.state, event);
    this.state = state;
    this.meter.isGateOpen = state.turn?.gate === 'open';
    this.effects.push(...effects);
    if (event.type === 'playback-blocked') this.isPlaybackBlocked = true;
    if (event.type === 'playback-unlocked') this.isPlaybackBlocked = false;
    for (const effect of effects) this.#answer(effect);
    const record = { seq: this.#records.length + 1, at: event.at, event, state, effects };
    this.#records.push(record);
    for (const listener of [...this.listeners]) listener(record);
  }

  #answer(effect: TurnEffect): void {
    const { outcomes } = this;
    switch (effect.type) {
      case 'connect-provider':
        if (outcomes.connect) this.answerConnect();
        return;
      case 'open-microphone':
        if (outcomes.microphone) this.#openMicrophone(effect.isEchoCancelled);
        return;
      case 'start-turn':
        if (outcomes.start) this.send({ type: 'start-acknowledged', turnId: effect.turnId });
        return;
      case 'stop-turn':
        if (outcomes.stop) this.send({ type: 'stop-acknowledged', turnId: effect.turnId });
        return;
      case 'apply-mode':
        if (outcomes.mode) this.send({ type: 'mode-applied', mode: effect.mode });
        return;
      case 'disconnect-provider':
      case 'close-microphone':
      case 'open-gate':
      case 'let-flow':
      case 'close-gate':
      case 'set-server-stt':
      case 'interrupt-avatar':
      case 'ask-to-be-heard':
      case 'duck-avatar':
      case 'apply-turn-taking':
      case 'send-text':
      case 'announce':
        return;
    }
  }

  #openMicrophone(isEchoCancelled: boolean): void {
    this.send({ type: 'microphone-opened', label: 'Stand-in', isEchoCancelled });
    this.send({ type: 'microphone-flowing' });
  }

  answerConnect(): void {
    this.send({ type: 'connected', capabilities: { serverStt: true, interrupt: true, sendText: true } });
    if (this.outcomes.ready) this.send({ type: 'avatar-ready' });
  }

  subscribe(listener: (record: SessionRecord) => void, options: { readonly signal?: AbortSignal } = {}): () => void {
    this.listeners.add(listener);
    const stop = (): void => void this.listeners.delete(listener);
    options.signal?.addEventListener('abort', stop);
    return stop;
  }

  listen(listener: SoundListener, options: ListenOptions = {}): () => void {
    this.ears.set(listener, options);
    const stop = (): void => void this.ears.delete(listener);
    options.signal?.addEventListener('abort', stop);
    return stop;
  }

  connect(): Promise<void> {
    this.send({ type: 'connect' });
    if (this.state.connection === 'connected') return Promise.resolve();
    return new Promise((resolve, reject) => {
      const stop = this.subscribe(({ state, event }) => {
        if (state.connection === 'connecting') return;
        stop();
        if (state.connection === 'connected') resolve();
        else
          reject(
            new AvatarPttError(
              'code' in event ? event.code : 'disconnected',
              'message' in event ? (event.message ?? '') : '',
            ),
          );
      });
    });
  }

  disconnect(): Promise<void> {
    this.send({ type: 'disconnect' });
    return Promise.resolve();
  }

  press(source: PressSource = 'app', at = performance.now()): boolean {
    const refused = (): number =>
      this.effects.filter((effect) => effect.type === 'announce' && effect.notice.type === 'press-refused').length;
    const before = refused();
    this.send({ type: 'press', source, at });
    return refused() === before && this.state.turn !== null;
  }

  release(source: PressSource = 'app', at = performance.now()): void {
    this.send({ type: 'release', source, at });
  }

  interrupt(): void {
    this.send({ type: 'interrupt' });
  }

  releaseLock(): void {
    this.send({ type: 'release-lock' });
  }

  setMode(mode: ConversationMode): Promise<void> {
    this.send({ type: 'set-mode', mode });
    return this.state.mode === mode ? Promise.resolve() : Promise.reject(new AvatarPttError('not-connected', 'No.'));
  }

  sendText(text: string): Promise<void> {
    this.send({ type: 'send-text', text });
    return Promise.resolve();
  }

  setTurnTaking(patch: PartialTurnTaking): TurnTakingOptions {
    this.send({ type: 'set-options', options: mergeTurnTaking(this.state.options, patch) });
    return this.state.options;
  }

  setPressPolicy(pressPolicy: PressPolicy): void {
    this.send({ type: 'set-press-policy', pressPolicy });
  }

  unlock(): Promise<void> {
    this.unlocks++;
    this.send({ type: 'playback-unlocked' });
    return Promise.resolve();
  }

  microphones(): Promise<readonly MicrophoneChoice[]> {
    return Promise.resolve(this.choices);
  }

  setMicrophone(deviceId: string): Promise<void> {
    this.deviceIds.push(deviceId);
    return Promise.resolve();
  }

  reopenMicrophone(): Promise<void> {
    this.send({ type: 'reopen-microphone' });
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.isClosed = true;
    this.listeners.clear();
    this.ears.clear();
    return this.disconnect();
  }
}
