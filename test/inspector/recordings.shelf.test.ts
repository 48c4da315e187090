import { expect } from '@open-wc/testing';
import { createStore, promisifyRequest, type UseStore } from 'idb-keyval';
import { importRecording } from '../../inspector/recordings/import-recording.js';
import { loadRecording } from '../../inspector/recordings/load-recording.js';
import type { KeptRecording } from '../../inspector/recordings/shelf.js';
import { Shelf } from '../../inspector/recordings/shelf.js';
import { quietly, recorded, samplesOf, zipped } from './recording-helpers.js';

let store: UseStore;
let keys: () => Promise<readonly unknown[]>;

/** A store that is full from some write on. */
const fullAfter = (writes: number): UseStore => {
  let left = writes;
  return (mode, callback) =>
    mode === 'readwrite' && left-- <= 0
      ? Promise.reject(new DOMException('Full.', 'QuotaExceededError'))
      : store(mode, callback);
};

describe('Shelf', () => {
  let file: File;
  before(async () => {
    file = await zipped(await recorded(2.5));
  });
  beforeEach(async () => {
    store = createStore('shelf-test', 'recordings');
    keys = () => store('readonly', (kept) => promisifyRequest(kept.getAllKeys()));
    await store('readwrite', (kept) => promisifyRequest(kept.clear()));
  });

  const keep = (shelf: Shelf): Promise<KeptRecording> => importRecording([file], shelf, quietly());

  it('finds what another page has kept, whole', async () => {
    const kept = await keep(new Shelf(store));
    const again = new Shelf(createStore('shelf-test', 'recordings'));
    expect(await again.list()).to.deep.equal([kept]);
    const recording = await loadRecording(again, kept);
    expect(recording.events.length).to.equal(kept.events);
    expect((await samplesOf(recording)).length).to.equal(2.5 * 16_000 * 2);
  });

  it('keeps a thousand records, and a second of sound, under one key', async () => {
    await keep(new Shelf(store));
    // The recording; its events; 1719 frames and as many levels; two and a half seconds.
    expect((await keys()).length).to.equal(1 + 1 + 2 + 2 + 3);
  });

  it('deletes a recording with all that belongs to it, and nothing else', async () => {
    const shelf = new Shelf(store);
    const first = await keep(shelf);
    const second = await keep(shelf);
    await shelf.remove(first.id);
    expect((await shelf.list()).map(({ id }) => id)).to.deep.equal([second.id]);
    expect((await keys()).length).to.equal(9);
  });

  it('works on in memory when storage is denied', async () => {
    const shelf = new Shelf(() => Promise.reject(new DOMException('No.', 'InvalidStateError')));
    const kept = await keep(shelf);
    expect(shelf.failure).to.equal('denied');
    expect(shelf.isInMemory(kept.id)).to.be.true;
    expect(await shelf.list()).to.deep.equal([kept]);
    expect((await samplesOf(await loadRecording(shelf, kept))).length).to.equal(80_000);
  });

  for (const writes of [0, 1, 3, 6]) {
    it(`loses nothing when storage is full after ${writes} writes`, async () => {
      const before = await keep(new Shelf(store));
      const shelf = new Shelf(fullAfter(writes));
      const kept = await keep(shelf);
      expect(shelf.failure).to.equal('full');
      for (const { id, events } of [before, kept]) {
        const listed = (await shelf.list()).find((recording) => recording.id === id)!;
        const recording = await loadRecording(shelf, listed);
        expect(recording.events.length).to.equal(events);
        expect((await samplesOf(recording)).length).to.equal(80_000);
      }
    });
  }

  it('writes again once something was deleted', async () => {
    const first = await keep(new Shelf(store));
    let isFull = true;
    const shelf = new Shelf((mode, callback) =>
      isFull && mode === 'readwrite'
        ? Promise.reject(new DOMException('Full.', 'QuotaExceededError'))
        : store(mode, callback),
    );
    await keep(shelf);
    isFull = false;
    await shelf.remove(first.id);
    expect(shelf.failure).to.equal(null);
    expect(shelf.isInMemory((await keep(shelf)).id)).to.be.false;
  });
});
