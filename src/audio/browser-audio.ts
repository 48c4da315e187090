import type { AvatarPttError } from '../core/error.js';
import { AudioClock } from './audio-clock.js';
import { resumeAudio } from './audio-context.js';
import type { AudioListener, AudioMeter, AudioPath, AudioSetup, Patience } from './audio-path.js';
import type { AvatarSound } from './avatar-echo.js';
import { CaptureNode } from './capture-node.js';
import type { SoundStretch } from './captured-sound.js';
import type { CaptureReport } from './capture-protocol.js';
import type { Departure } from './catch-up.js';
import { Drain } from './drain.js';
import { MicrophoneDevice, whyEnded, type MicrophoneRequest, type OpenedMicrophone } from './microphone-device.js';
import { microphoneError, microphoneObstacle } from './microphone-error.js';
import { SpeakerOutput } from './output.js';
import { SoundMeter } from './sound-meter.js';
import { SpeechDetection } from './speech-detection.js';

/**
 * The audio of a browser. Call it in a user's gesture, or the browser may keep it suspended.
 * @throws AvatarPttError `microphone-insecure`, or `microphone-unsupported`, in a browser without AudioWorklet.
 */
export function openAudioPath(listener: AudioListener, setup: AudioSetup): AudioPath {
  if (typeof AudioContext === 'undefined' || typeof AudioWorkletNode === 'undefined') {
    // Where a page is not secure, some browsers have no worklets either.
    throw microphoneObstacle() ?? microphoneError('microphone-unsupported');
  }
  return new BrowserAudio(listener, setup);
}

/** More than the clocks of devices jitter, and less than anybody hears. */
const MAX_BEHIND_MS = 15;

/**
 * One device, opened once and kept warm, an AudioWorklet that holds the gate, and one track behind the gate that is silent
 * unless a turn is open; beside them the avatar's voice, on the same clock. Everything of it ends in `close`.
 */
class BrowserAudio implements AudioPath {
  readonly output: SpeakerOutput;
  readonly #listener: AudioListener;
  // The least that the device can do: with the default of 10 ms a turn is heard 20 ms later at the far end, which waits for
  // the most uneven of what comes. No sound was lost by it on a machine that was busy threefold.
  readonly #context = new AudioContext({ latencyHint: 0 });
  readonly #clock = new AudioClock(this.#context.sampleRate);
  readonly #node: CaptureNode;
  readonly #drain = new Drain();
  readonly #detection: SpeechDetection;
  readonly #sound: SoundMeter;
  #device: MicrophoneDevice | null = null;
  #opening = 0;
  #isTapped = false;
  #isSuspended = false;
  #isClosing = false;

