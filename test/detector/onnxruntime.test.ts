// The published model in a general runtime is the truth: on recordings of people, and on ten minutes of everything else.
import { expect } from '@open-wc/testing';
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { foldFrame, INITIAL_ENDPOINTING, withTurn, type SpeechFrame } from '../../src/core/endpointing/endpointing.js';
import { DEFAULT_TURN_TAKING, smartTurnSettings } from '../../src/core/settings/merge-turn-taking.js';
import { decodeNumbers } from '../../src/detector/half-floats.js';
import { createSileroNetwork, SILERO_NUMBERS, type SileroNetwork } from '../../src/detector/silero-network.js';
import { SILERO_V5 } from '../../src/detector/silero-v5-numbers.js';
import { WindowReader } from '../../src/detector/window-reader.js';
import { machines, music } from '../fixtures/noises.js';
import { atRate, pinkNoise, whiteNoise } from '../fixtures/signals.js';

const HZ = 16_000;
const WINDOW = 512;
const CONTEXT = 64;
const { vad } = DEFAULT_TURN_TAKING;

/** Windows in which a detector says speech and another does not, as a person would look them up. */
const otherSide: string[] = [];
let windows = 0;

/** The published model, with the sound before each window in front of it. */
class PublishedModel {
  readonly #session: InferenceSession;

  constructor(session: InferenceSession) {
    this.#session = session;
  }

  async judge(sound: Float32Array): Promise<number[]> {
    const sr = new Tensor('int64', BigInt64Array.of(BigInt(HZ)), []);
    let state: Tensor = new Tensor('float32', new Float32Array(2 * 128), [2, 1, 128]);
    const input = new Float32Array(CONTEXT + WINDOW);
    const probabilities: number[] = [];
    for (let at = 0; at + WINDOW <= sound.length; at += WINDOW) {
      input.copyWithin(0, WINDOW);
      input.set(sound.subarray(at, at + WINDOW), CONTEXT);
      const result = await this.#session.run({ input: new Tensor('float32', input, [1, input.length]), state, sr });
      // These are the outputs that the model has.
      const { output, stateN } = result as { output: Tensor; stateN: Tensor };
      state = stateN;
      probabilities.push(Number(output.data[0]));
    }
    return probabilities;
  }
}

function judgedBy(network: SileroNetwork, sound: Float32Array): number[] {
  network.forget();
  return Array.from({ length: Math.floor(sound.length / WINDOW) }, (_, i) =>
    network.judge(sound.subarray(i * WINDOW, (i + 1) * WINDOW)),
  );
}

/** Every boundary that these probabilities bring, with a turn open from each speech on. */
function boundariesOf(probabilities: readonly number[], frames: readonly SpeechFrame[]): string[] {
  const boundaries: string[] = [];
  let state = INITIAL_ENDPOINTING;
  probabilities.forEach((probability, i) => {
    const settings = { vad, turn: smartTurnSettings(DEFAULT_TURN_TAKING) };
    const frame = { ...frames[i]!, probability };
    state = foldFrame(state, frame, settings, (edge) => {
      boundaries.push(JSON.stringify(edge));
      if (edge.type === 'speech-started' && state.turnStartMs === null) state = withTurn(state, edge.onsetMs);
    });
    const { speech, onsetMs, turnStartMs } = state;
    if (speech === 'speaking' && turnStartMs === null) state = withTurn(state, onsetMs);
  });
  return boundaries;
}

/** The sound as a frame of the detector has it, without a judgement. */
const framesOf = (sound: Float32Array, sampleRate: number): SpeechFrame[] =>
  new WindowReader({ judge: () => 0, forget: () => {} }, sampleRate).read({ startFrame: 0, samples: sound });

async function recording(name: string): Promise<Float32Array> {
  const file = await (await fetch(`/test/fixtures/mfa/${name}`)).arrayBuffer();
  return (await new OfflineAudioContext(1, 1, HZ).decodeAudioData(file)).getChannelData(0);
}

const recordings = (await (await fetch('/test/fixtures/recordings.json')).json()) as string[];

