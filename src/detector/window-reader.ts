import type { CapturedSamples } from '../audio/capture-gate.js';
import { volumeOf, type SpeechFrame } from '../core/endpointing/endpointing.js';
import { createResampler, type Resampler } from './resampler.js';
import { MODEL_HZ, WINDOW, type SileroNetwork } from './silero-network.js';

const WINDOW_MS = (WINDOW * 1000) / MODEL_HZ;

/** Cuts sound of any rate into the network's windows, and judges each at its place on the clock of the capture. */
export class WindowReader {
  readonly #network: SileroNetwork;
  readonly #sampleRate: number;
  readonly #resampler: Resampler;
  readonly #window = new Float32Array(WINDOW);
  /** First frame of the sound, on the clock of the capture; the other positions count from here. */
  #startFrame = 0;
  #held = new Float32Array();
  #heldFrom = 0;
  #windowNumber = 0;

  /** @param sampleRate - Of the sound, Hz; a whole number. */
  constructor(network: SileroNetwork, sampleRate: number) {
    this.#network = network;
    this.#sampleRate = sampleRate;
    this.#resampler = createResampler(sampleRate, MODEL_HZ);
  }

  /** The frames that are complete with this sound, in order. A jump of `startFrame` means another sound. */
  read({ startFrame, samples }: CapturedSamples): SpeechFrame[] {
    const { reach } = this.#resampler;
    if (startFrame !== this.#startFrame + this.#heldUntil()) this.#startAnew(startFrame);
    this.#held = joined(this.#held, samples);
    const frames: SpeechFrame[] = [];
    while (this.#heldUntil() >= this.#frameOf(this.#windowNumber + 1) + reach) {
      frames.push(this.#judge(this.#windowNumber));
      this.#windowNumber += 1;
    }
    const spent = Math.max(0, this.#frameOf(this.#windowNumber) - reach - this.#heldFrom);
    this.#held = this.#held.subarray(spent);
    this.#heldFrom += spent;
    return frames;
  }

  #judge(number: number): SpeechFrame {
    this.#resampler.resample(this.#window, number * WINDOW, this.#held, this.#heldFrom);
    const zeroMs = (this.#startFrame * 1000) / this.#sampleRate;
    const [from, to] = [this.#frameOf(number) - this.#heldFrom, this.#frameOf(number + 1) - this.#heldFrom];
    return {
      startMs: zeroMs + number * WINDOW_MS,
      endMs: zeroMs + (number + 1) * WINDOW_MS,
      probability: this.#network.judge(this.#window),
      volume: volumeOf(rootMeanSquare(this.#held, from, to)),
    };
  }

  #startAnew(startFrame: number): void {
    this.#network.forget();
    this.#startFrame = startFrame;
    this.#held = new Float32Array();
    this.#heldFrom = 0;
    this.#windowNumber = 0;
  }

  #heldUntil(): number {
    return this.#heldFrom + this.#held.length;
  }

  #frameOf(windowNumber: number): number {
    return Math.floor((windowNumber * WINDOW * this.#sampleRate) / MODEL_HZ);
  }
}

function rootMeanSquare(samples: Float32Array, from: number, to: number): number {
  let energy = 0;
  for (let i = from; i < to; i += 1) energy += samples[i]! ** 2;
  return Math.sqrt(energy / (to - from));
}

function joined(first: Float32Array, second: Float32Array): Float32Array<ArrayBuffer> {
  const both = new Float32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
