import type { CapturedSamples } from '../audio/capture-gate.js';
import type { SpeechFrame } from '../core/endpointing/endpointing.js';
import { decodeNumbers } from './half-floats.js';
import { QuietFrames } from './quiet-frames.js';
import { createSileroNetwork, SILERO_NUMBERS, WINDOW } from './silero-network.js';
import { WindowReader } from './window-reader.js';

/** What a listener needs. */
export interface SileroStart {
  /** Of the sound that comes in by the port, Hz. */
  readonly sampleRate: number;
  /** Brings `CapturedSamples`, in order. */
  readonly port: MessagePort;
  /** The network's numbers, as text. */
  readonly numbers: string;
}

/** Silero with its ear at a port: the same in a worker and on the page's own thread. */
export class SileroListener {
  readonly #frames: QuietFrames;
  readonly #port: MessagePort;

  /**
   * Begins with what has come in since the port was made.
   * @throws when the numbers are damaged; the port is untouched then.
   */
  constructor({ sampleRate, port, numbers }: SileroStart, onFrames: (frames: readonly SpeechFrame[]) => void) {
    const network = createSileroNetwork(decodeNumbers(numbers, SILERO_NUMBERS));
    // Code that has not run yet takes longer than a window lasts.
    for (let i = 0; i < 3; i += 1) network.judge(new Float32Array(WINDOW));
    network.forget();
    const reader = new WindowReader(network, Math.round(sampleRate));
    this.#frames = new QuietFrames(onFrames);
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<CapturedSamples>) => {
      this.#frames.add(reader.read(data));
    };
  }

  /** Frames of a probability below this may come up to a quarter of a second late; 0: none. */
  letWaitBelow(probability: number): void {
    this.#frames.below = probability;
  }

  close(): void {
    this.#port.close();
  }
}