describe('SileroNetwork beside onnxruntime', () => {
  let published: PublishedModel;
  let exact: SileroNetwork;
  let shipped: SileroNetwork;

  before(async () => {
    env.logLevel = 'error';
    env.wasm.numThreads = 1;
    env.wasm.wasmBinary = await (
      await fetch('/node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm')
    ).arrayBuffer();
    const model = await (await fetch('/node_modules/@ricky0123/vad-web/dist/silero_vad_v5.onnx')).arrayBuffer();
    published = new PublishedModel(await InferenceSession.create(model, { executionProviders: ['wasm'] }));
    const numbers = (await (await fetch('/test/fixtures/silero-v5.json')).json()) as number[];
    exact = createSileroNetwork(Float32Array.from(numbers));
    shipped = createSileroNetwork(decodeNumbers(SILERO_V5, SILERO_NUMBERS));
  });

  // One after the other, each in a time that a slow machine has, too.
  after(() => {
    expect(otherSide, 'windows on the other side of vad.confidence').to.deep.equal([]);
    expect(windows).to.be.above(29_000);
  });

  async function compare(name: string, sound: Float32Array): Promise<void> {
    const truth = await published.judge(sound);
    const [asPublished, asShipped] = [exact, shipped].map((network) => judgedBy(network, sound));
    const frames = framesOf(sound, HZ);
    windows += truth.length;
    expect(Math.max(...apart(truth, asPublished!)), 'with the published numbers').to.be.below(1e-5);
    expect(Math.max(...apart(truth, asShipped!)), 'as shipped').to.be.below(0.02);
    truth.forEach((probability, i) => {
      const other = asShipped![i]!;
      if (probability >= vad.confidence !== other >= vad.confidence)
        otherSide.push(`${name} at ${(i * WINDOW) / HZ} s: ${probability} and ${other}`);
    });
    expect(boundariesOf(asShipped!, frames)).to.deep.equal(boundariesOf(truth, frames));
  }

  for (const name of recordings) {
    it(`judges ${name} alike`, async () => compare(name, await recording(name)));
  }

  for (const sampleRate of [44_100, 48_000]) {
    for (const name of ['acoustic_corpus.wav', 'mfa_laughter.flac', 'mfa_whisper.flac', 'mfa_longstop.flac']) {
      it(`judges ${name} at ${sampleRate} Hz alike, from the device's samples on`, async () => {
        const sound = await atRate(await recording(name), HZ, sampleRate);
        const heard: number[] = [];
        const listening = { judge: (window: Float32Array) => heard.push(...window), forget: () => {} };
        const frames = new WindowReader(listening, sampleRate).read({ startFrame: 0, samples: sound });
        const truth = await published.judge(Float32Array.from(heard));
        shipped.forget();
        const judged = new WindowReader(shipped, sampleRate).read({ startFrame: 0, samples: sound });
        expect(
          Math.max(
            ...apart(
              truth,
              judged.map(({ probability }) => probability),
            ),
          ),
        ).to.be.below(0.02);
        expect(
          boundariesOf(
            judged.map(({ probability }) => probability),
            frames,
          ),
        ).to.deep.equal(boundariesOf(truth, frames));
        windows += truth.length;
      });
    }
  }

  // Ten minutes in all.
  const others: Record<string, (part: number) => Float32Array> = {
    silence: () => new Float32Array(30 * HZ),
    'pink noise': (part) => pinkNoise(30 * HZ, -20 - 10 * part, part + 1),
    'white noise': (part) => whiteNoise(30 * HZ, -20 - 10 * part, part + 1),
    music: (part) => music(30, part),
    'beeps, clicks and hum': (part) => machines(30, part),
  };
  for (const [name, make] of Object.entries(others)) {
    for (let part = 0; part < 4; part += 1) {
      it(`judges ${name} alike, part ${part + 1} of 4`, () => compare(`${name} ${part + 1}`, make(part)));
    }
  }
});

function apart(one: readonly number[], other: readonly number[]): number[] {
  expect(other.length).to.equal(one.length);
  return one.map((value, i) => Math.abs(value - other[i]!));
}
