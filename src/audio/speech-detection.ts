import type { SpeechFrame } from '../core/endpointing/endpointing.js';
import type { SileroDetector } from '../detector/silero-detector.js';
import { afterMessages } from './after-messages.js';
import type { EnergyFrame } from './energy-detector.js';

/** What the detection of speech reports. */
export interface DetectionListener {
  /** A frame of the detector in force. */
  frame(frame: SpeechFrame): void;
  /** `reason`: why loudness stands in, or why Silero runs on the page's own thread; empty where all is as wanted. */
  detectorChanged(detector: 'silero-v5' | 'energy', reason: string): void;
}

/** What gives its sound to a detector's port; null: to nobody. */
export interface DetectableSound {
  listen(port: MessagePort | null): Promise<void>;
}

// A detector that lives gives a sign of it for each quarter of a second of sound.
const MAX_STILL_MS = 1500;
// What can't be loaded now may be there later: tried again after 10 s, 20 s, 40 s…
const RETRY_MS = 10_000;

/** Which detector is in force: Silero while it is wanted, and loudness where Silero can't be. */
export class SpeechDetection {
  readonly #sound: DetectableSound;
  readonly #sampleRate: number;
  readonly #workerUrl: string | URL | null;
  readonly #listener: DetectionListener;
  #probability = 0;
  #waitsBelow = 0;
  #detector: 'none' | 'silero' | 'energy' = 'none';
  #starts = 0;
  #silero: SileroDetector | null = null;
  /** End of the newest sound that was offered, and of that which was there at Silero's last sign of life; audio time in ms. */
  #offeredMs = 0;
  #aliveMs = Infinity;
  /** When Silero is tried again while loudness stands in, audio time in ms. */
  #retryAtMs = Infinity;
  #retryInMs = RETRY_MS;
  /** Why loudness stands in, as it was told last. */
  #reason = '';

  constructor(sound: DetectableSound, sampleRate: number, workerUrl: string | URL | null, listener: DetectionListener) {
    this.#sound = sound;
    this.#sampleRate = sampleRate;
    this.#workerUrl = workerUrl;
    this.#listener = listener;
  }

  /** Of the newest frame, 0 to 1; 0 while nothing is detected. */
  get probability(): number {
    return this.#probability;
  }

  /** Whether loudness stands in, so that every frame of it is wanted. */
  get isByEnergy(): boolean {
    return this.#detector === 'energy';
  }

  /** Starts or ends; `isUrgent`: loudness stands in from the start, until Silero is there. */
  want(isWanted: boolean, isUrgent = false): void {
    if (isWanted === (this.#detector !== 'none')) return;
    if (!isWanted) this.#stop();
    else {
      if (isUrgent) this.#standIn('Voice detection is loading.');
      void this.#start(isUrgent ? 'energy' : 'silero');
    }
  }

  /** Silero's frames of a probability below this may come up to a quarter of a second late; 0: none. */
  letWaitBelow(probability: number): void {
    this.#waitsBelow = probability;
    this.#silero?.letWaitBelow(probability);
  }

  /** A frame judged by its loudness: it counts only where Silero can't judge. */
  offer(frame: EnergyFrame): void {
    this.#offeredMs = frame.endMs;
    if (this.#detector === 'energy') {
      this.#report(frame);
      if (frame.endMs >= this.#retryAtMs) void this.#start('energy');
      return;
    }
    if (frame.endMs - this.#aliveMs > MAX_STILL_MS) this.#suspect();
  }

  // Its frames may wait to be handled, behind the sound that they are of.
  #suspect(): void {
    const silero = this.#silero;
    this.#aliveMs = Infinity;
    afterMessages(() => {
      if (silero === this.#silero && this.#aliveMs === Infinity) silero?.replace();
    });
  }

  // Nobody who only pushes to talk pays for the detector. `meanwhile` is in force until Silero is there.
  async #start(meanwhile: 'silero' | 'energy' = 'silero'): Promise<void> {
    this.#detector = meanwhile;
    this.#retryAtMs = Infinity;
    const start = ++this.#starts;
    const fail = (error: unknown): void => {
      if (start === this.#starts) this.#fallBack(`Voice detection is off. ${String(error)}`);
    };
    try {
      const { SileroDetector } = await import('../detector/silero-detector.js');
      if (start !== this.#starts) return;
      this.#silero = new SileroDetector({
        sampleRate: this.#sampleRate,
        workerUrl: this.#workerUrl,
        onPort: (port) => void this.#sound.listen(port).catch(fail),
        onFrames: (frames) => {
          this.#aliveMs = this.#offeredMs;
          for (const frame of frames) this.#report(frame);
        },
        onReady: (note) => {
          this.#aliveMs = this.#offeredMs;
          this.#detector = 'silero';
          this.#reason = '';
          this.#retryInMs = RETRY_MS;
          this.#listener.detectorChanged('silero-v5', note);
        },
        onFailure: (reason) => {
          this.#fallBack(reason);
        },
      });
      this.#silero.letWaitBelow(this.#waitsBelow);
    } catch (error) {
      // Its code is loaded on demand, and the network may be gone by then.
      fail(error);
    }
  }

  #report(frame: SpeechFrame): void {
    this.#probability = frame.probability;
    this.#listener.frame(frame);
  }

  #fallBack(reason: string): void {
    this.#closeSilero();
    this.#retryAtMs = this.#offeredMs + this.#retryInMs;
    this.#retryInMs *= 2;
    this.#standIn(reason);
  }

  #standIn(reason: string): void {
    const isNews = reason !== this.#reason;
    this.#detector = 'energy';
    this.#reason = reason;
    if (isNews) this.#listener.detectorChanged('energy', reason);
  }

  #stop(): void {
    this.#closeSilero();
    this.#detector = 'none';
    this.#probability = 0;
    this.#reason = '';
    this.#retryInMs = RETRY_MS;
  }

  #closeSilero(): void {
    this.#starts++;
    this.#silero?.close();
    this.#silero = null;
    this.#aliveMs = Infinity;
    void this.#sound.listen(null);
  }
}
