import type { AvatarPttError } from '../core/error.js';
import type { Lateness } from '../core/machine/turn-events.js';
import { AudioClock } from './audio-clock.js';
import { resumeAudio } from './audio-context.js';
import { CaptureNode } from './capture-node.js';
import type { CaptureBatch, CaptureReport } from './capture-protocol.js';
import type { CapturedSound } from './captured-sound.js';
import { Drain } from './drain.js';
import { MicrophoneDevice, whyEnded, type MicrophoneRequest, type OpenedMicrophone } from './microphone-device.js';
import { microphoneError, microphoneObstacle } from './microphone-error.js';
import type { TurnAudio } from './turn-audio.js';

/** What the capture path reports. Times named `…Ms` are audio time. */
export interface MicrophoneListener {
  batch(batch: CaptureBatch, sampleRate: number): void;
  audio(audio: TurnAudio): void;
  sound(sound: CapturedSound): void;
  gateOpened(turnId: number, startMs: number): void;
  gateClosed(turnId: number, endMs: number): void;
  /** So much of a turn waited for longer than sound is kept. */
  soundLost(turnId: number, lostMs: number): void;
  /** All of a turn has left by the track. */
  turnSent(turnId: number, lateness: Lateness): void;
  /** The device went away by itself, or gives nothing any more. */
  lost(error: AvatarPttError): void;
  /** What gave nothing any more does so again. */
  resumed(): void;
}

/**
 * The capture path: one device, opened once and kept warm, an AudioWorklet that holds the gate, and one track behind the
 * gate that is silent unless a turn is open. Everything of it ends in `close`.
 */
export class Microphone {
  readonly #context: AudioContext;
  readonly #listener: MicrophoneListener;
  readonly #clock: AudioClock;
  readonly #node: CaptureNode;
  readonly #drain = new Drain();
  #device: MicrophoneDevice | null = null;
  #opening = 0;
  #isTapped = false;

