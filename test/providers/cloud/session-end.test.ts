import { expect } from '@open-wc/testing';
import { secsOf, tellEnd } from '../../../src/providers/cloud/session-end.js';
import { backstage } from '../provider-contract.js';
import { VirtualTime } from '../virtual-time.js';

describe('tellEnd', () => {
  let time: VirtualTime;
  beforeEach(() => {
    time = new VirtualTime();
  });
  afterEach(() => {
    time.restore();
  });

  for (const [secs, told] of [
    [1200, [60, 15]],
    [60, [60, 15]],
    [59, [59, 15]],
    [40, [40, 15]],
    [15, [15]],
    [5, [5]],
    [0.4, [1]],
    [0, []],
    [-60, []],
    [1e12, []],
    [Infinity, []],
    [NaN, []],
  ] as const) {
    it(`tells a minute before or at once, and once more, of an end in ${secs} s`, async () => {
      const { context, events } = backstage();
      tellEnd(context, secs, 'max-duration');
      await time.pass();
      expect(events).to.deep.equal(
        told.map((remainingSecs) => ({ type: 'session-ending', remainingSecs, reason: 'max-duration' })),
      );
    });
  }

  it('tells nothing of a conversation that is over', async () => {
    const { context, events, abort } = backstage();
    tellEnd(context, 90, 'token');
    abort();
    await time.pass();
    expect(events).to.deep.equal([]);
  });
});

describe('secsOf', () => {
  for (const [given, secs] of [
    [30, 30],
    ['30', 30],
    [' 7.5 ', 7.5],
    [0, 0],
    [86_400, 86_400],
    ...[86_401, 1e300, '1e300', -1, NaN, Infinity, '', ' ', 'soon', null, undefined, true, {}, [30]].map(
      (absurd) => [absurd, null] as const,
    ),
  ] as const) {
    it(`reads ${JSON.stringify({ given })} (${typeof given}) as ${secs}`, () => {
      expect(secsOf(given)).to.equal(secs);
    });
  }
});
