import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { suggestSlide } from '../../../src/core/analysis/suggest-slide.js';
import { analyzedSpeakers, bruteForce, speaker, type AnalyzedTurn } from '../analyzed-speaker.js';
import '../seed.js';

/** Thinks long in the midst of sentences, and ends them clearly. */
const THINKER: AnalyzedTurn[] = Array.from({ length: 12 }, (_, i) => ({
  pauses: [
    [600 + 50 * i, 0.05],
    [1200, 0.1],
  ],
  end: 0.95,
}));

/** Pauses as briefly as a sentence is read, and sounds complete in each pause. */
const READER: AnalyzedTurn[] = Array.from({ length: 12 }, () => ({ pauses: [[250, 0.95]], end: 0.95 }));

describe('suggestSlide', () => {
  it('finds what trying all numbers finds, and judges each utterance by the others alone', () => {
    fc.assert(
      fc.property(analyzedSpeakers, fc.constantFrom(0, 0.1, 0.3), (script, budget) => {
        const { silence, analyzer, leftOut, isSilenceBest, suggested } = suggestSlide(speaker(script), { budget });
        expect(silence.delayMs).to.be.closeTo(bruteForce(script, budget, 'silence').delayMs, 0.001);
        expect(analyzer.delayMs).to.be.closeTo(bruteForce(script, budget, 'slide').delayMs, 0.001);
        expect(analyzer.cutOffRate).to.be.at.most(budget);
        expect(suggested).to.equal(isSilenceBest ? silence : analyzer);
        const waits = script.map((turn, i) => {
          const { stopMs } = bruteForce(script.toSpliced(i, 1), budget, 'silence');
          return { stopMs, cutOffs: turn.pauses.filter(([lengthMs]) => lengthMs >= Math.max(100, stopMs)).length };
        });
        const mean = waits.reduce((sum, { stopMs }) => sum + stopMs, 0) / waits.length;
        expect(leftOut.silence.delayMs).to.be.closeTo(mean, 0.001);
        const cutOffs = waits.reduce((sum, one) => sum + one.cutOffs, 0);
        expect(leftOut.silence.cutOffRate * silence.pauses).to.be.closeTo(cutOffs, 0.001);
      }),
      { numRuns: 60 },
    );
  });

  it('saves the waiting of a person who thinks before the end alone', () => {
    const found = suggestSlide(speaker(THINKER), { budget: 0.05 });
    expect(found.isSilenceBest).to.equal(false);
    expect(found.silence.delayMs).to.equal(1300);
    expect(found.suggested.delayMs).to.be.below(400);
    expect(found.savedMs).to.be.above(800);
    expect(found).to.include({ utterances: 12, pauses: 24, tooLittle: '' });
  });

  it('says silence alone for a person who sounds complete in every pause', () => {
    const found = suggestSlide(speaker(READER));
    expect(found.isSilenceBest).to.equal(true);
    expect(found.suggested).to.include({ minStopSecs: 0.3, stopSecs: 0.3, cutOffs: 0 });
    expect(found.savedMs).to.equal(0);
  });

  it('is less sure with few pauses', () => {
    const width = (turns: readonly AnalyzedTurn[]): number => {
      const [low, high] = suggestSlide(speaker(turns)).leftOut.analyzer.cutOffRateRange;
      expect(low).to.equal(0);
      return high;
    };
    expect(width(THINKER)).to.be.closeTo(0.138, 0.001);
    expect(width(THINKER.slice(0, 3))).to.be.closeTo(0.39, 0.001);
    expect(width([])).to.equal(1);
  });

  it('says what is missing, and takes silence alone where there is one turn or none', () => {
    expect(suggestSlide(speaker(THINKER.slice(0, 1)))).to.include({ isSilenceBest: true });
    const none = suggestSlide([]);
    expect(none).to.include({ isSilenceBest: true, utterances: 0, pauses: 0 });
    expect(none.tooLittle).to.contain('5 more turns and 10 more pauses');
  });
});
