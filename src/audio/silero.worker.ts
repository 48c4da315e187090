import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { volumeOf } from '../core/endpointing.js';
import type { CapturedSamples } from './capture-gate.js';
import { createResampler, type Resampler } from './resampler.js';
import type { SileroReport, SileroStart } from './silero-detector.js';

// Silero v5 hears 512 samples at 16 kHz at a time, with the last 64 of the window before in front of them.
// https://github.com/snakers4/silero-vad/blob/v5.1.2/src/silero_vad/utils_vad.py
const MODEL_HZ = 16_000;
const WINDOW = 512;
const CONTEXT = 64;
const WINDOW_MS = (WINDOW * 1000) / MODEL_HZ;

const MODEL_URL = new URL('silero_vad_v5.onnx', import.meta.url);
const WASM_URL = new URL('ort-wasm-simd-threaded.wasm', import.meta.url);

self.onmessage = ({ data }: MessageEvent<SileroStart>) => void listen(data).catch(reportFailure);

async function listen({ sampleRate, port }: SileroStart): Promise<void> {
  const model = await loadModel();
  report({ type: 'ready' });
  const windows = new WindowReader(model, Math.round(sampleRate));
  let done = Promise.resolve();
  port.onmessage = ({ data }: MessageEvent<CapturedSamples>) => {
    done = done.then(() => windows.hear(data)).catch(reportFailure);
  };
}

/** Cuts the sound into the model's windows, and reports each with its place on the clock of the capture. */
class WindowReader {
  readonly #model: SileroModel;
  readonly #sampleRate: number;
  readonly #resampler: Resampler;
  /** First frame of the sound, on the clock of the capture; the other positions count from here. */
  #startFrame = 0;
  #held = new Float32Array();
  #heldFrom = 0;
  #windowNumber = 0;

  constructor(model: SileroModel, sampleRate: number) {
    this.#model = model;
    this.#sampleRate = sampleRate;
    this.#resampler = createResampler(sampleRate, MODEL_HZ);
  }

  async hear({ startFrame, samples }: CapturedSamples): Promise<void> {
    const { reach } = this.#resampler;
    if (startFrame !== this.#startFrame + this.#heldUntil()) this.#startAnew(startFrame);
    this.#held = joined(this.#held, samples);
    while (this.#heldUntil() >= this.#frameOf(this.#windowNumber + 1) + reach) {
      await this.#judge(this.#windowNumber);
      this.#windowNumber += 1;
    }
    const spent = Math.max(0, this.#frameOf(this.#windowNumber) - reach - this.#heldFrom);
    this.#held = this.#held.subarray(spent);
    this.#heldFrom += spent;
  }

  async #judge(number: number): Promise<void> {
    this.#resampler.resample(this.#model.nextWindow(), number * WINDOW, this.#held, this.#heldFrom);
    const probability = await this.#model.judge();
    const [from, to] = [this.#frameOf(number) - this.#heldFrom, this.#frameOf(number + 1) - this.#heldFrom];
    const zeroMs = (this.#startFrame * 1000) / this.#sampleRate;
    report({
      type: 'frame',
      frame: {
        startMs: zeroMs + number * WINDOW_MS,
        endMs: zeroMs + (number + 1) * WINDOW_MS,
        probability,
        volume: volumeOf(rootMeanSquare(this.#held.subarray(from, to))),
      },
    });
  }

  #startAnew(startFrame: number): void {
    this.#model.forget();
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

/** The model with its memory of the sound so far. */
class SileroModel {
  readonly #session: InferenceSession;
  readonly #samples = new Float32Array(CONTEXT + WINDOW);
  readonly #input = new Tensor('float32', this.#samples, [1, CONTEXT + WINDOW]);
  readonly #sampleRate = new Tensor('int64', BigInt64Array.of(BigInt(MODEL_HZ)), []);
  #state = emptyState();

  constructor(session: InferenceSession) {
    this.#session = session;
  }

  /** Where the 512 samples that are judged next belong. */
  nextWindow(): Float32Array {
    this.#samples.copyWithin(0, WINDOW);
    return this.#samples.subarray(CONTEXT);
  }

  /** Probability that the window is speech, 0 to 1. */
  async judge(): Promise<number> {
    const result = await this.#session.run({ input: this.#input, state: this.#state, sr: this.#sampleRate });
    // These are the outputs that the model has.
    const { output, stateN } = result as { output: Tensor; stateN: Tensor };
    this.#state = stateN;
    return Number(output.data[0]);
  }

  forget(): void {
    this.#samples.fill(0);
    this.#state = emptyState();
  }
}

async function loadModel(): Promise<SileroModel> {
  requireWasm();
  env.logLevel = 'error';
  // More threads would need SharedArrayBuffer, and with it headers that few pages send; the model is too small to gain.
  env.wasm.numThreads = 1;
  // The runtime would fetch its wasm by itself, but tells little of why it could not, and needs the exact MIME type.
  const [wasm, weights] = await Promise.all([fetched(WASM_URL), fetched(MODEL_URL)]);
  env.wasm.wasmBinary = wasm;
  const model = new SileroModel(await InferenceSession.create(weights, { executionProviders: ['wasm'] }));
  // The runtime keeps hold of these 14 MB, which nobody reads again; transferred to nowhere they are freed.
  structuredClone(wasm, { transfer: [wasm] });
  // The first inference takes longer than a window lasts.
  await model.judge();
  model.forget();
  return model;
}

function requireWasm(): void {
  try {
    // The smallest module there is: magic number and version.
    new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  } catch (cause) {
    // A worker obeys the policy that its own file is served with; only one made from a Blob obeys the page's.
    const policy = 'the Content-Security-Policy of silero.worker.js, or of the page when it comes from another origin';
    throw new Error(`WebAssembly is blocked. Add 'wasm-unsafe-eval' to script-src in ${policy}.`, { cause });
  }
}

async function fetched(url: URL): Promise<ArrayBuffer> {
  const answer = await fetch(url).catch(() => null);
  if (!answer) {
    throw new Error(`${url.href} can't be reached. Check the address, and connect-src in the Content-Security-Policy.`);
  }
  const isPage = answer.headers.get('content-type')?.includes('text/html');
  if (!answer.ok || isPage) {
    const what = answer.ok ? 'is a web page' : `answered ${answer.status}`;
    throw new Error(`${url.href} ${what}. Serve the whole of the package's folder vad/, or set the asset base.`);
  }
  return answer.arrayBuffer();
}

function report(message: SileroReport): void {
  self.postMessage(message);
}

function reportFailure(error: unknown): void {
  report({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
}

function emptyState(): Tensor {
  return new Tensor('float32', new Float32Array(2 * 128), [2, 1, 128]);
}

function rootMeanSquare(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

function joined(first: Float32Array, second: Float32Array): Float32Array<ArrayBuffer> {
  const both = new Float32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
