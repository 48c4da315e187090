import { expect } from '@open-wc/testing';
import { tellEnd } from '../../src/providers/session-end.js';
import { backstage } from './provider-contract.js';
import { VirtualTime } from './virtual-time.js';

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
    [40, [15]],
    [5, []],
    [0, []],
    [-60, []],
    [1e12, []],
    [Infinity, []],
    [NaN, []],
  ] as const) {
    it(`tells a minute before, and once more, of an end in ${secs} s`, async () => {
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
