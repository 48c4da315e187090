import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { suggest } from '../../../src/core/analysis/suggest.js';
import { PRESENT, asMs, rateBy, scripts, spoken, type Script } from '../scripted-speaker.js';
import '../seed.js';

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
