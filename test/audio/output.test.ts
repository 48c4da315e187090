import { aTimeout, expect, waitUntil } from '@open-wc/testing';
import { SpeakerOutput } from '../../src/audio/output.js';
import { needs } from '../engine.js';

const HZ = 48_000;
const LEVEL = 0.5;

interface Recorded {
  readonly context: AudioContext;
  readonly output: SpeakerOutput;
  readonly elements: HTMLMediaElement[];
  /** What left for the speakers until now, as samples. */
  samples(): Float32Array;
}

const opened: AudioContext[] = [];
const { play } = HTMLMediaElement.prototype;

/** An output whose way to the speakers is recorded. */
function recorded(): Recorded {
  needs('MediaStreamTrackProcessor' in globalThis);
  const context = new AudioContext({ sampleRate: HZ });
  opened.push(context);
  const chunks: Float32Array[] = [];
  const create = context.createMediaStreamDestination.bind(context);
  context.createMediaStreamDestination = () => {
    const destination = create();
    const [track] = destination.stream.getAudioTracks();
    void record(track!, chunks);
    return destination;
  };
  const elements: HTMLMediaElement[] = [];
  HTMLMediaElement.prototype.play = function () {
    elements.push(this);
    return play.call(this);
  };
  const output = new SpeakerOutput(context, () => {});
  return { context, output, elements, samples: () => Float32Array.from(chunks.flatMap((chunk) => [...chunk])) };
}

interface Chunk {
  readonly numberOfFrames: number;
  copyTo(target: Float32Array, options: { planeIndex: number; format: 'f32-planar' }): void;
  close(): void;
}
declare const MediaStreamTrackProcessor: new (init: { track: MediaStreamTrack }) => {
  readonly readable: ReadableStream<Chunk>;
};

async function record(track: MediaStreamTrack, chunks: Float32Array[]): Promise<void> {
  const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    const samples = new Float32Array(value!.numberOfFrames);
    value!.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
    value!.close();
    chunks.push(samples);
  }
}

const steady = (secs: number): Float32Array => new Float32Array(secs * HZ).fill(LEVEL);
const isHeard = ({ samples }: Recorded): boolean => samples().some((sample) => sample > LEVEL * 0.99);

/** Recorded so far that it is silent again: what was recorded arrives late on a busy machine. */
const isOver = ({ samples }: Recorded): boolean =>
  samples()
    .subarray(-HZ / 20)
    .every((sample) => Math.abs(sample) <= 1e-4);

/** From the last sample at full level to the last that is no silence, ms. */
function fadeMs(samples: Float32Array): number {
  const full = samples.findLastIndex((sample) => sample > LEVEL * 0.99);
  const last = samples.findLastIndex((sample) => Math.abs(sample) > 1e-4);
  return ((last - full) * 1000) / HZ;
}

afterEach(async () => {
  HTMLMediaElement.prototype.play = play;
  await Promise.all(opened.splice(0).map((context) => context.close()));
});

describe('promise 9: an interruption that does not silence at once', () => {
  it('is silent within 120 ms, by a fade without a jump', async () => {
    const taped = recorded();
    const playing = taped.output.playSamples(steady(3), HZ);
    await waitUntil(() => isHeard(taped));
    taped.output.stop(0.12);
    await playing;
    await waitUntil(() => isOver(taped));
    const samples = taped.samples();
    expect(fadeMs(samples)).to.be.within(90, 123);
    const start = samples.findIndex((sample) => sample > LEVEL * 0.99);
    const steps = samples.subarray(start + 1).map((sample, i) => Math.abs(sample - samples[start + i]!));
    expect(Math.max(...steps)).to.be.below(0.01);
  });

  it('is silent at once without a fade', async () => {
    const taped = recorded();
    const playing = taped.output.playSamples(steady(3), HZ);
    await waitUntil(() => isHeard(taped));
    taped.output.stop(0);
    await playing;
    await waitUntil(() => isOver(taped));
    expect(fadeMs(taped.samples())).to.be.below(3);
  });

  it('plays nothing of an answer that was interrupted before its first sample', async () => {
    const taped = recorded();
    let isAudible = false;
    const playing = taped.output.playSamples(steady(0.3), HZ, { onAudible: () => (isAudible = true) });
    taped.output.stop(0.12);
    await playing;
    await aTimeout(100);
    expect(isHeard(taped)).to.be.false;
    expect(isAudible).to.be.false;
  });

  it('plays the newest answer alone', async () => {
    const taped = recorded();
    const first = taped.output.playSamples(steady(3), HZ);
    await taped.output.playSamples(steady(0.1), HZ);
    await first;
    await aTimeout(50);
    expect(Math.max(...taped.samples())).to.be.below(LEVEL * 1.01);
  });
});

