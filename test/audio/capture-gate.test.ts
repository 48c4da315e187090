import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { CaptureGate } from '../../src/audio/capture-gate.js';
import '../core/seed.js';

const QUANTUM = 128;
const RING = 64 * QUANTUM;
const AHEAD = 2048;

/** A gate that hears its own frame numbers, and is driven as the worklet drives it. */
function driven(isTrackUsed = true) {
  const gate = new CaptureGate(RING, 48_000);
  gate.isTrackUsed = isTrackUsed;
  const out: number[] = [];
  const taken: number[] = [];
  let now = 0;
  const losses: number[] = [];
  const send = (): void => {
    taken.push(...(gate.take()?.samples ?? []));
    const lost = gate.takeLost();
    if (lost > 0) losses.push(lost);
    gate.takeDeparted();
  };
  const pass = (quanta: number): void => {
    for (let i = 0; i < quanta; i++) {
      // Frame 0 would look like silence.
      gate.write(
        now,
        Float32Array.from({ length: QUANTUM }, (_, at) => now + at + 1),
      );
      now += QUANTUM;
      const quantum = new Float32Array(QUANTUM);
      gate.fill(quantum);
      out.push(...quantum.filter((sample) => sample !== 0).map((sample) => sample - 1));
      send();
    }
  };
  const letFlow = (turnId: number): void => {
    gate.letFlow(turnId);
    send();
  };
  return {
    gate,
    pass,
    letFlow,
    out,
    taken: () => taken.map((sample) => sample - 1),
    losses,
    now: () => now,
  };
}

// A turn may wait half again as long as the ring lasts.
const quanta = fc.nat(96);
const back = fc.nat(RING / 2);

const frames = (from: number, until: number): number[] => Array.from({ length: until - from }, (_, i) => from + i);

describe('CaptureGate', () => {
  it('copies any stretch that it still has, across the seam of its ring, and nothing else', () => {
    const gate = new CaptureGate(RING, 48_000);
    for (let at = 0; at < RING + 10 * QUANTUM; at += QUANTUM) {
      gate.write(
        at,
        Float32Array.from({ length: QUANTUM }, (_, i) => at + i),
      );
    }
    const now = RING + 10 * QUANTUM;
    const { startFrame, samples } = gate.copyHeld(0, now + 500);
    expect([startFrame, samples.length]).to.deep.equal([now - RING, RING]);
    expect(samples.every((sample, i) => sample === startFrame + i)).to.equal(true);
    expect(gate.copyHeld(now - 300, now - 100).samples[0]).to.equal(now - 300);
    expect(gate.copyHeld(now + 100, now + 200).samples.length).to.equal(0);
    expect(gate.copyHeld(0, 5).samples.length).to.equal(0);
  });

  it('opens in no sound that is further ahead than what is on its way', () => {
    const { gate, pass, now } = driven();
    pass(10);
    expect(gate.open(1, now() + 100_000)).to.equal(now() + AHEAD);
  });

  it('lets out what waited, from the beginning, by the track and as samples', () => {
    const room = driven();
    room.pass(10);
    room.gate.open(1, 1000);
    room.pass(20);
    room.gate.close(1, 3000, false);
    room.pass(10);
    room.letFlow(1);
    room.pass(60);
    expect(room.out).to.deep.equal(frames(1000, 3000));
    expect(room.taken()).to.deep.equal(frames(1000, 3000));
    expect(room.losses).to.deep.equal([]);
    expect(room.gate.turnId).to.equal(null);
  });

  it('ends where the track has got to, if that is further than the end that was wanted', () => {
    const room = driven();
    room.pass(10);
    room.gate.open(1, room.now());
    room.letFlow(1);
    room.pass(20);
    const end = room.gate.close(1, 2000, false);
    room.pass(60);
    expect(end).to.equal(30 * QUANTUM);
    expect(room.out).to.deep.equal(frames(10 * QUANTUM, 30 * QUANTUM));
    expect(room.gate.open(2, 0)).to.equal(end);
    expect(room.gate.takeLost(), 'an earlier turn had it').to.equal(0);
  });

  it('counts what a turn asked for and the ring has no more, but not what was never heard', () => {
    const early = driven();
    early.pass(10);
    early.gate.open(1, -500);
    expect(early.gate.takeLost()).to.equal(0);
    const late = driven();
    late.pass(80);
    expect(late.gate.open(1, 1000)).to.equal(16 * QUANTUM);
    expect(late.gate.takeLost()).to.equal(16 * QUANTUM - 1000);
  });

  it('counts nothing as lost from before its first sound, where a turn began before that', () => {
    const gate = new CaptureGate(RING, 48_000);
    gate.open(1, 1000);
    gate.letFlow(1);
    gate.write(3000, new Float32Array(QUANTUM));
    expect(gate.take()?.startFrame).to.equal(3000);
    expect(gate.takeLost()).to.equal(0);
  });

  it('drains a turn of which everything was overwritten', () => {
    const room = driven();
    room.pass(10);
    room.gate.open(1, 1000);
    room.gate.close(1, 1200, false);
    room.pass(100);
    room.letFlow(1);
    room.pass(1);
    expect(room.out).to.deep.equal([]);
    expect(room.losses).to.deep.equal([200]);
    expect(room.gate.turnId).to.equal(null);
  });

  for (const isTrackUsed of [true, false]) {
    it(`lets nothing out that is not of the turn, however long it waits${isTrackUsed ? '' : ', as samples alone'}`, () => {
      fc.assert(
        fc.property(fc.tuple(quanta, quanta, quanta, back, back), ([heard, held, waits, fromBack, untilBack]) => {
          const room = driven(isTrackUsed);
          room.pass(1 + heard);
          const start = room.gate.open(1, room.now() - fromBack);
          room.gate.takeLost();
          room.pass(held);
          const end = room.gate.close(1, room.now() - untilBack, false)!;
          room.pass(waits);
          const oldest = Math.max(0, room.now() - RING);
          room.letFlow(1);
          room.pass(130);
          const kept = frames(Math.min(Math.max(start, oldest), end), end);
          expect(room.taken(), 'samples').to.deep.equal(kept);
          const lost = end - start - kept.length;
          // A quantum is written over the ring's oldest before the track has it.
          expect(room.losses.length, 'told once').to.be.at.most(1);
          expect(room.losses[0] ?? 0).to.be.within(lost, lost + (isTrackUsed ? QUANTUM : 0));
          if (isTrackUsed) expect(room.out, 'track').to.deep.equal(kept.slice(kept.length - room.out.length));
          expect(room.gate.turnId).to.equal(null);
        }),
      );
    });
  }
});
