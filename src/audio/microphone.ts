import type { AvatarPttError } from '../core/error.js';
import { AudioClock } from './audio-clock.js';
import { addWorklet, resumeAudio } from './audio-context.js';
import type { CapturedSamples } from './capture-gate.js';
import { measureLead } from './capture-latency.js';
import { createCaptureNode } from './capture-node.js';
import type { CaptureBatch, CaptureCommand, CaptureReport } from './capture-protocol.js';
import type { CapturedSound } from './captured-sound.js';
import { Drain } from './drain.js';
import { MicrophoneDevice, whyEnded, type MicrophoneRequest, type OpenedMicrophone } from './microphone-device.js';
import { microphoneError, microphoneObstacle } from './microphone-error.js';
import type { TurnAudio } from './turn-audio.js';
import captureWorklet from 'thread:./capture.worklet.ts';

/** What the capture path reports. Times named `…Ms` are audio time. */
export interface MicrophoneListener {
  batch(batch: CaptureBatch, sampleRate: number): void;
  audio(audio: TurnAudio): void;
  sound(sound: CapturedSound): void;
  gateOpened(turnId: number, startMs: number): void;
  gateClosed(turnId: number, endMs: number): void;
  /** Sound of a turn that waited too long. */
  soundLost(turnId: number, lostMs: number): void;
  /** The device gives sound again. */
  resumed(): void;
  /** The device went away by itself. */
  lost(error: AvatarPttError): void;
}

/**
 * The capture path: one device, opened once and kept warm, an AudioWorklet that holds the gate, and one track behind the
 * gate that is silent unless a turn is open. Everything of it ends in `close`.
 */
export class Microphone {
  readonly #context: AudioContext;
  readonly #listener: MicrophoneListener;
  readonly #workletUrl: string | URL | null;
  readonly #clock: AudioClock;
  readonly #avatar: AudioNode;
  #module: Promise<void> | null = null;
  #node: Promise<AudioWorkletNode> | null = null;
  #live: AudioWorkletNode | null = null;
  #output: MediaStreamAudioDestinationNode | null = null;
  #isTapped = false;
  #isTrackUsed = false;
  #device: MicrophoneDevice | null = null;
  #opening = 0;
  readonly #drain = new Drain();
  #isCalibrating = false;
  #onProbed: (probed: CapturedSamples) => void = () => undefined;

