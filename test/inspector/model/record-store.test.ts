import { expect } from '@open-wc/testing';
import { initialTurnState, type SessionRecord } from 'avatar-ptt/headless';
import { CHUNK_LENGTH, RecordStore } from '../../../inspector/model/record-store.js';

const state = initialTurnState();

function recordOf(seq: number): SessionRecord {
  return { seq, at: seq, event: { type: 'tick', at: seq }, state, effects: [] };
}

function filled(store: RecordStore, count: number): RecordStore {
  const { total } = store;
  for (let seq = total + 1; seq <= total + count; seq++) store.push(recordOf(seq));
  return store;
}

describe('RecordStore', () => {
  it('gives records by position, from either end', () => {
    const store = filled(new RecordStore(), 3000);
    expect(store.length).to.equal(3000);
    expect(store.at(0)?.seq).to.equal(1);
    expect(store.at(2047)?.seq).to.equal(2048);
    expect(store.at(-1)?.seq).to.equal(3000);
    expect(store.at(3000)).to.equal(undefined);
    expect(store.at(-3001)).to.equal(undefined);
  });

  it('iterates from the oldest to the newest', () => {
    expect(Array.from(filled(new RecordStore(), 2500), ({ seq }) => seq)).to.deep.equal(
      Array.from({ length: 2500 }, (_, i) => i + 1),
    );
  });

  it('drops whole chunks, the oldest first, keeps at least its limit and counts the rest', () => {
    const store = new RecordStore(2000);
    for (let i = 0; i < 10; i++) {
      filled(store, 777);
      expect(store.length).to.be.at.least(Math.min(store.total, 2000));
      expect(store.length).to.be.at.most(2000 + CHUNK_LENGTH);
      expect(store.dropped % CHUNK_LENGTH).to.equal(0);
      expect(store.at(0)?.seq).to.equal(store.dropped + 1);
    }
    expect(store.total).to.equal(7770);
    expect(store.dropped + store.length).to.equal(7770);
  });

  it('keeps twice as many while it holds', () => {
    const store = filled(new RecordStore(2000), 1000);
    store.hold(true);
    filled(store, 2900);
    expect(store.dropped).to.equal(0);
    store.hold(false);
    expect(store.dropped).to.equal(1024);
  });

  it('finds a record by its number', () => {
    const store = filled(new RecordStore(2000), 5000);
    expect(store.indexOf(5000)).to.equal(store.length - 1);
    expect(store.indexOf(store.dropped + 1)).to.equal(0);
    expect(store.indexOf(store.dropped)).to.equal(-1);
    expect(store.indexOf(5001)).to.equal(-1);
  });

  it('remembers when it all began, also when the first record is gone', () => {
    expect(new RecordStore().startAt).to.equal(null);
    expect(filled(new RecordStore(10), 5000).startAt).to.equal(1);
  });
});
