import type { SpeechFrame } from '../core/endpointing.js';
import type { EnergyFrame } from './energy-detector.js';
import type { SileroDetector } from './silero-detector.js';

/** What the detection of speech reports. */
export interface DetectionListener {
  /** A frame of the detector in force. */
  frame(frame: SpeechFrame): void;
  detectorChanged(detector: 'silero-v5' | 'energy', reason: string): void;
}

/** What gives its sound to a detector's port; null: to nobody. */
export interface DetectableSound {
  listen(port: MessagePort | null): Promise<void>;
}

/** Which detector is in force: Silero while it is wanted, and loudness where Silero can't be. */
export class SpeechDetection {
  readonly #sound: DetectableSound;
  readonly #sampleRate: number;
  readonly #assetBase: string | URL | null;
  readonly #listener: DetectionListener;
  #probability = 0;
  #detector: 'none' | 'silero' | 'energy' = 'none';
  #silero: Promise<SileroDetector> | null = null;

  constructor(sound: DetectableSound, sampleRate: number, assetBase: string | URL | null, listener: DetectionListener) {
    this.#sound = sound;
    this.#sampleRate = sampleRate;
    this.#assetBase = assetBase;
    this.#listener = listener;
  }

  /** Of the newest frame, 0 to 1; 0 while nothing is detected. */
  get probability(): number {
    return this.#probability;
  }

  want(isWanted: boolean): void {
    if (isWanted === (this.#detector !== 'none')) return;
    if (isWanted) void this.#start();
    else this.#stop();
  }

  /** A frame judged by its loudness: it counts only where Silero can't judge. */
  offer(frame: EnergyFrame): void {
    if (this.#detector === 'energy') this.#report(frame);
  }

  async #start(): Promise<void> {
    this.#detector = 'silero';
    const loading = this.#load();
    this.#silero = loading;
    try {
      const silero = await loading;
      if (this.#silero === loading) await this.#sound.listen(silero.port);
      else silero.close();
    } catch (error) {
      // Its code is loaded on demand, and the network may be gone by then.
      if (this.#silero === loading) this.#fallBack(`Voice detection is off. ${String(error)}`);
    }
  }

  // Nobody who only pushes to talk pays for the detector.
  async #load(): Promise<SileroDetector> {
    const { createSileroDetector } = await import('./silero-detector.js');
    const isCurrent = (): boolean => this.#detector === 'silero';
    return createSileroDetector({
      assetBase: this.#assetBase,
      sampleRate: this.#sampleRate,
      onFrame: (frame) => {
        if (isCurrent()) this.#report(frame);
      },
      onReady: () => {
        if (isCurrent()) this.#listener.detectorChanged('silero-v5', '');
      },
      onFailure: (reason) => {
        if (isCurrent()) this.#fallBack(reason);
      },
    });
  }

  #report(frame: SpeechFrame): void {
    this.#probability = frame.probability;
    this.#listener.frame(frame);
  }

  #fallBack(reason: string): void {
    this.#closeSilero();
    this.#detector = 'energy';
    this.#listener.detectorChanged('energy', reason);
  }

  #stop(): void {
    this.#closeSilero();
    this.#detector = 'none';
    this.#probability = 0;
  }

  #closeSilero(): void {
    const closing = this.#silero;
    this.#silero = null;
    if (!closing) return;
    void this.#sound.listen(null);
    void closing.then(
      (silero) => {
        silero.close();
      },
      () => undefined,
    );
  }
}
