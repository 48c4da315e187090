import { expect } from '@open-wc/testing';
import { createStore, promisifyRequest, type UseStore } from 'idb-keyval';
import { importRecording } from '../../../inspector/recordings/import-recording.js';
import { loadRecording } from '../../../inspector/recordings/load-recording.js';
import type { RecordingInfo } from '../../../inspector/recordings/recording.js';
import { RecordingStore } from '../../../inspector/recordings/recording-store.js';
import { quietly, recorded, samplesOf, zipped } from './recording-helpers.js';

let idb: UseStore;
let keys: () => Promise<readonly unknown[]>;

/** A store that is full from some write on. */
const fullAfter = (writes: number): UseStore => {
  let left = writes;
  return (mode, callback) =>
    mode === 'readwrite' && left-- <= 0
      ? Promise.reject(new DOMException('Full.', 'QuotaExceededError'))
      : idb(mode, callback);
};

describe('RecordingStore', () => {
  let file: File;
  before(async () => {
    file = await zipped(await recorded(2.5));
  });
  beforeEach(async () => {
    idb = createStore('store-test', 'recordings');
    keys = () => idb('readonly', (objects) => promisifyRequest(objects.getAllKeys()));
    await idb('readwrite', (objects) => promisifyRequest(objects.clear()));
  });

  const save = (store: RecordingStore): Promise<RecordingInfo> => importRecording([file], store, quietly());

  it('finds what another page has stored, whole', async () => {
    const info = await save(new RecordingStore(idb));
    const again = new RecordingStore(createStore('store-test', 'recordings'));
    expect(await again.list()).to.deep.equal([info]);
    const recording = await loadRecording(again, info);
    expect(recording.events.length).to.equal(info.events);
    expect((await samplesOf(recording)).length).to.equal(2.5 * 16_000 * 2);
  });

  it('keeps a thousand records, and a second of sound, under one key', async () => {
    await save(new RecordingStore(idb));
    // The recording; its events; 1719 frames and as many levels; two and a half seconds.
    expect((await keys()).length).to.equal(1 + 1 + 2 + 2 + 3);
  });

  it('deletes a recording with all that belongs to it, and nothing else', async () => {
    const store = new RecordingStore(idb);
    const first = await save(store);
    const second = await save(store);
    await store.remove(first.id);
    expect((await store.list()).map(({ id }) => id)).to.deep.equal([second.id]);
    expect((await keys()).length).to.equal(9);
  });

  it('works on in memory when storage is denied', async () => {
    const store = new RecordingStore(() => Promise.reject(new DOMException('No.', 'InvalidStateError')));
    const info = await save(store);
    expect(store.failure).to.equal('denied');
    expect(store.isInMemory(info.id)).to.be.true;
    expect(await store.list()).to.deep.equal([info]);
    expect((await samplesOf(await loadRecording(store, info))).length).to.equal(80_000);
  });

  for (const writes of [0, 1, 3, 6]) {
    it(`loses nothing when storage is full after ${writes} writes`, async () => {
      const before = await save(new RecordingStore(idb));
      const store = new RecordingStore(fullAfter(writes));
      const info = await save(store);
      expect(store.failure).to.equal('full');
      for (const { id, events } of [before, info]) {
        const listed = (await store.list()).find((recording) => recording.id === id)!;
        const recording = await loadRecording(store, listed);
        expect(recording.events.length).to.equal(events);
        expect((await samplesOf(recording)).length).to.equal(80_000);
      }
    });
  }

  it('writes again once something was deleted', async () => {
    const first = await save(new RecordingStore(idb));
    let isFull = true;
    const store = new RecordingStore((mode, callback) =>
      isFull && mode === 'readwrite'
        ? Promise.reject(new DOMException('Full.', 'QuotaExceededError'))
        : idb(mode, callback),
    );
    await save(store);
    isFull = false;
    await store.remove(first.id);
    expect(store.failure).to.equal(null);
    expect(store.isInMemory((await save(store)).id)).to.be.false;
  });
});
