import { aTimeout, expect, waitUntil as waitUntilWithin } from '@open-wc/testing';
import { foldFrame, INITIAL_ENDPOINTING, volumeOf, type SpeechFrame } from '../../src/core/endpointing.js';
import { DEFAULT_TURN_TAKING } from '../../src/core/merge-turn-taking.js';
import { createSileroDetector, type SileroOptions } from '../../src/audio/silero-detector.js';
import {
  agreement,
  atLevel,
  atRate,
  concatenated,
  cut,
  joinedWithin,
  loadSpeech,
  mixed,
  pinkNoise,
  rmsOf,
  speechIn,
  whiteNoise,
  type Stretch,
} from '../fixtures/signals.js';

const { vad } = DEFAULT_TURN_TAKING;
const HOP_MS = 32;
/** Whole hops in the six seconds of the fixture. */
const HOPS = 187;

const waitUntil = (isTrue: () => boolean): Promise<void> => waitUntilWithin(isTrue, '', { timeout: 15_000 });

/** One detector for each sample rate: loading takes longer than all else, and a jump of the clock makes it as new. */
const listeners = new Map<number, ReturnType<typeof start> & { hear: (frame: SpeechFrame) => void }>();
let clockMs = 0;

interface Place {
  readonly startFrame?: number;
  readonly batch?: number;
}

/** All frames of a sound, given in batches as the worklet gives it. */
async function judge(samples: Float32Array, sampleRate: number, place: Place = {}): Promise<SpeechFrame[]> {
  const { startFrame = 0, batch = sampleRate / 50 } = place;
  const listener = await listenerAt(sampleRate);
  const post = (from: number, part: Float32Array): void =>
    listener.detector.port.postMessage({ startFrame: from, samples: part });
  // Once the silence of a later hour is judged, so is all before it.
  clockMs += 3_600_000;
  const frames: SpeechFrame[] = [];
  await new Promise<void>((resolve) => {
    listener.hear = (frame) => {
      if (frame.startMs < clockMs) frames.push(frame);
      else resolve();
    };
    for (let i = 0; i < samples.length; i += batch) post(startFrame + i, samples.slice(i, i + batch));
    post((clockMs * sampleRate) / 1000, new Float32Array(sampleRate / 20));
  });
  return frames;
}

async function listenerAt(sampleRate: number) {
  const known = listeners.get(sampleRate);
  if (known) return known;
  const listener = {
    ...start({ sampleRate, onFrame: (frame) => listener.hear(frame) }),
    hear: (() => {}) as (frame: SpeechFrame) => void,
  };
  listeners.set(sampleRate, listener);
  await listener.ready;
  return listener;
}

function start(options: Partial<SileroOptions> & Pick<SileroOptions, 'sampleRate'>) {
  let detector!: ReturnType<typeof createSileroDetector>;
  const ready = new Promise<void>((resolve, reject) => {
    detector = createSileroDetector({
      onFrame: () => {},
      onReady: resolve,
      onFailure: (reason) => reject(new Error(reason)),
      ...options,
    });
  });
  return { detector, ready };
}

/** Why a detector with this asset base does not start; also whether it said so before it was returned, and how often. */
async function failureOf(assetBase: string | URL, create = createSileroDetector) {
  const reasons: string[] = [];
  let isReady = false;
  create({
    assetBase,
    sampleRate: 48_000,
    onFrame: () => {},
    onReady: () => (isReady = true),
    onFailure: (reason) => reasons.push(reason),
  });
  const isEarly = reasons.length > 0;
  await waitUntil(() => reasons.length > 0);
  await aTimeout(100);
  return { reason: reasons.join('\n'), isEarly, isReady };
}

const speechOf = (frames: readonly SpeechFrame[]): Stretch[] =>
  joinedWithin(
    150,
    frames
      .filter(({ probability, volume }) => probability >= vad.confidence && volume >= vad.minVolume)
      .map(({ startMs, endMs }): Stretch => [startMs, endMs]),
  );

function speechStarts(frames: readonly SpeechFrame[]): number {
  let starts = 0;
  frames.reduce(
    (state, frame) =>
      foldFrame(state, frame, { vad, turn: null }, ({ type }) => (starts += type === 'speech-started' ? 1 : 0)),
    INITIAL_ENDPOINTING,
  );
  return starts;
}

