import type { AudioListener, AudioPath, Patience } from '../../src/audio/audio-path.js';
import type { AvatarOutput } from '../../src/audio/avatar-output.js';
import type { MicrophoneRequest, OpenedMicrophone } from '../../src/audio/microphone-device.js';
import type { PartialTurnTaking } from '../../src/core/settings/options.js';
import type { Notice } from '../../src/core/machine/turn-events.js';
import type { Provider, ProviderContext, TurnEnd } from '../../src/providers/provider.js';
import type { Clock } from '../../src/session/clock.js';
import { ConversationSession } from '../../src/session/session.js';
import type { SessionOptions, SessionRecord } from '../../src/session/session-types.js';

/** A clock that the test turns; its alarm rings only when the test says so. */
class StandInClock implements Clock {
  at = 1000;
  alarm: { readonly at: number; readonly wake: () => void } | null = null;

  now(): number {
    return this.at;
  }

  wakeAt(at: number | null, wake: () => void): void {
    this.alarm = at === null ? null : { at, wake };
  }

  /** Time passes and the alarm rings as often as it is due. */
  pass(ms: number): void {
    this.at += ms;
    while (this.alarm && this.alarm.at <= this.at) this.alarm.wake();
  }

  /** Time passes, but the alarm is as late as in a hidden tab. */
  passUnheard(ms: number): void {
    this.at += ms;
  }
}

/** A stand-in for a browser's audio: it opens at once, unless told otherwise, and writes down what it is told. */
export class StandInAudio implements AudioPath {
  readonly orders: string[] = [];
  readonly meter = { volume: 0, noiseFloor: 0, speechProbability: 0, isGateOpen: false, avatarLevel: 0 };
  readonly output: AvatarOutput = {
    playSamples: () => Promise.resolve(),
    playStream: () => Promise.resolve(),
    stop: (fadeSecs) => void this.orders.push(`fade ${fadeSecs}`),
    duck: (isDucked) => void this.orders.push(isDucked ? 'duck' : 'unduck'),
    heardElsewhere: () => undefined,
    level: () => 0,
  };
  /** What the next openings come to. */
  opening: (request: MicrophoneRequest) => Promise<OpenedMicrophone> = ({ deviceId, isEchoCancelled }) =>
    Promise.resolve({ label: 'Stand-in', deviceId, isEchoCancelled });
  draining: Promise<number> = Promise.resolve(Infinity);
  readonly requests: MicrophoneRequest[] = [];
  isClosed = false;
  isDetecting = false;
  /** Starts and ends of the detector. */
  readonly detections: boolean[] = [];
  /** Whether the newest start was urgent. */
  isUrgent = false;
  isTapped = false;
  avatarAt: AudioPath['avatarAt'] = () => 'silent';
  patience: Patience = { framesBelow: 0, isForLevels: false };

  readonly listener: AudioListener;

  constructor(listener: AudioListener) {
    this.listener = listener;
  }

  open(request: MicrophoneRequest): Promise<OpenedMicrophone> {
    this.requests.push(request);
    const opened = this.opening(request);
    void this.#flow(opened);
    return opened;
  }

  // Sound comes at once, as from most devices, but not before it was told that there is one.
  async #flow(opened: Promise<OpenedMicrophone>): Promise<void> {
    await opened.then(
      () =>
        Promise.resolve().then(() => Promise.resolve().then(() => this.listener.send({ type: 'microphone-flowing' }))),
      () => undefined,
    );
  }

  closeMicrophone(): void {
    this.orders.push('close-microphone');
  }

  track(): Promise<MediaStreamTrack> {
    return Promise.reject(new Error('A stand-in has no track.'));
  }

  openGate(turnId: number): void {
    this.meter.isGateOpen = true;
    this.orders.push(`open ${turnId}`);
    this.listener.send({ type: 'gate-opened', turnId, startMs: 0 });
  }

  letFlow(turnId: number): void {
    this.orders.push(`flow ${turnId}`);
  }

  closeGate(turnId: number): void {
    this.meter.isGateOpen = false;
    this.orders.push(`close ${turnId}`);
    this.listener.send({ type: 'gate-closed', turnId, endMs: 0 });
  }

  drained(): Promise<number> {
    return this.draining;
  }

  detect(isWanted: boolean, isUrgent = false): void {
    if (isWanted === this.isDetecting) return;
    this.isDetecting = isWanted;
    this.isUrgent = isUrgent;
    this.detections.push(isWanted);
  }

  letWait(patience: Patience): void {
    this.patience = patience;
  }

  tap(isWanted: boolean): void {
    this.isTapped = isWanted;
  }

  /** What of the microphone is remembered. */
  soundOf: AudioPath['soundOf'] = (fromMs, untilMs) =>
    Promise.resolve({ startMs: fromMs, sampleRate: 16_000, samples: new Float32Array((untilMs - fromMs) * 16) });

  // Sound is heard a tenth of a second after the page's time began.
  pageOf(audioMs: number): number {
    return audioMs + 100;
  }

  unlock(): Promise<void> {
    this.orders.push('unlock');
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }
}