  /** `avatar`: what is heard of the avatar. */
  constructor(
    context: AudioContext,
    avatar: AudioNode,
    listener: MicrophoneListener,
    { workletUrl, mayCatchUp }: { readonly workletUrl: string | URL | null; readonly mayCatchUp: boolean },
  ) {
    this.#context = context;
    this.#listener = listener;
    this.#node = new CaptureNode(context, workletUrl, avatar, {
      report: (report) => this.#hear(report),
      stopped: () => this.#stop(),
      resumed: () => listener.resumed(),
    });
    this.#node.orderForGood({ type: 'catch-up', isWanted: mayCatchUp });
    this.#clock = new AudioClock(context.sampleRate);
    // Sound that stands still (a phone call, a sleeping device) leaves no more, and its stop must not wait for it.
    context.addEventListener('statechange', () => {
      const isRunning = context.state === 'running';
      this.#clock.standStill(isRunning ? 0 : context.currentTime * context.sampleRate);
      if (!isRunning) this.#drain.giveUp();
    });
  }

  /**
   * Opens a device, in place of the one that was open.
   * @throws AvatarPttError whose code names the cause: denied, dismissed, policy, insecure, not found, busy, constraint.
   */
  async open(request: MicrophoneRequest): Promise<OpenedMicrophone> {
    const obstacle = microphoneObstacle();
    if (obstacle) throw obstacle;
    if (this.#context.state === 'closed') throw microphoneError('microphone-closed');
    const attempt = ++this.#opening;
    const worklet = this.#node.ready();
    // Awaited below, after the device; a failure before that is not unhandled.
    worklet.catch(() => undefined);
    const device = await MicrophoneDevice.request(request);
    try {
      const node = await worklet;
      await resumeAudio(this.#context);
      if (attempt !== this.#opening) throw microphoneError('microphone-taken');
      device.connect(this.#context, node);
    } catch (error) {
      device.close();
      throw error;
    }
    this.#use(device);
    return device.describe();
  }

  /** The track behind the gate: always live, silent while the gate is closed. */
  async track(): Promise<MediaStreamTrack> {
    await this.#node.ready();
    this.#node.orderForGood({ type: 'use-track' });
    const { track } = this.#node;
    if (!track) throw microphoneError('microphone-unsupported');
    return track;
  }

  /** Lets a turn through from `fromMs` (audio time) if known, else from the moment `at` (page time), less `leadMs`. */
  openGate(turnId: number, at: number, fromMs: number | null, leadMs: number): void {
    const { sampleRate } = this.#context;
    this.#look();
    const fromFrame = fromMs === null ? this.#clock.frameAfter(at - leadMs) : ((fromMs - leadMs) * sampleRate) / 1000;
    this.#drain.opened(turnId);
    this.#node.order({ type: 'open', turnId, fromFrame });
  }

  /** The backend listens: what was held back leaves, and what comes follows. */
  letFlow(turnId: number): void {
    this.#node.order({ type: 'let-flow', turnId });
  }

  /** Silence from `untilMs` (audio time) if known, else from the moment `at` (page time) on. */
  closeGate(turnId: number, at: number, untilMs: number | null, isDiscarded: boolean): void {
    const { sampleRate } = this.#context;
    this.#look();
    const untilFrame = untilMs === null ? this.#clock.frameUntil(at) : (untilMs * sampleRate) / 1000;
    this.#node.order({ type: 'close', turnId, untilFrame, isDiscarded });
    if (this.#node.isLive && this.#context.state === 'running') this.#drain.expect(turnId);
  }

  /** Resolves when everything of a closed turn has left, with the audio time of its end, ms. */
  drained(turnId: number): Promise<number> {
    return this.#drain.drained(turnId);
  }

  /** Batches of sound below `rms` that is nobody's turn may come up to a fifth of a second late; 0: none. */
  letWait(belowRms: number): void {
    this.#node.orderForGood({ type: 'let-wait', belowRms });
  }

  /** Sends every batch of samples to a detector's port too; null ends it. */
  async listen(port: MessagePort | null): Promise<void> {
    if (port) await this.#node.ready();
    this.#node.order({ type: 'listen', port }, port ? [port] : []);
  }

  /** Starts or ends the reports of all sound before the gate together with the avatar's. */
  tap(isWanted: boolean): void {
    // Said again it would begin anew, and lose what it has gathered.
    if (isWanted === this.#isTapped) return;
    this.#isTapped = isWanted;
    this.#node.orderForGood({ type: 'tap', isWanted });
  }

  /** The moment (page time, ms) at which was heard what has this audio time. */
  pageOf(audioMs: number): number {
    return this.#clock.pageOf((audioMs * this.#context.sampleRate) / 1000);
  }

  /** Lets go of the device; the gate is silent until another is opened. */
  close(): void {
    this.#opening++;
    this.#node.watch(false);
    this.#device?.close();
    this.#device = null;
  }

  #use(device: MicrophoneDevice): void {
    this.#device?.close();
    this.#device = device;
    this.#node.watch(true);
    const attempt = this.#opening;
    device.claim({
      taken: () => {
        this.close();
        this.#listener.lost(microphoneError('microphone-taken'));
      },
      ended: () => void this.#lose(),
      // It is kept: only from it can be heard that it is unmuted. One that is being replaced may be muted for that.
      muted: () => {
        if (attempt === this.#opening) this.#listener.lost(microphoneError('microphone-muted'));
      },
      unmuted: () => this.#listener.resumed(),
    });
  }

  // The worklet is dead, or the context stands still untold: the next opening makes another node.
  #stop(): void {
    this.#drain.giveUp();
    if (!this.#device) return;
    this.close();
    this.#listener.lost(microphoneError('microphone-stopped'));
  }

  async #lose(): Promise<void> {
    this.close();
    this.#listener.lost(microphoneError(await whyEnded()));
  }

  #hear(report: CaptureReport): void {
    const { sampleRate } = this.#context;
    const toMs = (frame: number): number => (frame * 1000) / sampleRate;
    switch (report.type) {
      case 'batch':
        this.#look();
        if (this.#device?.isLive === false) void this.#lose();
        this.#listener.batch(report, sampleRate);
        return;
      case 'audio':
        this.#listener.audio({
          turnId: report.turnId,
          samples: report.samples,
          sampleRate,
          startMs: toMs(report.startFrame),
        });
        return;
      case 'sound': {
        const { startFrame, microphone, avatar } = report;
        this.#listener.sound({ startMs: toMs(startFrame), sampleRate, microphone, avatar });
        return;
      }
      case 'opened':
        this.#listener.gateOpened(report.turnId, toMs(report.startFrame));
        return;
      case 'closed':
        this.#drain.closed(report.turnId, toMs(report.endFrame));
        this.#listener.gateClosed(report.turnId, toMs(report.endFrame));
        return;
      case 'lost':
        this.#listener.soundLost(report.turnId, toMs(report.frames));
        return;
      case 'drained': {
        const { turnId, departure } = report;
        this.#drain.left(turnId);
        if (!departure) return;
        const { firstLate, lastLate, caughtUp } = departure;
        this.#listener.turnSent(turnId, {
          firstLateMs: toMs(firstLate),
          lastLateMs: toMs(lastLate),
          caughtUpMs: toMs(caughtUp),
        });
      }
    }
  }

  // Also at each press: in silence the next batch is far. A clock that stands still says nothing.
  #look(): void {
    const { currentTime, sampleRate, state } = this.#context;
    if (state !== 'running') return;
    this.#clock.observe(currentTime * sampleRate, performance.now());
  }
}
