import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { slideTradeOff, type SlidePoint } from '../../../src/core/analysis/slide-trade-off.js';
import { STOP_SECS_GRID, tradeOffAt } from '../../../src/core/analysis/trade-off.js';
import { analyzedSpeakers, bruteForce, speaker } from '../analyzed-speaker.js';
import { PRESENT } from '../scripted-speaker.js';
import '../seed.js';

const ASK_AFTER_SECS = 0.2;

describe('slideTradeOff', () => {
  it('waits as little as trying all numbers does, at every rate of cut-offs', () => {
    fc.assert(
      fc.property(analyzedSpeakers, fc.constantFrom(0, 0.05, 0.1, 0.3, 1), (script, budget) => {
        const { silence, analyzer } = slideTradeOff(speaker(script), ASK_AFTER_SECS);
        expect(within(silence, budget)).to.be.closeTo(bruteForce(script, budget, 'silence').delayMs, 0.001);
        expect(within(analyzer, budget)).to.be.closeTo(bruteForce(script, budget, 'slide').delayMs, 0.001);
      }),
      { numRuns: 100 },
    );
  });

  it('draws curves on which every longer wait cuts off less', () => {
    fc.assert(
      fc.property(analyzedSpeakers, (script) => {
        const { silence, analyzer } = slideTradeOff(speaker(script), ASK_AFTER_SECS);
        for (const points of [silence, analyzer]) {
          points.slice(1).forEach((point, i) => {
            expect(point.delayMs).to.be.greaterThan(points[i]!.delayMs);
            expect(point.cutOffs).to.be.lessThan(points[i]!.cutOffs);
          });
        }
      }),
      { numRuns: 50 },
    );
  });

  it('has the points of tradeOffAt where silence alone decides', () => {
    const utterances = speaker([
      {
        pauses: [
          [300, 0.2],
          [900, 0.8],
        ],
        end: 0.9,
      },
      { pauses: [[1400, null]], end: 0.4 },
    ]);
    for (const { stopSecs, cutOffs, pauses, cutOffRate, delayMs } of slideTradeOff(utterances, ASK_AFTER_SECS)
      .silence) {
      const alone = tradeOffAt(
        utterances.map(({ utterance }) => utterance),
        { ...PRESENT, stopSecs },
      );
      expect(alone).to.deep.include({ cutOffs, pauses, cutOffRate, delayMs });
    }
  });

  it('never ends a turn before the analyzer was asked, and leaves to silence what it was not asked about', () => {
    const sliding = (askAfterSecs: number): number[] =>
      slideTradeOff(speaker([{ pauses: [[900, 0]], end: 1 }]), askAfterSecs)
        .analyzer.filter(({ minStopSecs, stopSecs }) => minStopSecs < stopSecs)
        .map(({ delayMs }) => delayMs);
    expect(sliding(0.4)).to.deep.equal([400]);
    expect(sliding(0.1)).to.deep.equal([100]);
    const unknown = speaker([{ pauses: [], end: null }]);
    expect(slideTradeOff(unknown, ASK_AFTER_SECS).analyzer[0]).to.include({ delayMs: STOP_SECS_GRID[0]! * 1000 });
  });

  it('is empty of cut-offs and of delay without anything said', () => {
    const { silence, analyzer } = slideTradeOff([], ASK_AFTER_SECS);
    for (const points of [silence, analyzer]) {
      expect(points).to.have.lengthOf(1);
      expect(points[0]).to.include({ cutOffRate: 0, pauses: 0, delayMs: 0 });
    }
  });
});

function within(points: readonly SlidePoint[], budget: number): number {
  return Math.min(...points.filter(({ cutOffRate }) => cutOffRate <= budget).map(({ delayMs }) => delayMs));
}
