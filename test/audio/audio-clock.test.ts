import { expect } from '@open-wc/testing';
import { AudioClock } from '../../src/audio/audio-clock.js';

const HZ = 48_000;
const LATENCY_MS = 2;
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
  it('finds a frame for a moment and the moment for that frame', () => {
    for (const leadMs of [-700, 0, 500]) {
      const clock = watched(leadMs);
      for (let pageMs = 1000; pageMs < 5000; pageMs += 77.7) {
        const earlyMs = pageMs - clock.pageOf(clock.frameAfter(pageMs));
        expect(earlyMs).to.be.within(-1e-6, 1000 / HZ + 1e-6);
        expect(clock.pageOf(clock.frameUntil(pageMs))).to.be.at.least(pageMs);
      }
    }
  });

  it('forgets within half a second a device that stumbled, however seldom it looks', () => {
    const clock = watched(500);
    for (const pageMs of [1700, 1900, 2100]) clock.observe(framesOf(pageMs + 420), pageMs);
    expect(clock.pageOf(framesOf(3000 + 420))).to.be.closeTo(3000 - LATENCY_MS, 1e-6);
  });

  it('remembers a look from before the page was busy', () => {
    const clock = new AudioClock(HZ);
    clock.observe(framesOf(1000 + 500), 1000);
    for (const pageMs of [1200, 1400]) clock.observe(framesOf(pageMs + 492), pageMs);
    expect(clock.pageOf(framesOf(1400 + 500))).to.be.closeTo(1400 - LATENCY_MS, 1e-6);
  });

  it('tells what the context has lost since the device was connected, once enough looks agree', () => {
    const clock = watched(500);
    expect(clock.behindMs).to.equal(0);
    for (const pageMs of [1600, 1800]) clock.observe(framesOf(pageMs + 460), pageMs);
    expect(clock.behindMs, 'looks from before count still').to.equal(0);
    for (const pageMs of [2000, 2200, 2400]) clock.observe(framesOf(pageMs + 460), pageMs);
    expect(clock.behindMs).to.be.closeTo(40, 1e-6);
    clock.begin();
    clock.observe(framesOf(2600 + 460), 2600);
    expect(clock.behindMs, 'the queue is new').to.equal(0);
  });

  for (const standsMs of [300, 1000, 60_000]) {
    for (const isTold of [true, false]) {
      it(`holds at the first look after ${standsMs} ms of standing still, ${isTold ? 'told' : 'untold'}`, () => {
        const clock = watched(500);
        const stoppedAt = framesOf(1490 + 500);
        if (isTold) clock.standStill(stoppedAt);
        const leadMs = 500 - standsMs;
        const nowMs = 1500 + standsMs;
        clock.observe(framesOf(nowMs + leadMs), nowMs);
        expect(clock.frameAfter(nowMs)).to.be.closeTo(framesOf(nowMs + leadMs + LATENCY_MS), 1);
      });
    }
  }

  it('does not reach behind a standstill for a moment within it', () => {
    const clock = watched(500);
    const stoppedAt = framesOf(1490 + 500);
    clock.standStill(stoppedAt);
    clock.observe(stoppedAt + framesOf(20), 6500);
    expect(clock.frameAfter(4000)).to.equal(stoppedAt);
  });

  it('keeps the order of frames', () => {
    const clock = watched(0);
    expect(clock.pageOf(framesOf(40)) - clock.pageOf(framesOf(8))).to.be.closeTo(32, 1e-6);
  });
});
