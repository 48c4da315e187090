import { aTimeout, expect, waitUntil as waitUntilWithin } from '@open-wc/testing';
import { foldFrame, INITIAL_ENDPOINTING, volumeOf, type SpeechFrame } from '../../src/core/endpointing/endpointing.js';
import { DEFAULT_TURN_TAKING } from '../../src/core/settings/merge-turn-taking.js';
import { SileroDetector, type SileroOptions } from '../../src/detector/silero-detector.js';
import { burst, cough, key } from '../fixtures/noises.js';
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
  type Stretch,
} from '../fixtures/signals.js';

const { vad } = DEFAULT_TURN_TAKING;
const HOP_MS = 32;
/** Whole hops in the six seconds of the fixture. */
const HOPS = 187;

const waitUntil = (isTrue: () => boolean): Promise<void> => waitUntilWithin(isTrue, '', { timeout: 15_000 });

/** One detector for each sample rate: a jump of the clock makes it as new. */
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
  // Once the silence of a later hour is judged, so is all before it.
  clockMs += 3_600_000;
  const frames: SpeechFrame[] = [];
  await new Promise<void>((resolve) => {
    listener.hear = (frame) => {
      if (frame.startMs < clockMs) frames.push(frame);
      else resolve();
    };
    for (let i = 0; i < samples.length; i += batch) listener.post(startFrame + i, samples.slice(i, i + batch));
    listener.post((clockMs * sampleRate) / 1000, new Float32Array(sampleRate / 20));
  });
  return frames;
}

async function listenerAt(sampleRate: number) {
  const known = listeners.get(sampleRate);
  if (known) return known;
  const listener = {
    ...start({ sampleRate, onFrames: (frames) => frames.forEach((frame) => listener.hear(frame)) }),
    hear: (() => {}) as (frame: SpeechFrame) => void,
  };
  listeners.set(sampleRate, listener);
  await listener.ready;
  return listener;
}

/** A detector, what to give it, and its note once it hears. */
function start(options: Partial<SileroOptions> = {}) {
  const ports: MessagePort[] = [];
  let detector!: SileroDetector;
  const ready = new Promise<string>((resolve, reject) => {
    detector = new SileroDetector({
      sampleRate: 16_000,
      workerUrl: null,
      onPort: (port) => ports.push(port),
      onFrames: () => {},
      onReady: resolve,
      onFailure: (reason) => reject(new Error(reason)),
      ...options,
    });
  });
  const post = (startFrame: number, samples: Float32Array): void => ports.at(-1)!.postMessage({ startFrame, samples });
  return { detector, ports, ready, post };
}

