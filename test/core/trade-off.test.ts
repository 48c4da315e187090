import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { speechIn } from '../../src/core/speech-in.js';
import { suggest } from '../../src/core/suggest.js';
import { STOP_SECS_GRID, tradeOff, tradeOffAt } from '../../src/core/trade-off.js';
import { utterancesOf, type RecordedTurn, type Utterance } from '../../src/core/utterances.js';
import { columns, optionsOf } from './conversations.js';
import { frames } from './frames.js';
import './seed.js';

const HOP_MS = 10;
const PRESENT = { stopSecs: 3, preSpeechMs: 0, maxDurationSecs: 120 };

/** What a speaker is told to do: utterances, each as its pauses in ms between phrases of `phraseMs`. */
interface Script {
  readonly phraseMs: number;
  readonly utterances: readonly (readonly number[])[];
}

/** The script as it is heard and held: a button is down around each utterance, with a silence in between. */
function spoken({ phraseMs, utterances }: Script): Utterance[] {
  const holds: RecordedTurn[] = [];
  let drawing = '';
  let atMs = 0;
  const draw = (mark: '#' | '.', lengthMs: number): void => {
    drawing += `${mark}${lengthMs / HOP_MS}`;
    atMs += lengthMs;
  };
  for (const [index, pauses] of utterances.entries()) {
    draw('.', 400);
    const startMs = atMs - 200;
    draw('#', phraseMs);
    for (const pauseMs of pauses) {
      draw('.', pauseMs);
      draw('#', phraseMs);
    }
    draw('.', 400);
    holds.push({ turnId: index + 1, startMs, endMs: atMs - 100, source: 'pointer', reason: 'release' });
  }
  return utterancesOf(speechIn(columns(frames(drawing, HOP_MS)), optionsOf({}).vad), holds);
}

const scripts: fc.Arbitrary<Script> = fc.record({
  phraseMs: fc.integer({ min: 25, max: 300 }).map((hops) => hops * HOP_MS),
  utterances: fc.array(
    fc.array(
      fc.integer({ min: 10, max: 450 }).map((hops) => hops * HOP_MS),
      { maxLength: 6 },
    ),
    {
      minLength: 1,
      maxLength: 8,
    },
  ),
});

/** By the script alone: a pause as long as the silence that ends a turn ends it. */
function rateBy({ utterances }: Script, stopMs: number): number {
  const pauses = utterances.flat();
  return pauses.length === 0 ? 0 : pauses.filter((pauseMs) => pauseMs >= stopMs).length / pauses.length;
}

const asMs = (secs: number): number => Math.round(secs * 1000);

