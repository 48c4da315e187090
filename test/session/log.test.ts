import { expect } from '@open-wc/testing';
import { initialTurnState } from '../../src/core/machine/turn-state.js';
import { RecordRing } from '../../src/session/log.js';
import type { SessionRecord } from '../../src/session/session-types.js';

const state = initialTurnState();
const record = (seq: number): SessionRecord => ({ seq, at: seq, event: { type: 'tick', at: seq }, state, effects: [] });
const numbers = (ring: RecordRing): number[] => Array.from(ring, ({ seq }) => seq);

describe('RecordRing', () => {
  it('keeps the newest records in order and counts what it dropped', () => {
    const ring = new RecordRing(3);
    expect(numbers(ring)).to.deep.equal([]);
    for (let seq = 1; seq <= 3; seq++) ring.push(record(seq));
    expect([numbers(ring), ring.length, ring.dropped]).to.deep.equal([[1, 2, 3], 3, 0]);
    for (let seq = 4; seq <= 8; seq++) ring.push(record(seq));
    expect([numbers(ring), ring.length, ring.dropped]).to.deep.equal([[6, 7, 8], 3, 5]);
  });

  it('can be read twice', () => {
    const ring = new RecordRing(2);
    ring.push(record(1));
    expect([numbers(ring), numbers(ring)]).to.deep.equal([[1], [1]]);
  });

  it('keeps the messages of the newest records alone when they are many, and every record', () => {
    const ring = new RecordRing(300);
    const raw = { visemes: 'a'.repeat(100_000) };
    for (let seq = 1; seq <= 500; seq++) ring.push({ ...record(seq), event: { type: 'tick', at: seq, raw } });
    const kept = [...ring].map(({ event }) => event.raw !== undefined);
    expect(kept).to.have.length(300);
    expect(kept.filter(Boolean).length).to.be.within(30, 40);
    expect(kept.lastIndexOf(false)).to.equal(kept.indexOf(true) - 1);
  });

  it('takes messages that can’t be written down', () => {
    const raw: Record<string, unknown> = {};
    raw['self'] = raw;
    const ring = new RecordRing(2);
    for (let seq = 1; seq <= 5; seq++) ring.push({ ...record(seq), event: { type: 'tick', at: seq, raw } });
    expect(numbers(ring)).to.deep.equal([4, 5]);
  });

  for (const limit of [0, -1, 1.5, NaN, 1_000_001]) {
    it(`refuses a limit of ${limit}`, () => {
      expect(() => new RecordRing(limit)).to.throw(`logLimit is ${limit}; allowed: a whole number from 1 to 1000000.`);
    });
  }
});
