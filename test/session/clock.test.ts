import { aTimeout, expect } from '@open-wc/testing';
import { pageClock } from '../../src/session/clock.js';

describe('pageClock', () => {
  it("tells the page's time, the scale of Event.timeStamp", () => {
    const { timeStamp } = new Event('press');
    const now = pageClock().now();
    expect(now).to.be.within(timeStamp, timeStamp + 50);
  });

  it('wakes at a moment or later, and at once for one that is over', async () => {
    const clock = pageClock();
    const wokenAt = (at: number): Promise<number> =>
      new Promise((resolve) => {
        clock.wakeAt(at, () => {
          resolve(clock.now());
        });
      });
    const soon = clock.now() + 20;
    expect(await wokenAt(soon)).to.be.least(soon - 1);
    expect(await wokenAt(-1000)).to.be.below(clock.now() + 1);
  });

  it('has one alarm: the newest wins, and null sets none', async () => {
    const clock = pageClock();
    const rung: string[] = [];
    clock.wakeAt(clock.now() + 5, () => rung.push('first'));
    clock.wakeAt(clock.now() + 10, () => rung.push('second'));
    await aTimeout(30);
    clock.wakeAt(clock.now() + 5, () => rung.push('third'));
    clock.wakeAt(null, () => rung.push('none'));
    await aTimeout(30);
    expect(rung).to.deep.equal(['second']);
  });
});
