import { expect } from '@open-wc/testing';
import { medianOf } from '../../../inspector/model/median.js';
import { firstWhere, nearestTo } from '../../../inspector/model/sorted.js';

const TIMES = [10, 20, 20, 40];

describe('firstWhere', () => {
  it('finds the first of several alike, and the end when none is', () => {
    const firstFrom = (wanted: number): number => firstWhere(TIMES.length, (i) => TIMES[i]! >= wanted);
    expect([0, 10, 11, 20, 40, 41].map(firstFrom)).to.deep.equal([0, 0, 1, 1, 3, 4]);
    expect(firstWhere(0, () => true)).to.equal(0);
  });
});

describe('nearestTo', () => {
  it('finds the nearest value, at the ends and between', () => {
    const nearest = (wanted: number): number => nearestTo(wanted, TIMES.length, (i) => TIMES[i]!);
    expect([-5, 14, 15, 20, 29, 30, 99].map(nearest)).to.deep.equal([0, 0, 1, 1, 2, 3, 3]);
    expect(nearestTo(5, 0, () => 0)).to.equal(-1);
  });
});

describe('medianOf', () => {
  it('takes the middle value, or the mean of the two in the middle', () => {
    expect([medianOf([3, 1, 2]), medianOf([4, 1, 2, 3]), medianOf([])]).to.deep.equal([2, 2.5, null]);
  });
});