  constructor(listener: AudioListener, { workletUrl, workerUrl, mayCatchUp }: AudioSetup) {
    const context = this.#context;
    this.#listener = listener;
    this.output = new SpeakerOutput(context, (isBlocked) => {
      listener.send({ type: isBlocked ? 'playback-blocked' : 'playback-unlocked' });
    });
    const node = new CaptureNode(context, workletUrl, this.output.bus, {
      report: (report) => this.#receive(report),
      stopped: () => this.#stop(),
      resumed: () => listener.resumed(),
    });
    this.#node = node;
    node.orderForGood({ type: 'catch-up', isWanted: mayCatchUp });
    this.#detection = new SpeechDetection(this, context.sampleRate, workerUrl, listener);
    this.#sound = new SoundMeter({
      output: this.output,
      detection: this.#detection,
      listener,
      letWait: (belowRms) => node.orderForGood({ type: 'let-wait', belowRms }),
    });
    context.addEventListener('statechange', () => this.#stateChanged());
  }

  get meter(): AudioMeter {
    return this.#sound.reading;
  }

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
      this.#connect(device, node);
    } catch (error) {
      device.close();
      throw error;
    }
    this.#use(device);
    this.#isSuspended = false;
    this.#sound.begin();
    return device.describe();
  }

  closeMicrophone(): void {
    this.#isSuspended = false;
    this.#sound.end();
    this.#closeDevice();
  }

  async track(): Promise<MediaStreamTrack> {
    await this.#node.ready();
    this.#node.orderForGood({ type: 'use-track' });
    const { track } = this.#node;
    if (!track) throw microphoneError('microphone-unsupported');
    return track;
  }

  openGate(turnId: number, at: number, fromMs: number | null, leadMs: number): void {
    const { sampleRate } = this.#context;
    this.#look();
    const fromFrame = fromMs === null ? this.#clock.frameAfter(at - leadMs) : ((fromMs - leadMs) * sampleRate) / 1000;
    this.#drain.opened(turnId);
    this.#node.order({ type: 'open', turnId, fromFrame });
  }

  letFlow(turnId: number): void {
    this.#node.order({ type: 'let-flow', turnId });
  }

  closeGate(turnId: number, at: number, untilMs: number | null, isDiscarded: boolean): void {
    const { sampleRate } = this.#context;
    this.#look();
    const untilFrame = untilMs === null ? this.#clock.frameUntil(at) : (untilMs * sampleRate) / 1000;
    this.#node.order({ type: 'close', turnId, untilFrame, isDiscarded });
    if (this.#node.isLive && this.#context.state === 'running') this.#drain.expect(turnId);
  }

  drained(turnId: number): Promise<number> {
    return this.#drain.drained(turnId);
  }

  detect(isWanted: boolean, isUrgent?: boolean): void {
    this.#detection.want(isWanted, isUrgent);
  }

  letWait({ framesBelow, isForLevels }: Patience): void {
    this.#detection.letWaitBelow(framesBelow);
    this.#sound.letWait(isForLevels);
  }

  async listen(port: MessagePort | null): Promise<void> {
    if (port) await this.#node.ready();
    this.#node.order({ type: 'listen', port }, port ? [port] : []);
  }

  tap(isWanted: boolean): void {
    // Said again it would begin anew, and lose what it has gathered.
    if (isWanted === this.#isTapped) return;
    this.#isTapped = isWanted;
    this.#node.orderForGood({ type: 'tap', isWanted });
  }

  async soundOf(fromMs: number, untilMs: number): Promise<SoundStretch | null> {
    const { sampleRate } = this.#context;
    const toFrame = (ms: number): number => Math.round((ms * sampleRate) / 1000);
    const copied = await this.#node.copy(toFrame(fromMs), toFrame(untilMs));
    return copied && { startMs: (copied.startFrame * 1000) / sampleRate, sampleRate, samples: copied.samples };
  }

  avatarAt(startMs: number, endMs: number): AvatarSound {
    return this.#sound.echo.at(startMs, endMs);
  }

  pageOf(audioMs: number): number {
    return this.#clock.pageOf((audioMs * this.#context.sampleRate) / 1000);
  }

  async unlock(): Promise<void> {
    await resumeAudio(this.#context);
    await this.output.unlock();
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#detection.want(false);
    this.closeMicrophone();
    this.output.close();
    if (this.#context.state !== 'closed') await this.#context.close();
  }

  #connect(device: MicrophoneDevice, node: AudioNode): void {
    device.connect(this.#context, node);
    this.#clock.begin();
  }

  // A browser keeps what comes while the graph stumbles in a queue before it, up to 100 ms in Chromium, and never makes it
  // up: from then on each word would leave that much later, and a turn end that much too soon.
  async #stayOnTime(): Promise<void> {
    const device = this.#device;
    const mayConnect = (): boolean => device === this.#device && this.#sound.isAtRest;
    if (!device || this.#clock.behindMs < MAX_BEHIND_MS || !mayConnect()) return;
    const node = await this.#node.ready();
    if (mayConnect()) this.#connect(device, node);
  }

  #closeDevice(): void {
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
        this.#closeDevice();
        this.#lose(microphoneError('microphone-taken'));
      },
      ended: () => void this.#end(),
      // It is kept: only from it can be heard that it is unmuted. One that is being replaced may be muted for that.
      muted: () => {
        if (attempt === this.#opening) this.#lose(microphoneError('microphone-muted'));
      },
      unmuted: () => this.#listener.resumed(),
    });
  }

  // The worklet is dead, or the context stands still untold: the next opening makes another node.
  #stop(): void {
    this.#drain.giveUp();
    if (!this.#device) return;
    this.#closeDevice();
    this.#lose(microphoneError('microphone-stopped'));
  }

  async #end(): Promise<void> {
    this.#closeDevice();
    this.#lose(microphoneError(await whyEnded()));
  }

  #lose({ code, message }: AvatarPttError): void {
    this.#sound.end();
    this.#listener.send({ type: 'microphone-lost', code, message });
  }

  // A phone call or a sleeping device stops the graph: nothing is captured, so nobody may believe that it is, and no more
  // leaves, so that no stop may wait for it.
  #stateChanged(): void {
    const { state, currentTime, sampleRate } = this.#context;
    const isRunning = state === 'running';
    this.#clock.standStill(isRunning ? 0 : currentTime * sampleRate);
    if (!isRunning) {
      this.#drain.giveUp();
      this.#suspend(state === 'closed' ? 'microphone-closed' : 'microphone-suspended');
    } else if (this.#isSuspended) {
      this.#isSuspended = false;
      this.#listener.resumed();
    }
  }

  #suspend(code: 'microphone-closed' | 'microphone-suspended'): void {
    if (!this.#sound.isOpen || this.#isClosing) return;
    this.closeMicrophone();
    this.#isSuspended = code === 'microphone-suspended';
    this.#lose(microphoneError(code));
  }

  #receive(report: Exclude<CaptureReport, { type: 'copied' }>): void {
    const { sampleRate } = this.#context;
    const toMs = (frame: number): number => (frame * 1000) / sampleRate;
    switch (report.type) {
      case 'batch':
        this.#look();
        if (this.#device?.isLive === false) void this.#end();
        this.#sound.measure(report, sampleRate);
        void this.#stayOnTime();
        return;
      case 'audio': {
        const { turnId, startFrame, samples } = report;
        this.#listener.audio({ turnId, samples, sampleRate, startMs: toMs(startFrame) });
        return;
      }
      case 'sound': {
        const { startFrame, microphone, avatar } = report;
        this.#listener.sound({ startMs: toMs(startFrame), sampleRate, microphone, avatar });
        return;
      }
      case 'opened':
        this.#opened(report.turnId, toMs(report.startFrame));
        return;
      case 'closed':
        this.#closed(report.turnId, toMs(report.endFrame));
        return;
      case 'lost':
        this.#listener.send({ type: 'sound-lost', turnId: report.turnId, lostMs: toMs(report.frames) });
        return;
      case 'drained':
        this.#drain.left(report.turnId);
        if (report.departure) this.#sent(report.turnId, report.departure, toMs);
    }
  }

  #opened(turnId: number, startMs: number): void {
    this.#sound.turnVoice.opened(turnId, startMs);
    this.#listener.send({ type: 'gate-opened', turnId, startMs });
  }

  #closed(turnId: number, endMs: number): void {
    this.#drain.closed(turnId, endMs);
    this.#sound.turnVoice.closed(turnId);
    this.#listener.send({ type: 'gate-closed', turnId, endMs });
  }

  #sent(turnId: number, { firstLate, lastLate, caughtUp }: Departure, toMs: (frames: number) => number): void {
    const lateness = { firstLateMs: toMs(firstLate), lastLateMs: toMs(lastLate), caughtUpMs: toMs(caughtUp) };
    this.#listener.send({ type: 'turn-sent', turnId, ...lateness });
  }

  // Also at each press: in silence the next batch is far. A clock that stands still says nothing.
  #look(): void {
    const { currentTime, sampleRate, state } = this.#context;
    if (state !== 'running') return;
    this.#clock.observe(currentTime * sampleRate, performance.now());
  }
}