  /** `avatar` is what the user hears of the avatar. */
  constructor(
    context: AudioContext,
    avatar: AudioNode,
    listener: MicrophoneListener,
    workletUrl: string | URL | null = null,
  ) {
    this.#context = context;
    this.#avatar = avatar;
    this.#listener = listener;
    this.#workletUrl = workletUrl;
    this.#clock = new AudioClock(context.sampleRate);
    // Sound that stands still (a phone call, a sleeping device) leaves no more, and its stop must not wait for it.
    context.addEventListener('statechange', () => {
      this.#clock.forget();
      if (context.state !== 'running') this.#drain.giveUp();
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
    const worklet = this.#worklet();
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
    await this.#worklet();
    this.#isTrackUsed = true;
    this.#command({ type: 'use-track' });
    const [track] = this.#output?.stream.getAudioTracks() ?? [];
    if (!track) throw microphoneError('microphone-unsupported');
    return track;
  }

  /** Lets a turn through from `fromMs` (audio time) if known, else from the moment `at` (page time), less `leadMs`. */
  openGate(turnId: number, at: number, fromMs: number | null, leadMs: number): void {
    const { sampleRate } = this.#context;
    this.#look();
    const fromFrame = fromMs === null ? this.#clock.frameAfter(at) : (fromMs * sampleRate) / 1000;
    this.#drain.opened(turnId);
    this.#command({ type: 'open', turnId, fromFrame: fromFrame - (leadMs * sampleRate) / 1000 });
  }

  /** The backend listens: what was held back leaves, and what comes follows. */
  letFlow(turnId: number): void {
    this.#command({ type: 'let-flow', turnId });
  }

  /** Silence from `untilMs` (audio time) if known, else from the moment `at` (page time) on. */
  closeGate(turnId: number, at: number, untilMs: number | null, isDiscarded: boolean): void {
    const { sampleRate } = this.#context;
    this.#look();
    const untilFrame = untilMs === null ? this.#clock.frameUntil(at) : (untilMs * sampleRate) / 1000;
    this.#command({ type: 'close', turnId, untilFrame, isDiscarded });
    if (this.#live && this.#context.state === 'running') this.#drain.expect(turnId);
  }

  /** Resolves when everything of a closed turn has left, with the audio time of its end, ms. */
  drained(turnId: number): Promise<number> {
    return this.#drain.drained(turnId);
  }

  /** Batches of sound below `rms` that is nobody's turn may come up to a fifth of a second late; 0: none. */
  letWait(belowRms: number): void {
    this.#command({ type: 'let-wait', belowRms });
  }

  /** Whether the clock is being measured, for which every look counts. */
  get isCalibrating(): boolean {
    return this.#isCalibrating;
  }

  /** Sends every batch of samples to a detector's port too; null ends it. */
  async listen(port: MessagePort | null): Promise<void> {
    if (port) await this.#worklet();
    this.#command({ type: 'listen', port }, port ? [port] : []);
  }

  /** Reports all sound before the gate together with the avatar's, from the first opening on. */
  tap(isWanted: boolean): void {
    if (isWanted === this.#isTapped) return;
    this.#isTapped = isWanted;
    this.#command({ type: 'tap', isWanted });
  }

  /** The moment (page time, ms) at which was heard what has this audio time. */
  pageOf(audioMs: number): number {
    return this.#clock.pageOf((audioMs * this.#context.sampleRate) / 1000);
  }

  /** Lets go of the device; the gate is silent until another is opened. */
  close(): void {
    this.#opening++;
    this.#device?.close();
    this.#device = null;
  }

  /** Gives up a worklet that is dead: the next opening makes another, behind the same track. */
  renew(): void {
    this.close();
    this.#live?.disconnect();
    if (this.#live) this.#avatar.disconnect(this.#live);
    this.#live = null;
    this.#node = null;
    this.#drain.giveUp();
  }

  #use(device: MicrophoneDevice): void {
    this.#device?.close();
    this.#device = device;
    void this.#calibrate(device);
    device.claim({
      taken: () => {
        this.close();
        this.#listener.lost(microphoneError('microphone-taken'));
      },
      ended: () => void this.#lose(),
      // It stays open: closed, nobody could tell when it gives sound again.
      muted: () => this.#listener.lost(microphoneError('microphone-muted')),
      unmuted: () => this.#listener.resumed(),
    });
  }

  // A measurement that fails leaves the clock on the safe side, as it is where nothing can be measured.
  async #calibrate({ track, closed }: MicrophoneDevice): Promise<void> {
    if (!track) return;
    this.#clock.calibrate(null);
    this.#isCalibrating = true;
    const probe = (): Promise<CapturedSamples> =>
      new Promise((resolve) => {
        this.#onProbed = resolve;
        this.#command({ type: 'probe' });
      });
    const leadMs = await measureLead(track, this.#context.sampleRate, probe, closed).catch(() => null);
    if (closed.aborted) return;
    this.#isCalibrating = false;
    this.#clock.calibrate(leadMs);
  }

  async #lose(): Promise<void> {
    this.close();
    this.#listener.lost(microphoneError(await whyEnded()));
  }

  #worklet(): Promise<AudioWorkletNode> {
    this.#node ??= this.#createWorklet().catch((error: unknown) => {
      this.#node = null;
      throw error;
    });
    return this.#node;
  }

  async #createWorklet(): Promise<AudioWorkletNode> {
    this.#module ??= addWorklet(this.#context, captureWorklet, this.#workletUrl);
    await this.#module.catch((error: unknown) => {
      this.#module = null;
      throw error;
    });
    // One voice is one channel.
    this.#output ??= new MediaStreamAudioDestinationNode(this.#context, { channelCount: 1 });
    const node = createCaptureNode(this.#context, this.#avatar, this.#output, {
      report: (report) => this.#hear(report),
      dead: () => {
        if (this.#live === node) this.#listener.lost(microphoneError('microphone-stopped'));
      },
    });
    this.#look();
    this.#live = node;
    if (this.#isTrackUsed) this.#command({ type: 'use-track' });
    if (this.#isTapped) this.#command({ type: 'tap', isWanted: true });
    return node;
  }

  #hear(report: CaptureReport): void {
    const { sampleRate } = this.#context;
    const toMs = (frame: number): number => (frame * 1000) / sampleRate;
    switch (report.type) {
      case 'batch':
        this.#look();
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
      case 'probed':
        this.#onProbed(report);
        return;
      case 'drained':
        this.#drain.left(report.turnId);
    }
  }

  // Where the sound stood still, nothing that was seen before holds, and in silence the next batch is far.
  #look(): void {
    const { currentTime, sampleRate, state } = this.#context;
    // A clock that stands still says nothing.
    if (state !== 'running') return;
    this.#clock.observe(currentTime * sampleRate, performance.now());
  }

  // Before the worklet exists nothing can leave, so there is nothing to command.
  #command(command: CaptureCommand, transfer: Transferable[] = []): void {
    this.#live?.port.postMessage(command, transfer);
  }
}