/** All that a detector says of itself. */
async function toldBy(options: Partial<SileroOptions>, create = (all: SileroOptions) => new SileroDetector(all)) {
  const told: string[] = [];
  const frames: SpeechFrame[] = [];
  const ports: MessagePort[] = [];
  const detector = create({
    sampleRate: 16_000,
    workerUrl: null,
    onPort: (port) => ports.push(port),
    onFrames: (more) => frames.push(...more),
    onReady: (note) => told.push(`ready. ${note}`),
    onFailure: (reason) => told.push(reason),
    ...options,
  });
  const isEarly = told.length > 0;
  await waitUntil(() => told.length > 0);
  await aTimeout(50);
  return { detector, told, isEarly, frames, ports };
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

describe('SileroDetector', () => {
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
    const { detector, ready, post } = start({ onFrames: (more) => frames.push(...more) });
    await ready;
    post(0, clean.slice());
    await waitUntil(() => frames.length === HOPS);
    detector.close();
    await judge(clean.subarray(4000), 16_000);
    expect(await judge(clean, 16_000)).to.deep.equal(frames);
  });

  it('keeps what comes before the network is there', async () => {
    const frames: SpeechFrame[] = [];
    const { detector, ports, ready, post } = start({ onFrames: (more) => frames.push(...more) });
    await waitUntil(() => ports.length > 0);
    post(0, clean.slice());
    expect(await ready).to.equal('');
    await waitUntil(() => frames.length === HOPS);
    detector.close();
    expect(speechOf(frames).length).to.equal(truth.length);
  });

  it('passes over what was said too long ago to be sent, where its numbers took their time', async () => {
    const { now } = performance;
    const frames: SpeechFrame[] = [];
    const { SILERO_V5 } = await import('../../src/detector/silero-v5-numbers.js');
    let load!: () => void;
    const loadNumbers = (): Promise<string> => new Promise((resolve) => (load = () => resolve(SILERO_V5)));
    const { detector, ports, ready, post } = start({ loadNumbers, onFrames: (more) => frames.push(...more) });
    await waitUntil(() => ports.length > 0);
    post(0, clean.slice());
    performance.now = () => now.call(performance) + 6000;
    load();
    await ready;
    performance.now = now;
    expect(ports.length).to.equal(2);
    post(clean.length, clean.slice());
    await waitUntil(() => frames.length === HOPS);
    detector.close();
    expect(frames[0]!.startMs).to.equal(clean.length / 16);
  });

  it('takes a port that lives in another thread', async () => {
    const frames: SpeechFrame[] = [];
    const { detector, ports, ready } = start({ onFrames: (more) => frames.push(...more) });
    await waitUntil(() => ports.length > 0);
    const code = 'onmessage = ({ data }) => data.port.postMessage({ startFrame: 0, samples: data.samples });';
    const capture = new Worker(URL.createObjectURL(new Blob([code])));
    capture.postMessage({ port: ports[0]!, samples: clean }, [ports[0]!]);
    await ready;
    await waitUntil(() => frames.length === HOPS);
    detector.close();
    capture.terminate();
    expect(speechOf(frames).length).to.equal(truth.length);
  });

  it('lets quiet frames wait where nobody acts on them, and none of the others', async () => {
    const batches: number[] = [];
    const frames: SpeechFrame[] = [];
    const { detector, ready, post } = start({
      onFrames: (more) => {
        batches.push(more.length);
        frames.push(...more);
      },
    });
    await ready;
    detector.letWaitBelow(vad.confidence);
    for (let at = 0; at < clean.length; at += 320) post(at, clean.slice(at, at + 320));
    for (let i = 0; i < 16; i += 1) post(10_000_000 + i * 320, new Float32Array(320));
    await waitUntil(() => (frames.at(-1)?.startMs ?? 0) > 600_000);
    detector.close();
    expect(frames.filter(({ startMs }) => startMs < 600_000)).to.deep.equal(await judge(clean, 16_000));
    expect(Math.max(...batches)).to.equal(8);
    expect(batches.length).to.be.below(frames.length - 30);
    let at = 0;
    for (const length of batches) {
      const batch = frames.slice(at, (at += length));
      expect(batch.slice(0, -1).every(({ probability }) => probability < vad.confidence)).to.equal(true);
    }
  });

  it('calls nothing once it is closed, not even while it loads', async () => {
    const calls: string[] = [];
    const options = {
      onPort: () => calls.push('port'),
      onFrames: () => calls.push('frames'),
      onReady: () => calls.push('ready'),
      onFailure: (reason: string) => calls.push(reason),
    };
    start(options).detector.close();
    const loading = start({ ...options, onPort: () => {} });
    await aTimeout(5);
    loading.detector.close();
    await aTimeout(600);
    expect(calls).to.deep.equal([]);
  });

  it('asks for no sound once it is closed, though its worker never became ready', async () => {
    const { setTimeout } = window;
    const hurried = (run: () => void, ms: number): number => setTimeout(run, ms === 20_000 ? 300 : ms);
    const code = "postMessage({ type: 'up' }); onmessage = () => postMessage({ type: 'frames', frames: [] });";
    const workerUrl = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
    Object.assign(window, { setTimeout: hurried });
    try {
      const { detector, ports } = await new Promise<ReturnType<typeof start>>((resolve) => {
        const started = start({ workerUrl, onFrames: () => resolve(started) });
      });
      detector.close();
      await new Promise((resolve) => setTimeout(resolve, 600));
      expect(ports).to.have.length(1);
    } finally {
      Object.assign(window, { setTimeout });
    }
  });

  it('takes the same Blob for its worker again', async () => {
    const { default: code } = (await import('thread:../../src/detector/detector.worker.ts')) as { default: string };
    const workerUrl = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
    for (let i = 0; i < 2; i += 1) {
      const { detector, ready } = start({ workerUrl });
      expect(await ready).to.equal('');
      detector.close();
    }
    URL.revokeObjectURL(workerUrl);
  });

  it('ends at the very frames in which it is closed', async () => {
    let batches = 0;
    const { detector, ready, post } = start({
      onFrames: () => {
        batches += 1;
        detector.close();
      },
    });
    await ready;
    for (let at = 0; at < clean.length; at += 320) post(at, clean.slice(at, at + 320));
    await waitUntil(() => batches > 0);
    await aTimeout(100);
    expect(batches).to.equal(1);
  });

  describe('where no worker can be had', () => {
    /** The same sound as in a worker, by what is left. */
    async function hearsOnThePage(given: Awaited<ReturnType<typeof toldBy>>): Promise<void> {
      given.ports.at(-1)!.postMessage({ startFrame: 0, samples: clean.slice() });
      await waitUntil(() => given.frames.length === HOPS);
      given.detector.close();
      expect(given.frames).to.deep.equal(await judge(clean, 16_000));
    }

    it('runs on the thread of the page, and says which file is missing', async () => {
      const given = await toldBy({ workerUrl: '/nowhere.js' });
      expect(given.told).to.deep.equal([
        `ready. It runs on the page's own thread. ${location.origin}/nowhere.js answered 404. ` +
          "Serve the package's worker there.",
      ]);
      expect(given.isEarly).to.equal(false);
      await hearsOnThePage(given);
    });

    it('shows no secret of the address', async () => {
      for (const workerUrl of [
        '/nowhere.js?token=s3cret#s3cret',
        `//me:s3cret@${location.host}/nowhere.js`,
        'http://s3cret@[?s3cret',
      ]) {
        const given = await toldBy({ workerUrl });
        expect(given.told.join())
          .to.match(/nowhere\.js |is none/)
          .and.not.include('s3cret');
        given.detector.close();
      }
    });

    it('says what a file of another origin needs', async () => {
      const given = await toldBy({ workerUrl: `http://127.0.0.1:${location.port}/nowhere.js` });
      expect(given.told.join()).to.match(/on the page's own thread\. .*127\.0\.0\.1.* (can't be reached|failed)/);
      await hearsOnThePage(given);
    });

    it('says so when the address of the worker is none', async () => {
      const given = await toldBy({ workerUrl: 'http://[' });
      expect(given.told.join()).to.contain("on the page's own thread. The address http://[ is none.");
      await hearsOnThePage(given);
    });

    it('says so when something else is answered', async () => {
      const given = await toldBy({ workerUrl: '/test/fixtures/speech.wav' });
      expect(given.told.join()).to.match(/speech\.wav (is served as .*it must be text\/javascript|failed)/);
      await hearsOnThePage(given);
    });

    it('says what the security policy of the page has to allow', async () => {
      const frame = document.createElement('iframe');
      frame.srcdoc = `<meta http-equiv="Content-Security-Policy" content="worker-src 'none'"><script type="module">
        import { SileroDetector } from '/src/detector/silero-detector.ts';
        const detail = (options) => new SileroDetector(options);
        parent.dispatchEvent(new CustomEvent('detector-loaded', { detail }));
      </script>`;
      const loaded = new Promise<Event>((resolve) => addEventListener('detector-loaded', resolve, { once: true }));
      document.body.append(frame);
      // The script in the frame sends the module's own class.
      const { detail: create } = (await loaded) as CustomEvent<(options: SileroOptions) => SileroDetector>;
      const given = await toldBy({}, create);
      expect(given.told.join()).to.contain("in the page's Content-Security-Policy worker-src needs blob:");
      await hearsOnThePage(given);
      frame.remove();
    });

    it('goes on with the same sound when its worker dies', async () => {
      const { Worker } = window;
      const workers: Worker[] = [];
      window.Worker = class extends Worker {
        constructor(...given: ConstructorParameters<typeof Worker>) {
          super(...given);
          workers.push(this);
        }
      };
      const given = await toldBy({});
      window.Worker = Worker;
      expect(given.told).to.deep.equal(['ready. ']);
      workers[0]!.onerror!(new ErrorEvent('error', { message: 'out of memory' }));
      await waitUntil(() => given.told.length > 1);
      expect(given.told[1]).to.equal("ready. It runs on the page's own thread. The worker failed: out of memory.");
      expect(given.ports.length).to.equal(2);
      await hearsOnThePage(given);
    });
  });

  describe('where its numbers can not be had', () => {
    for (const [name, loadNumbers, words] of [
      ['are missing', () => import(`${location.origin}/nowhere.js`), /did not load.*script-src.*nowhere\.js/],
      ['are answered with a page', () => import(`${location.origin}/test/e2e/page.html`), /did not load/],
      [
        'are cut short',
        () => import('../../src/detector/silero-v5-numbers.js').then((all) => all.SILERO_V5.slice(0, 4000)),
        /3000 bytes where 445186 should be/,
      ],
      ['are damaged', () => Promise.resolve('?'.repeat(1000)), /Voice detection is off/],
    ] as const) {
      it(`says so when they ${name}`, async () => {
        const { told, isEarly } = await toldBy({ loadNumbers });
        expect(told).to.have.length(1);
        expect(told[0])
          .to.match(/^Voice detection is off\. /)
          .and.to.match(words);
        expect(isEarly).to.equal(false);
      });
    }

    it('does not wait for them for longer than 20 s', async () => {
      const { setTimeout } = window;
      const { told } = await toldBy({ loadNumbers: () => new Promise(() => {}) }, (options) => {
        const hurried = (run: () => void, ms: number): number => setTimeout(run, ms === 20_000 ? 100 : ms);
        Object.assign(window, { setTimeout: hurried });
        const detector = new SileroDetector(options);
        // It begins in a microtask of its own.
        queueMicrotask(() => Object.assign(window, { setTimeout }));
        return detector;
      });
      expect(told.join()).to.match(/did not arrive within 20 s/);
    });
  });
});
