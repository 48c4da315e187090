import { expect } from '@open-wc/testing';
import { WallClock } from '../../../inspector/sources/page-source.js';

describe('WallClock', () => {
  const { now } = Date;
  afterEach(() => {
    Date.now = now;
    Reflect.deleteProperty(performance, 'now');
  });

  it('knows how late it was before and after each sleep, in which page time stood still', () => {
    let pageMs = 1000;
    let sleptMs = 0;
    performance.now = () => pageMs;
    Date.now = () => 1_700_000_000_000 + pageMs + sleptMs;
    const clock = new WallClock();
    pageMs = 2000;
    clock.look();
    sleptMs = 3_600_000;
    pageMs = 2500;
    clock.look();
    pageMs = 4000;
    clock.look();
    sleptMs += 60_000;
    pageMs = 4100;
    clock.look();
    const slept = [0, 1500, 2000, 2001, 2499, 4000, 4050].map((at) => clock.originAt(at) - 1_700_000_000_000);
    expect(slept).to.deep.equal([0, 0, 0, 3_600_000, 3_600_000, 3_600_000, 3_660_000]);
  });

  it('takes no notice of a clock that is set right a little', () => {
    let setMs = 0;
    performance.now = () => 5000;
    Date.now = () => 1_700_000_000_000 + setMs;
    const clock = new WallClock();
    setMs = 900;
    clock.look();
    expect(clock.originAt(6000)).to.equal(1_699_999_995_000);
  });
});
