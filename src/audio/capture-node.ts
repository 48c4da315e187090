import { addWorklet } from './audio-context.js';
import { AVATAR_INPUT, CAPTURE_PROCESSOR, type CaptureCommand, type CaptureReport } from './capture-protocol.js';
import type { CapturedSamples } from './capture-gate.js';
import { PulseWatch } from './pulse-watch.js';
import captureWorklet from 'thread:./capture.worklet.ts';

export interface CaptureNodeListener {
  report(report: Exclude<CaptureReport, { type: 'copied' }>): void;
  /** It says nothing any more: dead, or its context stands still untold. The next `ready` brings another. */
  stopped(): void;
  /** It only stood still, and goes on. */
  resumed(): void;
}

/** The worklet of the capture path. One that has died gets a successor on the same track, under the same standing orders. */
export class CaptureNode {
  readonly #context: AudioContext;
  readonly #workletUrl: string | URL | null;
  readonly #avatar: AudioNode;
  readonly #listener: CaptureNodeListener;
  readonly #standing = new Map<string, CaptureCommand>();
  readonly #pulse = new PulseWatch(() => this.#stop());
  #module: Promise<void> | null = null;
  #node: Promise<AudioWorkletNode> | null = null;
  #live: AudioWorkletNode | null = null;
  #former: AudioWorkletNode | null = null;
  #output: MediaStreamAudioDestinationNode | null = null;
  /** Who waits for copies, in order. */
  #copies: ((sound: CapturedSamples | null) => void)[] = [];

  /** `avatar`: what is heard of the avatar, which goes in beside the microphone. */
  constructor(
    context: AudioContext,
    workletUrl: string | URL | null,
    avatar: AudioNode,
    listener: CaptureNodeListener,
  ) {
    this.#context = context;
    this.#workletUrl = workletUrl;
    this.#avatar = avatar;
    this.#listener = listener;
    // What wakes up takes its time again.
    context.addEventListener('statechange', () => this.#pulse.renew());
  }

  get isLive(): boolean {
    return this.#live !== null;
  }

  /** The track behind the gate, once it was ready. */
  get track(): MediaStreamTrack | undefined {
    return this.#output?.stream.getAudioTracks()[0];
  }

  ready(): Promise<AudioWorkletNode> {
    this.#node ??= this.#create().catch((error: unknown) => {
      this.#node = null;
      throw error;
    });
    return this.#node;
  }

  // Before the worklet exists nothing can leave, so there is nothing to order.
  order(command: CaptureCommand, transfer: Transferable[] = []): void {
    this.#live?.port.postMessage(command, transfer);
  }

  /** The sound between two frames, as far as it is remembered; null where nothing is, or nobody answers. */
  copy(fromFrame: number, untilFrame: number): Promise<CapturedSamples | null> {
    if (!this.#live) return Promise.resolve(null);
    this.order({ type: 'copy', fromFrame, untilFrame });
    return new Promise((resolve) => this.#copies.push(resolve));
  }

  /** An order that holds until the next of its type, also for a worklet that is still to come. */
  orderForGood(command: CaptureCommand): void {
    this.#standing.set(command.type, command);
    this.order(command);
  }

  /** Whether somebody counts on it, so that it must be noticed when it stops. */
  watch(isWanted: boolean): void {
    if (isWanted) this.#pulse.start();
    else this.#pulse.stop();
  }

  async #create(): Promise<AudioWorkletNode> {
    const context = this.#context;
    await this.#load();
    const node = new AudioWorkletNode(context, CAPTURE_PROCESSOR, {
      numberOfInputs: 2,
      numberOfOutputs: 1,
      outputChannelCount: [1],
      channelCount: 2,
      channelCountMode: 'clamped-max',
    });
    node.port.onmessage = ({ data }: MessageEvent<CaptureReport>) => this.#hear(node, data);
    node.onprocessorerror = () => {
      if (node === this.#live) this.#stop();
    };
    // A node is run only while something pulls it; the destination of the gated track does. One voice is one channel.
    this.#output ??= new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    node.connect(this.#output);
    this.#avatar.connect(node, 0, AVATAR_INPUT);
    this.#retire();
    this.#endCopies();
    this.#live = node;
    this.#pulse.renew();
    for (const command of this.#standing.values()) this.order(command);
    return node;
  }

  // A name can be registered once.
  #load(): Promise<void> {
    this.#module ??= addWorklet(this.#context, captureWorklet, this.#workletUrl).catch((error: unknown) => {
      this.#module = null;
      throw error;
    });
    return this.#module;
  }

  #hear(node: AudioWorkletNode, report: CaptureReport): void {
    // A dead one still answers to orders.
    const isAlive = report.type === 'batch';
    if (node === this.#live) {
      if (isAlive) this.#pulse.beat();
      if (report.type === 'copied') this.#copies.shift()?.(report.samples.length > 0 ? report : null);
      else this.#listener.report(report);
    } else if (isAlive && node === this.#former && !this.#node) this.#revive(node);
  }

  #revive(node: AudioWorkletNode): void {
    this.#former = null;
    this.#live = node;
    this.#node = Promise.resolve(node);
    this.#listener.resumed();
  }

  #retire(): void {
    if (!this.#former) return;
    this.#avatar.disconnect(this.#former);
    this.#former.disconnect();
    this.#former = null;
  }

  #endCopies(): void {
    for (const resolve of this.#copies.splice(0)) resolve(null);
  }

  #stop(): void {
    // What a context that is known to stand still means is told otherwise.
    if (this.#context.state !== 'running') return;
    this.#pulse.stop();
    this.#node = null;
    this.#former = this.#live;
    this.#live = null;
    this.#endCopies();
    this.#listener.stopped();
  }
}
