import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { firstBetween, firstIndex } from '../../../src/core/analysis/first-index.js';
import '../seed.js';

describe('firstIndex', () => {
  it('is where looking from the front finds it, or the length of the list', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), fc.integer({ min: -1, max: 21 }), (numbers, least) => {
        const sorted = [...numbers].sort((a, b) => a - b);
        const found = sorted.findIndex((number) => number >= least);
        expect(firstIndex(sorted, (number) => number >= least)).to.equal(found < 0 ? sorted.length : found);
      }),
    );
  });
});

describe('firstBetween', () => {
  it('looks at what lies between alone', () => {
    const isFrom = (index: number): boolean => index >= 5;
    expect(firstBetween(0, 9, isFrom)).to.equal(5);
    expect(firstBetween(7, 9, isFrom)).to.equal(7);
    expect(firstBetween(1, 4, isFrom)).to.equal(4);
    expect(firstBetween(3, 3, isFrom)).to.equal(3);
  });
});
