import { expect } from '@open-wc/testing';
import { AudioClock } from '../../src/audio/audio-clock.js';

const HZ = 48_000;
const framesOf = (ms: number): number => (ms * HZ) / 1000;

/** A context that is `leadMs` ahead of the page, looked at by a page that is late more often than not. */
function watched(leadMs: number): AudioClock {
  const clock = new AudioClock(HZ);
  for (let i = 0; i < 25; i++) {
    const pageMs = 1000 + i * 20;
    clock.observe(framesOf(pageMs + leadMs), pageMs + (i % 5) * 3);
  }
  return clock;
}

describe('AudioClock', () => {
  it('finds the moment at which a frame was heard, where that was measured', () => {
    const clock = watched(500);
    clock.calibrate(512);
    for (const pageMs of [0, 1234.5, 60_000]) {
      expect(clock.pageOf(framesOf(pageMs + 512))).to.be.closeTo(pageMs, 1e-6);
    }
  });

  it('finds a frame for a moment and the moment for that frame, apart by no more than the safe side', () => {
    for (const leadMs of [-700, 0, 500]) {
      for (const measuredMs of [null, leadMs + 12]) {
        const clock = watched(leadMs);
        clock.calibrate(measuredMs);
        for (let pageMs = 0; pageMs < 5000; pageMs += 77.7) {
          const frame = clock.frameAfter(pageMs);
          const earlyMs = pageMs - clock.pageOf(frame);
          const safeMs = measuredMs === null ? 0 : 3;
          expect(earlyMs).to.be.within(safeMs - 1e-6, safeMs + 1000 / HZ + 1e-6);
          expect(clock.pageOf(clock.frameUntil(pageMs))).to.be.at.least(pageMs);
        }
      }
    }
  });

  it('forgets within half a second what it saw before the device stood still, however seldom it looks', () => {
    const clock = watched(500);
    for (const pageMs of [1700, 1900, 2100]) clock.observe(framesOf(pageMs + 420), pageMs);
    expect(clock.pageOf(framesOf(3000 + 420))).to.be.closeTo(3000 - 2, 1e-6);
  });

  it('remembers a look from before the page was busy', () => {
    const clock = new AudioClock(HZ);
    clock.observe(framesOf(1000 + 500), 1000);
    for (const pageMs of [1200, 1400]) clock.observe(framesOf(pageMs + 492), pageMs);
    expect(clock.pageOf(framesOf(1400 + 500))).to.be.closeTo(1400 - 2, 1e-6);
  });

  it('keeps the order of frames', () => {
    const clock = watched(0);
    expect(clock.pageOf(framesOf(40)) - clock.pageOf(framesOf(8))).to.be.closeTo(32, 1e-6);
  });
});
