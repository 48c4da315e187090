import { expect } from '@open-wc/testing';
import { timeText, formatValue } from '../../../inspector/events/format.js';

describe('timeText', () => {
  const base = { startAt: 1000, previousAt: 1500, timeOriginMs: new Date(2026, 0, 5, 9, 30).getTime() };

  it('tells the time since the start', () => {
    const texts = [1000, 13_345.4, 61_000.6, 3_723_004 + 1000, 400].map((at) => timeText('relative', at, base));
    expect(texts).to.deep.equal(['0:00.000', '0:12.345', '1:00.001', '1:02:03.004', '−0:00.600']);
  });

  it('tells the time of day', () => {
    expect(timeText('absolute', 61_234, base)).to.equal('09:31:01.234');
  });

  it('tells the time since the row before', () => {
    expect(timeText('delta', 1512.34, base)).to.equal('+12.3');
    expect(timeText('delta', 1499, base)).to.equal('−1.0');
    expect(timeText('delta', 1499, { ...base, previousAt: null })).to.equal('–');
  });

  it('stands times that are none', () => {
    expect(timeText('relative', NaN, base)).to.equal('–');
    expect(timeText('absolute', 1e300, base)).to.equal('–');
  });
});

describe('formatValue', () => {
  it('writes what JSON writes', () => {
    const value = { a: [1, 'x"\n', null], b: {}, c: [], d: { e: true } };
    expect(formatValue(value)).to.equal(JSON.stringify(value, null, 2));
  });

  it('names what JSON does not know', () => {
    const value = { a: undefined, b: () => 1, c: new Uint8Array(1200), d: new Map(), e: 5n, f: new Error('x') };
    const text = formatValue(value);
    expect(text).to.include('"a": undefined').and.to.include('"b": [function]').and.to.include('"e": 5');
    expect(text).to.include('[Uint8Array 1,200 bytes]').and.to.include('[Map]').and.to.include('[Error]');
  });

  it('cuts what is long, with a note', () => {
    expect(formatValue('x'.repeat(5000))).to.match(/^"x{2000}" … 3,000 more characters$/);
    expect(formatValue(Array.from({ length: 1500 }, () => 0))).to.include('… 1,300 more');
    const wide = Array.from({ length: 200 }, () => Array.from({ length: 200 }, () => 'y'));
    expect(formatValue(wide).split('\n').length).to.be.below(3000);
  });

  it('cuts what is deep, and what holds itself', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(formatValue(cycle)).to.include('1 entries, too deep to show');
  });

  it('stands getters that throw', () => {
    const value = Object.defineProperty({}, 'a', {
      enumerable: true,
      get: () => {
        throw new Error('not now');
      },
    });
    expect(formatValue(value)).to.include('[threw Error: not now]');
  });
});
