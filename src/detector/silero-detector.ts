import type { SpeechFrame } from '../core/endpointing/endpointing.js';
import { startWorker } from './detector-worker.js';
import type { FromWorker, ToWorker } from './worker-protocol.js';
import detectorWorker from 'thread:./detector.worker.ts';

export interface SileroOptions {
  /** Of the sound, Hz. */
  readonly sampleRate: number;
  /** The worker as a file, for pages that forbid Blobs; null: as this build carries it. */
  readonly workerUrl: string | URL | null;
  /**
   * Takes the port that wants all sound from now on, as `CapturedSamples` in order, in place of one that was given before.
   * What comes before the network is there waits in it; a jump of `startFrame` means another sound.
   */
  readonly onPort: (port: MessagePort) => void;
  /** Called with frames of 32 ms of sound, in order. */
  readonly onFrames: (frames: readonly SpeechFrame[]) => void;
  /** Called when it hears; `note` says why it does so on the page's own thread, and is empty in a worker. */
  readonly onReady: (note: string) => void;
  /** Called at most once; says what is wrong and what to do. Nothing is called afterwards. */
  readonly onFailure: (reason: string) => void;
  /** Brings the network's numbers, as text for `decodeNumbers`; default: this package's own. */
  readonly loadNumbers?: () => Promise<string>;
}

/** What runs the network: a worker, or the page's own thread. */
interface Runner {
  letWaitBelow(probability: number): void;
  close(): void;
}

const WITHIN_MS = 20_000;
/** What lies further back than the capture's ring reaches can't be sent as a turn any more: less than its 8 s, for a pre-roll. */
const MAX_BACKLOG_MS = 5000;
const TOO_SLOW = `Its numbers did not arrive within ${WITHIN_MS / 1000} s. Check the connection and try again.`;
const NOT_LOADED =
  "Its numbers did not load. They are one of this package's files: serve all files of the same build, and allow them in the page's script-src.";
const STUCK = 'It did not answer.';

/**
 * Silero v5 in a worker, or where none can be had on the page's own thread, of which it takes about a hundredth. It begins
 * at once and calls nothing before it was returned. What goes wrong is told to `onFailure`, never thrown; `foldEnergy` can
 * take over then.
 */
export class SileroDetector {
  readonly #options: SileroOptions;
  readonly #closing = new AbortController();
  #runner: Runner | null = null;
  #loseWorker: ((reason: string) => void) | null = null;
  #below = 0;

  constructor(options: SileroOptions) {
    this.#options = options;
    queueMicrotask(() => void this.#start());
  }

  /** Frames of a probability below this may come up to a quarter of a second late, several at once; 0, as at first: none. */
  letWaitBelow(probability: number): void {
    if (probability === this.#below) return;
    this.#below = probability;
    this.#runner?.letWaitBelow(probability);
  }

  /** Its frames stay away: the page's own thread takes the worker's place, and where it runs there already, it fails. */
  replace(): void {
    if (this.#loseWorker) this.#loseWorker(STUCK);
    else this.#fail(STUCK);
  }

  /** Ends it; nothing is called afterwards. */
  close(): void {
    this.#closing.abort();
    this.#runner?.close();
  }

  async #start(): Promise<void> {
    const { signal } = this.#closing;
    if (signal.aborted) return;
    const starting = startWorker(detectorWorker, this.#options.workerUrl, signal);
    // Awaited below, after the numbers; a failure before that is not unhandled.
    starting.catch(() => undefined);
    let port: MessagePort | null = this.#newPort();
    const heardFrom = performance.now();
    try {
      const numbers = await within(WITHIN_MS, this.#loadNumbers(), TOO_SLOW);
      signal.throwIfAborted();
      if (performance.now() - heardFrom > MAX_BACKLOG_MS) port = this.#newPort();
      try {
        const worker = await starting;
        signal.throwIfAborted();
        const given = port;
        port = null;
        await this.#runInWorker(worker, given, numbers);
      } catch (error) {
        // Another detector may have the sound by now.
        signal.throwIfAborted();
        await this.#runOnPage(port ?? this.#newPort(), numbers, messageOf(error));
      }
    } catch (error) {
      this.#fail(messageOf(error));
    }
  }

  async #loadNumbers(): Promise<string> {
    try {
      return await (this.#options.loadNumbers ?? loadNumbers)();
    } catch (error) {
      throw new Error(`${NOT_LOADED} (${messageOf(error)})`, { cause: error });
    }
  }

  #newPort(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    this.#options.onPort(port1);
    return port2;
  }

  async #runInWorker(worker: Worker, port: MessagePort, numbers: string): Promise<void> {
    const tell = (message: ToWorker, transfer: Transferable[] = []): void => worker.postMessage(message, transfer);
    const isReady = new Promise<void>((resolve, reject) => {
      const lose = (reason: string): void => {
        worker.terminate();
        reject(new Error(reason));
        if (this.#runner === runner) void this.#replace(numbers, reason);
      };
      worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
        if (data.type === 'frames') this.#pass(data.frames);
        else if (data.type === 'ready') resolve();
        else if (data.type === 'failed') lose(data.message);
      };
      this.#loseWorker = lose;
      worker.onerror = ({ message }) => lose(`The worker failed: ${message}.`);
    });
    const runner: Runner = {
      letWaitBelow: (below) => tell({ type: 'quiet', below }),
      close: () => worker.terminate(),
    };
    tell({ type: 'start', sampleRate: this.#options.sampleRate, port, numbers }, [port]);
    await within(WITHIN_MS, isReady, STUCK).catch((error: unknown) => {
      worker.terminate();
      throw error;
    });
    this.#use(runner, '');
  }

  async #runOnPage(port: MessagePort, numbers: string, why: string): Promise<void> {
    this.#loseWorker = null;
    const { SileroListener } = await import('./silero-listener.js');
    if (this.#closing.signal.aborted) return;
    const { sampleRate } = this.#options;
    const listener = new SileroListener({ sampleRate, port, numbers }, (frames) => this.#pass(frames));
    this.#use(listener, `It runs on the page's own thread. ${why}`);
  }

  /** A worker that had been heard from is gone. */
  async #replace(numbers: string, why: string): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#runner = null;
    await this.#runOnPage(this.#newPort(), numbers, why).catch((error: unknown) => this.#fail(messageOf(error)));
  }

  #use(runner: Runner, note: string): void {
    if (this.#closing.signal.aborted) {
      runner.close();
      return;
    }
    this.#runner = runner;
    runner.letWaitBelow(this.#below);
    this.#options.onReady(note);
  }

  #pass(frames: readonly SpeechFrame[]): void {
    if (!this.#closing.signal.aborted) this.#options.onFrames(frames);
  }

  #fail(reason: string): void {
    if (this.#closing.signal.aborted) return;
    this.close();
    this.#options.onFailure(`Voice detection is off. ${reason}`);
  }
}

// Half a megabyte, so it is loaded only here.
async function loadNumbers(): Promise<string> {
  const { SILERO_V5 } = await import('./silero-v5-numbers.js');
  return SILERO_V5;
}

async function within<T>(ms: number, awaited: Promise<T>, reason: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(reason)), ms);
  });
  try {
    return await Promise.race([awaited, overdue]);
  } finally {
    clearTimeout(timer);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
