import '../../core/seed.js';
import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { Columns } from '../../../inspector/timeline/paint-curves.js';

function columnsOf(
  width: number,
  at: readonly number[],
  values: readonly number[],
  fromAt: number,
  toAt: number,
): Columns {
  const columns = new Columns(width);
  columns.add({ at, length: at.length }, values, { fromAt, toAt });
  return columns;
}

describe('Columns', () => {
  it('keeps one peak and one drop among thousands of values in a pixel', () => {
    const at = Array.from({ length: 100_000 }, (_, i) => (i + 1) * 20);
    const values = at.map(() => 0.5);
    values[50_010] = 0.9;
    values[50_020] = 0.1;
    const { low, high } = columnsOf(100, at, values, 0, 2_000_000);
    expect([low[50], high[50]]).to.deep.equal([Math.fround(0.1), Math.fround(0.9)]);
    expect([low[49], high[49]]).to.deep.equal([0.5, 0.5]);
  });

  it('fills all pixels that a value holds for', () => {
    const { high } = columnsOf(8, [32, 64], [0.25, 0.75], 0, 64);
    expect(Array.from(high)).to.deep.equal([0.25, 0.25, 0.25, 0.25, 0.75, 0.75, 0.75, 0.75]);
  });

  it('leaves a gap empty, and what is out of view out', () => {
    const { low, high } = columnsOf(10, [20, 5000, 9000], [1, 1, 1], 0, 1000);
    const known = Array.from(high, (value, x) => (value >= (low[x] ?? 0) ? x : -1)).filter((x) => x >= 0);
    expect(known).to.deep.equal([0]);
  });

  it('takes nothing from values that are no numbers', () => {
    const { low, high } = columnsOf(2, [10, NaN, 30], [NaN, 0.5, NaN], 0, 40);
    expect(Array.from(high).some((value) => value > 1 || Number.isNaN(value))).to.be.false;
    expect(Array.from(low).some((value) => value < 0.5)).to.be.false;
  });

  it('holds each value between low and high of its column, at every zoom', () => {
    const gaps = fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.float({ min: 0, max: 1, noNaN: true })), {
      minLength: 1,
      maxLength: 200,
    });
    fc.assert(
      fc.property(
        gaps,
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 100, max: 60_000 }),
        (steps, width, spanMs) => {
          let now = 0;
          const at = steps.map(([step]) => (now += step));
          const values = steps.map(([, value]) => value);
          const { low, high } = columnsOf(width, at, values, 0, spanMs);
          at.forEach((end, i) => {
            if (end >= spanMs) return;
            const x = Math.ceil((end / spanMs) * width - 1e-9) - 1;
            expect(values[i]).to.be.within(low[x]!, high[x]!);
          });
        },
      ),
      { numRuns: 200 },
    );
  });
});