describe('tradeOff, of a scripted speaker', () => {
  it('has the rate and the delay of the script at every point', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        for (const { stopSecs, cutOffRate, delayMs } of tradeOff(spoken(script), PRESENT)) {
          expect(cutOffRate, `rate at ${stopSecs} s`).to.equal(rateBy(script, asMs(stopSecs)));
          expect(delayMs, `delay at ${stopSecs} s`).to.be.closeTo(stopSecs * 1000, 0.001);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('has the cap in the delay of an utterance that reaches it', () => {
    // 2 s of speech: a cap of 2.5 s leaves half a second of silence.
    const utterances = spoken({ phraseMs: 2000, utterances: [[]] });
    const delayAt = (maxDurationSecs: number, preSpeechMs = 0): number =>
      tradeOffAt(utterances, { stopSecs: 1, maxDurationSecs, preSpeechMs }).delayMs;
    expect(delayAt(2.5)).to.equal(500);
    expect(delayAt(2.5, 200)).to.equal(300);
    expect(delayAt(4)).to.equal(1000);
    // Cut in the midst of the speech, it goes on in a turn of its own.
    expect(delayAt(1.5)).to.equal(1000);
  });

  it('counts a cap within a pause as a cut-off', () => {
    const utterances = spoken({ phraseMs: 1000, utterances: [[800]] });
    expect(tradeOffAt(utterances, { stopSecs: 2, maxDurationSecs: 1.5, preSpeechMs: 0 }).cutOffs).to.equal(1);
    expect(tradeOffAt(utterances, { stopSecs: 2, maxDurationSecs: 1.9, preSpeechMs: 0 }).cutOffs).to.equal(0);
  });
});

describe('tradeOff', () => {
  it('has a point for each value of the grid and for the present one, in order', () => {
    const stops = (present: number): number[] =>
      tradeOff([], { ...PRESENT, stopSecs: present }).map(({ stopSecs }) => stopSecs);
    expect(stops(0.75)).to.deep.equal([...STOP_SECS_GRID, 0.75].sort((a, b) => a - b));
    expect(stops(3)).to.deep.equal(STOP_SECS_GRID);
    expect([STOP_SECS_GRID[0], STOP_SECS_GRID.at(-1), STOP_SECS_GRID.length]).to.deep.equal([0.1, 5, 50]);
  });

  it('passes over silences that are no pauses', () => {
    const pauses = [
      { startMs: 500, endMs: 590 },
      { startMs: 1000, endMs: 1100 },
    ];
    const utterance: Utterance = { startMs: 0, endMs: 2000, evidence: 'turn', pauses };
    expect(tradeOffAt([utterance], { ...PRESENT, stopSecs: 0.1 })).to.include({ cutOffs: 1, pauses: 1, cutOffRate: 1 });
  });

  it('is all zero without utterances', () => {
    expect(tradeOffAt([], PRESENT)).to.deep.equal({ stopSecs: 3, cutOffRate: 0, cutOffs: 0, pauses: 0, delayMs: 0 });
  });
});

describe('suggest, for a scripted speaker', () => {
  it('finds the smallest stopSecs within the tolerance, as trying them all does', () => {
    fc.assert(
      fc.property(scripts, fc.constantFrom(0, 0.05, 0.2), (script, tolerance) => {
        fc.pre(script.utterances.flat().length > 0);
        const found = suggest(spoken(script), PRESENT, { tolerance });
        const all = Array.from({ length: 50 }, (_, i) => (i + 1) / 10);
        const best = all.find((stopSecs) => rateBy(script, asMs(stopSecs)) <= tolerance);
        expect(found.stopSecs).to.equal(best);
        expect(found.cutOffRate).to.equal(rateBy(script, asMs(found.stopSecs)));
        expect(found.delayMs).to.be.closeTo(found.stopSecs * 1000, 0.001);
        const lengths = script.utterances.map(
          (pauses) => (pauses.length + 1) * script.phraseMs + pauses.reduce((sum, pauseMs) => sum + pauseMs, 0),
        );
        expect(found.maxDurationSecs * 1000).to.be.at.least(Math.max(...lengths) + found.stopSecs * 1000);
        expect(found.maxDurationSecs).to.equal(Math.ceil(found.maxDurationSecs));
      }),
      { numRuns: 200 },
    );
  });
});

describe('suggest', () => {
  const thinker: Script = {
    phraseMs: 600,
    utterances: [
      [300, 900],
      [1400, 400],
      [250, 700],
      [1100, 350],
      [500, 800],
    ],
  };

  it('says nothing is missing when there is enough', () => {
    expect(suggest(spoken(thinker), PRESENT)).to.deep.equal({
      stopSecs: 1.5,
      maxDurationSecs: 8,
      cutOffRate: 0,
      delayMs: 1500,
      utterances: 5,
      pauses: 10,
      tooLittle: '',
    });
  });

  it('bears as many cut-offs as it is told', () => {
    expect(suggest(spoken(thinker), PRESENT, { tolerance: 0.2 })).to.deep.include({ stopSecs: 1, cutOffRate: 0.2 });
    expect(suggest(spoken(thinker), PRESENT, { tolerance: 0.1 })).to.deep.include({ stopSecs: 1.2, cutOffRate: 0.1 });
  });

  it('takes the longest silence of the grid when none is long enough', () => {
    const found = suggest(spoken(thinker), PRESENT, { grid: [0.3, 0.6] });
    expect(found).to.deep.include({ stopSecs: 0.6, cutOffRate: 0.5 });
  });

  it('leaves room for the longest utterance, within what can be set', () => {
    const long = (phraseMs: number): number =>
      suggest(spoken({ phraseMs, utterances: [[200]] }), PRESENT).maxDurationSecs;
    expect(long(10_000)).to.equal(26);
    expect(long(70_000)).to.equal(120);
  });

  it('says what is missing, and how to come by it', () => {
    const few = suggest(spoken({ phraseMs: 600, utterances: [[300], [300, 400], [200], [300]] }), PRESENT).tooLittle;
    expect(few).to.contain('1 more turn and 5 more pauses within a turn');
    expect(few).to.contain('hold the button');
    const all = suggest([], PRESENT).tooLittle;
    expect(all).to.contain('5 more turns and 10 more pauses');
    const onlyPauses = suggest(spoken({ phraseMs: 600, utterances: Array(9).fill([300]) }), PRESENT).tooLittle;
    expect(onlyPauses).to.match(/^1 more pause within a turn would/);
  });

  it('keeps the present silence where there is no pause to choose by', () => {
    expect(suggest(spoken({ phraseMs: 600, utterances: [[], []] }), PRESENT)).to.include({ stopSecs: 3, pauses: 0 });
    expect(suggest([], { ...PRESENT, stopSecs: 2.2 })).to.include({ stopSecs: 2.2, utterances: 0 });
  });
});
