import { expect } from '@open-wc/testing';
import { CaptureGate } from '../../src/audio/capture-gate.js';

const QUANTUM = 128;
const RING = 48_000 * 8;

/** A gate that is driven as the worklet drives it, in sound whose every sample tells its frame. */
function driven() {
  const gate = new CaptureGate(RING);
  const track: number[] = [];
  let now = 0;
  const valueOf = (frame: number): number => 1 + (frame % 1_000_000);
  const pass = (secs: number): void => {
    for (const end = now + Math.round(secs * 48_000); now < end; now += QUANTUM) {
      gate.write(
        now,
        Float32Array.from({ length: QUANTUM }, (_, i) => valueOf(now + i)),
      );
      const output = new Float32Array(QUANTUM);
      gate.fill(output);
      track.push(...output.filter((sample) => sample !== 0));
    }
  };
  return { gate, track, pass, valueOf, now: () => now };
}

describe('CaptureGate', () => {
  it('lets nothing from outside a window leave that waited longer than the ring reaches, and counts what is lost', () => {
    const { gate, track, pass, valueOf, now } = driven();
    pass(10);
    const from = gate.open(1, now() - 4800);
    pass(12);
    const until = gate.close(1, now() - 48_000, false)!;
    gate.letFlow(1);
    pass(15);
    // Of what began 12.1 s before it might leave, the ring had 8 s.
    expect(gate.takeLost()).to.be.closeTo(4.1 * 48_000, 2 * QUANTUM);
    expect(track.length).to.be.closeTo(7 * 48_000, 2 * QUANTUM);
    for (const sample of track) {
      expect(sample).to.be.at.least(valueOf(from));
      expect(sample).to.be.below(valueOf(until));
    }
  });

  it('lets all of it leave, in order, that did not wait too long', () => {
    const { gate, track, pass, valueOf, now } = driven();
    pass(2);
    const from = gate.open(1, now());
    pass(1);
    gate.letFlow(1);
    pass(1);
    const until = gate.close(1, now(), false)!;
    pass(3);
    expect(track.length).to.equal(until - from);
    expect(track[0]).to.equal(valueOf(from));
    expect(track.at(-1)).to.equal(valueOf(until - 1));
    expect(gate.takeLost()).to.equal(0);
  });

  it('opens no further in the future than sound is on its way, whatever the clock says', () => {
    const { gate, pass, now } = driven();
    pass(1);
    expect(gate.open(1, now() + 60 * 48_000)).to.equal(now() + 2048);
  });

  it('counts as lost what lies further back than it remembers, and not what no device has captured yet', () => {
    const fresh = driven();
    fresh.pass(1);
    fresh.gate.open(1, -48_000);
    expect(fresh.gate.takeLost()).to.equal(0);
    const old = driven();
    old.pass(20);
    old.gate.open(1, old.now() - 10 * 48_000);
    expect(old.gate.takeLost()).to.be.closeTo(2 * 48_000, QUANTUM);
  });

  it('tells the end where it truly was, when more has left by the track than belongs to the turn', () => {
    const { gate, track, pass, now } = driven();
    pass(1);
    const from = gate.open(1, now());
    gate.letFlow(1);
    pass(2);
    const until = gate.close(1, now() - 24_000, false)!;
    pass(1);
    expect(until - from).to.equal(track.length);
  });
});