/** A stand-in for a backend that can do everything, and writes down what it is told. */
export class StandInProvider implements Provider {
  readonly name = 'stand-in';
  videoStream: MediaStream | null = null;
  readonly calls: string[] = [];
  context: ProviderContext | null = null;
  /** What commands come to; the next ones too. */
  readonly outcomes: Record<
    'connect' | 'disconnect' | 'startTurn' | 'stopTurn' | 'setServerStt' | 'setMode' | 'sendText',
    () => Promise<void>
  > = {
    connect: () => Promise.resolve(),
    disconnect: () => Promise.resolve(),
    startTurn: () => Promise.resolve(),
    stopTurn: () => Promise.resolve(),
    setServerStt: () => Promise.resolve(),
    setMode: () => Promise.resolve(),
    sendText: () => Promise.resolve(),
  };

  connect(context: ProviderContext): Promise<void> {
    this.context = context;
    return this.#called('connect', 'connect');
  }

  disconnect(): Promise<void> {
    return this.#called('disconnect', 'disconnect');
  }

  startTurn(turnId: number): Promise<void> {
    return this.#called('startTurn', `start ${turnId}`);
  }

  stopTurn(turnId: number, { isDiscarded }: TurnEnd): Promise<void> {
    return this.#called('stopTurn', `stop ${turnId}${isDiscarded ? ' discarded' : ''}`);
  }

  setServerStt(isEnabled: boolean): Promise<void> {
    return this.#called('setServerStt', isEnabled ? 'stt on' : 'stt off');
  }

  setMode(mode: string): Promise<void> {
    return this.#called('setMode', mode);
  }

  sendText(text: string): Promise<void> {
    return this.#called('sendText', `text ${text}`);
  }

  interrupt(): Promise<void> {
    this.calls.push('interrupt');
    return Promise.resolve();
  }

  #called(what: keyof StandInProvider['outcomes'], inWords: string): Promise<void> {
    this.calls.push(inWords);
    return this.outcomes[what]();
  }
}

/** A real session between two stand-ins, on a clock of the test. */
export class Stage {
  readonly clock = new StandInClock();
  readonly provider = new StandInProvider();
  readonly audios: StandInAudio[] = [];
  readonly records: SessionRecord[] = [];
  readonly session: ConversationSession;
  /** Told of each audio before it is used. */
  onAudio: (audio: StandInAudio) => void = () => {};

  constructor(turnTaking: PartialTurnTaking = {}, options: Partial<SessionOptions> = {}) {
    this.session = new ConversationSession(
      {
        provider: this.provider,
        clock: this.clock,
        turnTaking: { mode: 'push-to-talk', ...turnTaking },
        pressPolicy: { tapMs: 0 },
        ...options,
      },
      (listener) => {
        const audio = new StandInAudio(listener);
        this.audios.push(audio);
        this.onAudio(audio);
        return audio;
      },
    );
    this.session.subscribe((record) => this.records.push(record));
  }

  get audio(): StandInAudio {
    return this.audios.at(-1)!;
  }

  /** Connected, the device open, the avatar ready. */
  async joined(): Promise<this> {
    await this.session.connect();
    this.provider.context!.emit({ type: 'avatar-ready' });
    await settled();
    return this;
  }

  /** What was told to people, in few words. */
  told(): string[] {
    return this.records.flatMap(({ effects }) =>
      effects.flatMap((effect) => (effect.type === 'announce' ? [inWords(effect.notice)] : [])),
    );
  }
}

/** Whatever was under way, and waits for nothing from outside, is done. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setTimeout(resolve));
}

/** What a promise was rejected with, by its code. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'resolved';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

/** A promise that is settled from outside. */
export function later<T = void>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
} {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((...ends) => ([resolve, reject] = ends));
  return { promise, resolve, reject };
}

function inWords(notice: Notice): string {
  if ('code' in notice) return `error ${notice.code}`;
  return 'reason' in notice ? `${notice.type} ${notice.reason}` : notice.type;
}