describe('promise 10: whether the avatar is speaking', () => {
  it('is measured on what is heard, and nothing afterwards', async () => {
    const taped = recorded();
    expect(taped.output.level()).to.equal(0);
    const playing = taped.output.playSamples(steady(0.4), HZ);
    await waitUntil(() => taped.output.level() > 0.9);
    await playing;
    expect(taped.output.level()).to.equal(0);
  });

  it('says when the first sample above silence is heard, and never for silence', async () => {
    const { output, context } = recorded();
    await output.unlock();
    const late = new Float32Array(0.2 * HZ);
    late.fill(LEVEL, 0.15 * HZ);
    const began = performance.now();
    let audibleAt = 0;
    await output.playSamples(late, HZ, { onAudible: () => (audibleAt = performance.now()) });
    expect(audibleAt - began).to.be.within(145, 260 + context.outputLatency * 1000);
    audibleAt = 0;
    await output.playSamples(new Float32Array(0.05 * HZ), HZ, { onAudible: () => (audibleAt = performance.now()) });
    await aTimeout(100);
    expect(audibleAt).to.equal(0);
  });
});

describe('promise 8: the avatar that hears itself', () => {
  it('is heard through one media element, where echo cancellation hears it too', async () => {
    const { output, elements } = recorded();
    await output.playSamples(steady(0.02), HZ);
    await output.playSamples(steady(0.02), HZ);
    expect(new Set(elements).size).to.equal(1);
    expect(elements[0]?.srcObject).to.be.instanceOf(MediaStream);
  });

  it('is lowered while the user may be speaking, and comes back', async () => {
    const taped = recorded();
    const playing = taped.output.playSamples(steady(3), HZ);
    await waitUntil(() => isHeard(taped));
    taped.output.duck(true);
    const newest = (): number => taped.samples().at(-1) ?? 0;
    await waitUntil(() => newest() < LEVEL * 0.3);
    expect(newest()).to.be.above(0);
    taped.output.duck(false);
    await waitUntil(() => newest() > LEVEL * 0.95);
    taped.output.stop(0);
    await playing;
  });
});

describe('SpeakerOutput', () => {
  it('says that the browser blocks it while the browser does not answer yet', async () => {
    const context = new AudioContext();
    opened.push(context);
    Object.defineProperty(context, 'state', { get: () => 'suspended', configurable: true });
    context.resume = () => new Promise(() => {});
    const told: (boolean | string)[] = [];
    const output = new SpeakerOutput(context, (isBlocked) => told.push(isBlocked));
    const playing = output.playSamples(steady(0.1), HZ).catch(() => told.push('given up'));
    await waitUntil(() => told.length > 0);
    expect(told).to.deep.equal([true]);
    await playing;
    // Or it could not be closed.
    delete (context as { state?: unknown }).state;
  });

  it('says so when its context stops in the middle of an answer, and when it goes on', async () => {
    const context = new AudioContext();
    opened.push(context);
    const told: boolean[] = [];
    const output = new SpeakerOutput(context, (isBlocked) => told.push(isBlocked));
    const playing = output.playSamples(steady(3), HZ);
    await waitUntil(() => told.includes(false) && output.level() > 0);
    await context.suspend();
    await waitUntil(() => told.at(-1) === true);
    await context.resume();
    await waitUntil(() => told.at(-1) === false);
    output.stop(0);
    await playing;
  });

  it('says when the avatar is audible where the browser knows no latency', async () => {
    const context = new AudioContext();
    opened.push(context);
    Object.defineProperty(context, 'outputLatency', { value: undefined });
    const output = new SpeakerOutput(context, () => {});
    const late = new Float32Array(0.3 * HZ);
    late.fill(LEVEL, 0.2 * HZ);
    await output.unlock();
    const began = performance.now();
    let audibleAt = 0;
    await output.playSamples(late, HZ, { onAudible: () => (audibleAt = performance.now()) });
    expect(audibleAt - began).to.be.at.least(195);
  });

  it('is silent for good after close', async () => {
    const taped = recorded();
    const playing = taped.output.playSamples(steady(3), HZ);
    await waitUntil(() => isHeard(taped));
    taped.output.close();
    await playing;
    expect(taped.elements[0]?.paused).to.be.true;
    expect(taped.elements[0]?.srcObject).to.be.null;
  });

  it('plays again what the browser has paused, and asks for a tap when it is paused again at once', async () => {
    const context = new AudioContext();
    opened.push(context);
    const told: boolean[] = [];
    const elements: HTMLMediaElement[] = [];
    HTMLMediaElement.prototype.play = function () {
      elements.push(this);
      return play.call(this);
    };
    const output = new SpeakerOutput(context, (isBlocked) => told.push(isBlocked));
    await output.playStream(context.createMediaStreamDestination().stream);
    for (const element of new Set(elements)) element.pause();
    await waitUntil(() => elements.every(({ paused }) => !paused));
    const [speaker] = elements.filter(({ muted }) => !muted);
    expect(told.at(-1)).to.equal(false);
    speaker!.pause();
    await waitUntil(() => told.at(-1) === true);
    await output.unlock();
    expect([told.at(-1), speaker!.paused]).to.deep.equal([false, false]);
    output.close();
    const count = elements.length;
    await aTimeout(50);
    expect(elements).to.have.length(count);
  });
});