describe('createSileroDetector', () => {
  after(() => listeners.forEach(({ detector }) => detector.close()));

  let clean: Float32Array;
  let truth: Stretch[];

  before(async () => {
    const speech = await loadSpeech();
    truth = speechIn(speech);
    clean = atLevel(speech, -25, cut(speech, truth));
  });

  for (const sampleRate of [16_000, 44_100, 48_000]) {
    it(`hears speech where it is at ${sampleRate} Hz`, async () => {
      const frames = await judge(await atRate(clean, 16_000, sampleRate), sampleRate);
      const found = speechOf(frames);
      expect(agreement(found, truth)).to.be.above(0.94);
      for (const [startMs] of truth) {
        // A hop to be heard in, and one for the model to be sure.
        expect(found.some(([onsetMs]) => onsetMs > startMs - HOP_MS && onsetMs < startMs + 2 * HOP_MS)).to.equal(true);
      }
    });
  }

  it('hears speech 10 dB over pink noise', async () => {
    const noisy = mixed(clean, pinkNoise(clean.length, -35));
    const frames = await judge(await atRate(noisy, 16_000, 48_000), 48_000);
    expect(agreement(speechOf(frames), truth)).to.be.above(0.9);
    expect(speechStarts(frames)).to.equal(truth.length);
  });

  for (const [name, sound] of [
    ['silence', () => new Float32Array(64_000)],
    ['pink noise', () => pinkNoise(64_000, -30)],
    ['coughs', () => concatenated([cough(1), cough(2), cough(3)])],
    ['bursts of noise', () => concatenated([1, 2, 3, 4].map((seed) => burst(seed)))],
    ['keys', () => concatenated(Array.from({ length: 20 }, (_, i) => key(i + 1)))],
  ] as const) {
    it(`takes ${name} for no speech`, async () => {
      expect(speechStarts(await judge(sound(), 16_000))).to.equal(0);
    });
  }

  for (const sampleRate of [44_100, 48_000]) {
    it(`places each frame on the clock of the capture at ${sampleRate} Hz`, async () => {
      const startFrame = 1_234_567;
      const samples = await atRate(clean.subarray(0, 16_000), 16_000, sampleRate);
      const frames = await judge(samples, sampleRate, { startFrame });
      expect(frames.length).to.equal(31);
      frames.forEach(({ startMs, endMs, volume }, i) => {
        expect(startMs).to.be.closeTo((startFrame * 1000) / sampleRate + i * HOP_MS, 1e-6);
        expect(endMs).to.equal(frames[i + 1]?.startMs ?? endMs);
        const [from, to] = [i, i + 1].map((n) => Math.floor((n * HOP_MS * sampleRate) / 1000));
        expect(volume).to.be.closeTo(volumeOf(rmsOf(samples.subarray(from, to))), 1e-6);
      });
    });
  }

  it('judges the same sound alike at every rate', async () => {
    const a = await judge(await atRate(clean, 16_000, 44_100), 44_100);
    const b = await judge(await atRate(clean, 16_000, 48_000), 48_000);
    const differences = a.map(({ probability }, i) => Math.abs(probability - b[i]!.probability));
    expect(Math.max(...differences)).to.be.below(0.1);
  });

  it('judges the same sound alike in batches of any size', async () => {
    const samples = await atRate(clean.subarray(0, 24_000), 16_000, 44_100);
    const whole = await judge(samples, 44_100, { batch: samples.length });
    expect(await judge(samples, 44_100, { batch: 128 })).to.deep.equal(whole);
    expect(await judge(samples, 44_100, { batch: 882 })).to.deep.equal(whole);
  });

  it('forgets all it has heard when the clock jumps', async () => {
    const frames: SpeechFrame[] = [];
    const { detector, ready } = start({ sampleRate: 16_000, onFrame: (frame) => frames.push(frame) });
    await ready;
    detector.port.postMessage({ startFrame: 0, samples: clean.slice() });
    await waitUntil(() => frames.length === HOPS);
    detector.close();
    await judge(clean.subarray(4000), 16_000);
    expect(await judge(clean, 16_000)).to.deep.equal(frames);
  });

  it('keeps what comes before the model is loaded', async () => {
    const frames: SpeechFrame[] = [];
    const { detector, ready } = start({ sampleRate: 16_000, onFrame: (frame) => frames.push(frame) });
    detector.port.postMessage({ startFrame: 0, samples: clean.slice() });
    await ready;
    await waitUntil(() => frames.length === HOPS);
    detector.close();
    expect(speechOf(frames).length).to.equal(truth.length);
  });

  it('takes a port that lives in another thread', async () => {
    const frames: SpeechFrame[] = [];
    const { detector, ready } = start({ sampleRate: 16_000, onFrame: (frame) => frames.push(frame) });
    const code = 'onmessage = ({ data }) => data.port.postMessage({ startFrame: 0, samples: data.samples });';
    const capture = new Worker(URL.createObjectURL(new Blob([code])));
    capture.postMessage({ port: detector.port, samples: clean }, [detector.port]);
    await ready;
    await waitUntil(() => frames.length === HOPS);
    detector.close();
    capture.terminate();
    expect(speechOf(frames).length).to.equal(truth.length);
  });

  it('calls nothing once it is closed, not even while it loads', async () => {
    const calls: string[] = [];
    const options = {
      sampleRate: 16_000,
      onFrame: () => calls.push('frame'),
      onReady: () => calls.push('ready'),
      onFailure: (reason: string) => calls.push(reason),
    };
    createSileroDetector(options).close();
    createSileroDetector({ ...options, assetBase: '/nowhere/' }).close();
    const loading = createSileroDetector(options);
    await aTimeout(50);
    loading.close();
    await aTimeout(1200);
    expect(calls).to.deep.equal([]);
  });

  it('ends at the very frame in which it is closed', async () => {
    let frames = 0;
    const { detector } = start({
      sampleRate: 16_000,
      onFrame: () => {
        frames += 1;
        detector.close();
      },
    });
    detector.port.postMessage({ startFrame: 0, samples: clean.slice() });
    await waitUntil(() => frames > 0);
    await aTimeout(100);
    expect(frames).to.equal(1);
  });

  it('says which file is missing, once and not before it is returned', async () => {
    const { reason, isEarly, isReady } = await failureOf('/nowhere');
    expect(reason).to.equal(
      `Voice detection is off. ${location.origin}/nowhere/vad/silero.worker.js answered 404. ` +
        "Serve the package's folder vad/ there, or set the asset base.",
    );
    expect([isEarly, isReady]).to.deep.equal([false, false]);
  });

  it('says what a file of another origin needs', async () => {
    const { reason } = await failureOf(`http://127.0.0.1:${location.port}/dist/`);
    expect(reason).to.match(/127\.0\.0\.1.* can't be reached\..* Access-Control-Allow-Origin/);
  });

  it('says so when the asset base is no address', async () => {
    const { reason } = await failureOf('http://[');
    expect(reason).to.equal('Voice detection is off. The asset base http://[ is not an address.');
  });

  it('does not wait for its files for longer than 20 s', async () => {
    const { setTimeout } = window;
    const { reason } = await failureOf('/dist/', (options) => {
      // The deadline runs a hundred times as fast as the download.
      const hurried = (run: () => void, ms: number, ...args: unknown[]): number => setTimeout(run, ms / 100, ...args);
      Object.assign(window, { setTimeout: hurried });
      const detector = createSileroDetector(options);
      Object.assign(window, { setTimeout });
      return detector;
    });
    expect(reason).to.match(/did not arrive within 20 s/);
  });

  it('says what the security policy of the page has to allow', async () => {
    const frame = document.createElement('iframe');
    frame.srcdoc = `<meta http-equiv="Content-Security-Policy" content="worker-src 'none'"><script type="module">
      import { createSileroDetector as detail } from '/src/audio/silero-detector.ts';
      parent.dispatchEvent(new CustomEvent('detector-loaded', { detail }));
    </script>`;
    const loaded = new Promise<Event>((resolve) => addEventListener('detector-loaded', resolve, { once: true }));
    document.body.append(frame);
    // The script in the frame sends the module's own function.
    const { detail: create } = (await loaded) as CustomEvent<typeof createSileroDetector>;
    const { reason } = await failureOf('/dist/', create);
    frame.remove();
    expect(reason).to.contain(
      "does not allow its worker. In the page's Content-Security-Policy worker-src needs 'self'",
    );
  });
});

/** A noise that bursts out and dies away within a third of a second, twice. */
function cough(seed: number): Float32Array {
  const noise = pinkNoise(16_000, -20, seed);
  return noise.map((sample, i) => sample * (decay(i, 0.06) + 0.6 * decay(i - 5600, 0.09)));
}

function burst(seed: number): Float32Array {
  return whiteNoise(16_000, -25, seed).map((sample, i) => (i % 8000 < 3200 ? sample : 0));
}

function key(seed: number): Float32Array {
  return whiteNoise(2400 + 400 * (seed % 3), -20, seed).map((sample, i) => sample * decay(i, 0.005));
}

function decay(sample: number, secs: number): number {
  return sample < 0 ? 0 : Math.exp(-sample / (secs * 16_000));
}
