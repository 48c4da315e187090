import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { CaptureGate } from '../../src/audio/capture-gate.js';
import type { Departure } from '../../src/audio/catch-up.js';
import '../core/seed.js';

const HZ = 48_000;
const QUANTUM = 128;
const PAUSE_RMS = 0.004;

/** Of whole quanta, so that a turn ends where the sound does. */
const framesOf = (secs: number): number => Math.round((secs * HZ) / QUANTUM) * QUANTUM;

function noise(secs: number, amplitude = 0.25, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length: framesOf(secs) }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 31 - 1) * amplitude;
  });
}

/** A voice of that pitch, as even as nobody's is. */
const hum = (secs: number, hz: number): Float32Array =>
  Float32Array.from({ length: framesOf(secs) }, (_, i) =>
    [1, 2, 3, 4].reduce((sum, n) => sum + (0.1 / n) * Math.sin((2 * Math.PI * hz * n * i) / HZ + n), 0),
  );

const silence = (secs: number): Float32Array => new Float32Array(framesOf(secs));

function joined(...parts: readonly Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

/** A turn that is held back for `heldSecs`, and what leaves of it by the track; `before` was heard before it. */
function heldBack(
  said: Float32Array,
  heldSecs: number,
  pauseBelowRms: number | null = PAUSE_RMS,
  before: Float32Array = new Float32Array(QUANTUM),
): { readonly out: Float32Array; readonly departure: Departure } {
  const gate = new CaptureGate(8 * HZ, HZ);
  gate.isTrackUsed = true;
  gate.pauseBelowRms = pauseBelowRms;
  const start = before.length;
  for (let at = 0; at < start; at += QUANTUM) gate.write(at, before.subarray(at, at + QUANTUM));
  gate.open(1, start);
  const out: number[] = [];
  const quantum = new Float32Array(QUANTUM);
  for (let at = 0; ; at += QUANTUM) {
    gate.write(
      QUANTUM + at,
      Float32Array.from({ length: QUANTUM }, (_, i) => said[at + i] ?? 0),
    );
    if (at === framesOf(heldSecs)) gate.letFlow(1);
    if (at === said.length) gate.close(1, start + at, false);
    gate.fill(quantum);
    if (at >= framesOf(heldSecs)) out.push(...quantum);
    gate.take();
    const departed = gate.takeDeparted();
    if (departed) return { out: Float32Array.from(out), departure: departed.departure! };
  }
}

const ms = (frames: number): number => (frames * 1000) / HZ;

/** The place of a run of samples in a sound. */
function placeOf(run: Float32Array, sound: Float32Array): number {
  for (let at = 0; at + run.length <= sound.length; at++) {
    if (run.every((sample, i) => sound[at + i] === sample)) return at;
  }
  return -1;
}

/** How often a sound comes up through zero. */
const rises = (sound: Float32Array): number =>
  sound.reduce((count, sample, i) => count + (i > 0 && sample >= 0 && sound[i - 1]! < 0 ? 1 : 0), 0);

describe('CatchUp', () => {
  it('leaves what is on time alone, whatever it is', () => {
    const said = joined(hum(1, 120), silence(0.5), noise(0.5), hum(0.5, 210));
    const { out, departure } = heldBack(said, 0);
    expect(out.subarray(0, said.length)).to.deep.equal(said);
    expect(departure).to.deep.equal({ firstLate: 0, lastLate: 0, caughtUp: 0 });
  });

  it('leaves nothing out where it may not', () => {
    const said = joined(hum(1, 120), silence(0.5), hum(0.5, 120));
    const { out, departure } = heldBack(said, 0.25, null);
    expect(out.subarray(0, said.length)).to.deep.equal(said);
    expect(departure.lastLate).to.equal(framesOf(0.25));
    expect(departure.caughtUp).to.equal(0);
  });

  it('leaves nothing out of what has no period: breath, hiss, bursts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), fc.integer({ min: 1, max: 50 }), (seed, cents) => {
        const said = noise(1, 0.25, seed);
        const { out, departure } = heldBack(said, cents / 100);
        expect(departure.caughtUp).to.equal(0);
        expect(out.subarray(0, said.length)).to.deep.equal(said);
      }),
      { numRuns: 20 },
    );
  });

  it('takes an offset of the microphone neither for a voice nor for sound in a pause', () => {
    const warm = 2;
    const hiss = noise(1, 0.01, 9).map((sample) => sample + 0.03);
    expect(heldBack(hiss, 0.3, PAUSE_RMS, silence(warm).fill(0.03)).departure.caughtUp).to.equal(0);
    const pause = joined(noise(0.3), silence(0.8), noise(0.3)).map((sample) => sample + 0.03);
    expect(ms(heldBack(pause, 0.3, PAUSE_RMS, silence(warm).fill(0.03)).departure.lastLate)).to.be.below(15);
  });

  for (const hz of [80, 120, 210, 320]) {
    it(`catches up in a voice of ${hz} Hz, no faster than a quarter, and keeps its pitch`, () => {
      const said = hum(2.5, hz);
      const { out, departure } = heldBack(said, 0.25);
      expect(ms(departure.firstLate)).to.be.closeTo(250, 3);
      expect(ms(departure.lastLate)).to.be.below(25);
      expect(departure.firstLate - departure.lastLate, 'what is missing is what was left out').to.equal(
        departure.caughtUp,
      );
      const early = out.subarray(0, framesOf(1));
      expect(rises(early), 'pitch').to.be.closeTo(hz, 2);
      expect(
        early.every((sample) => Math.abs(sample) < 0.25),
        'no louder',
      ).to.equal(true);
      const steps = early.reduce((most, sample, i) => Math.max(most, Math.abs(sample - (early[i - 1] ?? sample))), 0);
      const own = said.reduce((most, sample, i) => Math.max(most, Math.abs(sample - (said[i - 1] ?? sample))), 0);
      expect(steps, 'no clicks').to.be.at.most(own * 1.2);
      // A second of hurry can make up a quarter of one, and what was saved before it.
      const { departure: hurried } = heldBack(hum(1, hz), 0.6);
      expect(ms(hurried.caughtUp)).to.be.at.most(1000 * 0.25 + 15);
    });
  }

  it('shortens a pause but for 80 ms, and what follows it is whole', () => {
    const [before, after] = [noise(0.3, 0.25, 5), noise(0.3, 0.25, 6)];
    const { out, departure } = heldBack(joined(before, silence(0.6), after), 0.25);
    expect(placeOf(before.subarray(0, 4000), out)).to.equal(0);
    expect(placeOf(before.subarray(-4000), out)).to.equal(before.length - 4000);
    const begins = placeOf(after.subarray(0, 4000), out);
    expect(placeOf(after.subarray(-4000), out)).to.equal(begins + after.length - 4000);
    expect(ms(begins - before.length), 'the pause that is left').to.be.within(80, 600 - 240);
    expect(ms(departure.lastLate)).to.be.below(15);
  });

  it('makes up in a pause also what is hardly late, where there is hardly any sound ahead', () => {
    for (const lateMs of [6, 8, 12, 20]) {
      const said = joined(noise(0.3, 0.25, 5), silence(0.4), noise(0.3, 0.25, 6));
      const { departure } = heldBack(said, lateMs / 1000);
      expect(ms(departure.lastLate), `${lateMs} ms`).to.be.below(5.5);
    }
  });

  it('leaves a closed mouth its silence', () => {
    const said = joined(...Array.from({ length: 8 }, (_, i) => joined(noise(0.1, 0.25, i + 1), silence(0.06))));
    const { departure } = heldBack(said, 0.25);
    expect(departure.caughtUp).to.equal(0);
  });

  it('takes soft speech for no pause in a room that is softer', () => {
    const said = noise(1.5, 0.006, 3);
    const { departure } = heldBack(said, 0.25, 0.001);
    expect(departure.caughtUp).to.equal(0);
  });

  it('catches up after the end of a turn, too', () => {
    const { departure } = heldBack(hum(0.6, 120), 0.5);
    expect(ms(departure.firstLate)).to.be.closeTo(500, 3);
    expect(ms(departure.lastLate)).to.be.below(400);
  });

  it('never runs ahead of the sound, however little it is late', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 70, max: 390 }),
        fc.integer({ min: 10, max: 40 }),
        (heldMs, hz, tenths) => {
          const said = joined(hum(tenths / 100, hz), silence(0.2), hum(tenths / 20, hz), silence(0.15));
          const { out, departure } = heldBack(said, heldMs / 1000);
          expect(departure.lastLate).to.be.at.least(0);
          const left = said.length - departure.caughtUp;
          expect(out.subarray(left).every((sample) => sample === 0)).to.equal(true);
          expect(out.subarray(0, left).every(Number.isFinite)).to.equal(true);
        },
      ),
      { numRuns: 40 },
    );
  });
});
