import { expect } from '@open-wc/testing';
import {
  foldFrame,
  INITIAL_ENDPOINTING,
  volumeOf,
  type EndpointingEdge,
} from '../../src/core/endpointing/endpointing.js';
import { DEFAULT_TURN_TAKING } from '../../src/core/settings/merge-turn-taking.js';
import {
  foldEnergy,
  foldVoiceActivity,
  NO_VOICE,
  type EnergyFrame,
  type VoiceActivityEdge,
} from '../../src/audio/energy-detector.js';
import {
  agreement,
  atLevel,
  concatenated,
  cut,
  gainOf,
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
const FRAME_MS = 20;

/** Levels in dBFS, each for some frames; -Infinity is digital silence. */
function judge(...levels: readonly (readonly [db: number, frames: number])[]): EnergyFrame[] {
  return fold(levels.flatMap(([db, frames]) => Array<number>(frames).fill(gainOf(db))));
}

function judgeSound(samples: Float32Array): EnergyFrame[] {
  const length = (16_000 * FRAME_MS) / 1000;
  return fold(
    Array.from({ length: Math.floor(samples.length / length) }, (_, i) =>
      rmsOf(samples.subarray(i * length, (i + 1) * length)),
    ),
  );
}

function fold(levels: readonly number[]): EnergyFrame[] {
  const frames: EnergyFrame[] = [];
  levels.forEach((rms, i) => frames.push(foldEnergy(frames.at(-1) ?? null, rms, i * FRAME_MS, (i + 1) * FRAME_MS)));
  return frames;
}

const isSpeech = ({ probability, volume }: EnergyFrame): boolean =>
  probability >= vad.confidence && volume >= vad.minVolume;

const speechOf = (frames: readonly EnergyFrame[]): Stretch[] =>
  joinedWithin(
    150,
    frames.filter(isSpeech).map(({ startMs, endMs }): Stretch => [startMs, endMs]),
  );

const shareOfSpeech = (frames: readonly EnergyFrame[]): number => frames.filter(isSpeech).length / frames.length;

function endpoint(frames: readonly EnergyFrame[]): EndpointingEdge[] {
  const edges: EndpointingEdge[] = [];
  frames.reduce(
    (state, frame) => foldFrame(state, frame, { vad, turn: null }, (edge) => edges.push(edge)),
    INITIAL_ENDPOINTING,
  );
  return edges;
}

describe('foldEnergy', () => {
  let clean: Float32Array;
  let truth: Stretch[];

  before(async () => {
    const speech = await loadSpeech();
    truth = speechIn(speech);
    clean = atLevel(speech, -25, cut(speech, truth));
  });

  describe('probability by decibels above the floor', () => {
    // A minute at the floor, then one frame.
    for (const [aboveDb, least, most] of [
      [-20, 0, 0.01],
      [0, 0, 0.02],
      [3, 0.05, 0.15],
      [5.5, 0.48, 0.5],
      [7, 0.7, 0.8],
      [10, 0.95, 1],
      [30, 0.999, 1],
    ] as const) {
      it(`lies within ${least} and ${most} at ${aboveDb} dB`, () => {
        expect(judge([-45, 3000], [-45 + aboveDb, 1]).at(-1)?.probability).to.be.within(least, most);
      });
    }
  });

  it('carries the times it was given and the volume of the frame', () => {
    const { startMs, endMs, volume } = foldEnergy(null, 0.1, 1234.5, 1254.5);
    expect({ startMs, endMs, volume }).to.deep.equal({ startMs: 1234.5, endMs: 1254.5, volume: volumeOf(0.1) });
  });

  it('gives the same for a stretch cut in another way', () => {
    const coarse = judge([-60, 50], [-20, 10]).at(-1)!;
    let fine: EnergyFrame | null = null;
    for (let ms = 0; ms < 1200; ms += 10) fine = foldEnergy(fine, gainOf(ms < 1000 ? -60 : -20), ms, ms + 10);
    expect(fine?.floor).to.be.closeTo(coarse.floor, 0.001);
  });

  describe('the floor', () => {
    const floorDb = (frames: readonly EnergyFrame[]): number => 100 * frames.at(-1)!.floor - 110.3;

    it('falls to a quiet room within a pause', () => {
      expect(floorDb(judge([-60, 10]))).to.be.closeTo(-60, 0.5);
    });

    it('climbs by 3 dB in a second', () => {
      expect(floorDb(judge([-60, 50], [-20, 50]))).to.be.closeTo(-57, 0.2);
    });

    it('stays where it is through digital silence', () => {
      expect(floorDb(judge([-55, 50], [-Infinity, 500]))).to.be.closeTo(-55, 0.1);
    });

    it('learns nothing from digital silence at the start', () => {
      const frames = judge([-Infinity, 30], [-55, 10]);
      expect(shareOfSpeech(frames)).to.equal(0);
      expect(floorDb(frames)).to.be.closeTo(-55, 0.5);
    });

    it('never falls among converter noise, above which a breath would be speech', () => {
      const frames = judge([-90, 200], [-68, 5]);
      expect(frames.at(-1)?.probability).to.be.below(0.1);
    });

    it('does not learn a minute of talk between whose words a noise gate leaves digital silence', () => {
      const gated = new Float32Array(clean.length);
      for (const [startMs, endMs] of truth) gated.set(clean.subarray(startMs * 16, endMs * 16), startMs * 16);
      const frames = judgeSound(concatenated(Array<Float32Array>(10).fill(gated)));
      expect(agreement(speechOf(frames.slice(-300)), truthAt(54_000))).to.be.above(0.95);
    });

    it('does not learn half a minute of talk without a breath', () => {
      const breathless = cut(mixed(clean, whiteNoise(clean.length, -65)), truth);
      const frames = judgeSound(concatenated(Array<Float32Array>(8).fill(breathless)));
      expect(shareOfSpeech(frames.slice(-200))).to.be.above(0.9);
    });
  });

  it('hears speech in a quiet room', () => {
    const frames = judgeSound(mixed(clean, pinkNoise(clean.length, -70)));
    expect(agreement(speechOf(frames), truth)).to.be.above(0.98);
  });

  it('hears speech at 10 dB over pink noise that it has had time to learn', () => {
    const lead = 6000;
    const noise = pinkNoise(clean.length + lead * 16, -35);
    const frames = judgeSound(mixed(concatenated([new Float32Array(lead * 16), clean]), noise));
    const heard = frames.slice(lead / FRAME_MS);
    expect(agreement(speechOf(heard), truthAt(lead))).to.be.above(0.85);
    // Each sentence is heard, and begins where it begins.
    const onsets = endpoint(heard).flatMap((edge) => (edge.type === 'speech-started' ? [edge.onsetMs - lead] : []));
    for (const [startMs] of truth) {
      expect(onsets.some((onsetMs) => Math.abs(onsetMs - startMs) <= 150)).to.equal(true);
    }
  });

  it('gives the endpointing each sentence of a quiet room within a frame of where it begins and ends', () => {
    const edges = endpoint(judgeSound(mixed(clean, pinkNoise(clean.length, -70))));
    expect(edges.map(({ type }) => type)).to.deep.equal(truth.flatMap(() => ['speech-started', 'speech-ended']));
    edges.forEach((edge, i) => {
      const found = edge.type === 'speech-ended' ? edge.endMs : 'onsetMs' in edge ? edge.onsetMs : NaN;
      expect(found).to.be.closeTo(truth[i >> 1]![i & 1]!, FRAME_MS);
    });
  });

  for (const db of [-60, -45, -30, -20]) {
    it(`does not call white noise at ${db} dBFS speech once it has learned it`, () => {
      const learned = judgeSound(whiteNoise(20 * 16_000, db)).slice(500);
      expect(Math.max(...learned.map(({ probability }) => probability))).to.be.below(0.7);
    });

    it(`lets pink noise at ${db} dBFS start no speech once it has learned it`, () => {
      const learned = judgeSound(pinkNoise(60 * 16_000, db)).slice(500);
      expect(shareOfSpeech(learned)).to.be.below(0.03);
      expect(endpoint(learned).filter(({ type }) => type === 'speech-started')).to.deep.equal([]);
    });
  }

  function truthAt(offsetMs: number): Stretch[] {
    return truth.map(([startMs, endMs]): Stretch => [startMs + offsetMs, endMs + offsetMs]);
  }
});

describe('foldVoiceActivity', () => {
  /** `#` is a frame of 20 ms with a voice, `.` one without. */
  function edgesOf(frames: string): VoiceActivityEdge[] {
    const edges: VoiceActivityEdge[] = [];
    Array.from(frames).reduce((state, mark, i) => {
      const [startMs, endMs] = [i * FRAME_MS, (i + 1) * FRAME_MS];
      const frame = { startMs, endMs, probability: mark === '#' ? 0.5 : 0.49, volume: 1 };
      return foldVoiceActivity(state, frame, (edge) => edges.push(edge));
    }, NO_VOICE);
    return edges;
  }

  for (const { frames, edges } of [
    { frames: '..........', edges: [] },
    { frames: '..#', edges: [[true, 40]] },
    { frames: '..###.....', edges: [[true, 40]] },
    {
      frames: '..###......',
      edges: [
        [true, 40],
        [false, 100],
      ],
    },
    { frames: '#.....#.....#', edges: [[true, 0]] },
    {
      frames: '#......#......',
      edges: [
        [true, 0],
        [false, 20],
        [true, 140],
        [false, 160],
      ],
    },
  ] as const) {
    it(`tells of ${edges.length} changes in ${frames}`, () => {
      expect(edgesOf(frames).map(({ isActive, atMs }) => [isActive, atMs])).to.deep.equal(edges);
    });
  }

  it('keeps the very same state while nothing changes', () => {
    const frame = { startMs: 0, endMs: 20, probability: 0, volume: 0 };
    expect(foldVoiceActivity(NO_VOICE, frame, () => {})).to.equal(NO_VOICE);
  });
});
