import { expect } from '@open-wc/testing';
import { createStore, promisifyRequest, type UseStore } from 'idb-keyval';
import { Inspection } from '../../../inspector/model/inspection.js';
import { importRecording } from '../../../inspector/recordings/import-recording.js';
import { loadRecording } from '../../../inspector/recordings/load-recording.js';
import { Recorder } from '../../../inspector/recordings/recorder.js';
import { reopening } from '../../../inspector/recordings/reopening.js';
import type { RecordingInfo } from '../../../inspector/recordings/recording.js';
import { RecordingGone, RecordingStore, type Part } from '../../../inspector/recordings/recording-store.js';
import { imported, quietly, recorded, SpokenSource, tone, zipped } from './recording-helpers.js';
import { sampleConversation, sampleSource } from '../sample-conversation.js';

const NAME = 'storage-test';
const HZ = 16_000;
const { records } = sampleConversation();
const open = (): UseStore => createStore(NAME, 'recordings');
const noop = (): void => {};

describe('the storage', () => {
  let idb: UseStore;
  let store: RecordingStore;
  let file: File;

  before(async () => {
    file = await zipped(await recorded(3.5));
  });
  beforeEach(async () => {
    idb = reopening(open);
    await idb('readwrite', (objects) => promisifyRequest(objects.clear()));
    store = new RecordingStore(idb);
  });

  const save = (): Promise<RecordingInfo> => importRecording([file], store, quietly());
  const erase = (key: IDBValidKey | IDBKeyRange): Promise<undefined> =>
    idb('readwrite', (objects) => promisifyRequest(objects.delete(key)));
  const thrown = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => null,
      (error: unknown) => error,
    );

  it('is opened again when its connection was closed without a word', async () => {
    const info = await save();
    await idb('readonly', (objects) => {
      objects.transaction.db.close();
      return Promise.resolve();
    });
    expect((await store.list()).map(({ id }) => id)).to.deep.equal([info.id]);
    expect(store.failure).to.equal(null);
    await store.put({ ...info, turns: 99 });
    expect((await new RecordingStore(reopening(open)).list())[0]!.turns).to.equal(99);
  });

  it('is opened again when it could not be opened once', async () => {
    let left = 2;
    const broken: UseStore = () => Promise.reject(new DOMException('Lost.', 'UnknownError'));
    const again = new RecordingStore(reopening(() => (left-- > 0 ? broken : open())));
    await importRecording([file], again, quietly());
    expect((await new RecordingStore(idb).list()).length).to.equal(1);
    expect(again.failure).to.equal(null);
  });

  it('lets another page delete the database, and begins it anew', async () => {
    await save();
    await promisifyRequest(indexedDB.deleteDatabase(NAME));
    expect(await store.list()).to.deep.equal([]);
    await save();
    expect((await store.list()).length).to.equal(1);
  });

  it('takes back what had to stay in memory, as soon as there is room', async () => {
    let isFull = false;
    const full = new RecordingStore((mode, callback) =>
      isFull && mode === 'readwrite'
        ? Promise.reject(new DOMException('Full.', 'QuotaExceededError'))
        : idb(mode, callback),
    );
    const source = new SpokenSource(sampleSource());
    const inspection = new Inspection(source, new AbortController().signal);
    const options = { name: 'Live', withSound: true, onChange: noop, onNextSession: noop };
    const recorder = new Recorder(inspection, full, options);
    for (let tenth = 0; tenth < 12; tenth++) source.receiver.sound(tone(tenth * 100));
    isFull = true;
    const other = await importRecording([file], full, quietly());
    expect([full.failure, full.isInMemory(other.id)]).to.deep.equal(['full', true]);
    await recorder.stop();
    expect(full.isInMemory(recorder.id)).to.be.true;
    isFull = false;
    expect((await full.list()).length).to.equal(2);
    expect([full.failure, full.isInMemory(other.id), full.isInMemory(recorder.id)]).to.deep.equal([null, false, false]);
    for (const info of await new RecordingStore(idb).list()) {
      const recording = await loadRecording(new RecordingStore(idb), info);
      expect(recording.missing).to.equal(undefined);
      expect(recording.events.length).to.equal(records.length);
    }
  });

  for (const [how, gone] of [
    ['deleted in another tab', (id: string) => new RecordingStore(reopening(open)).remove(id)],
    ['cleared', () => idb('readwrite', (objects) => promisifyRequest(objects.clear()))],
  ] as const) {
    it(`${how} while recording: says so, and keeps all that is remembered and comes`, async () => {
      const source = new SpokenSource(sampleSource());
      const inspection = new Inspection(source, new AbortController().signal);
      let told = 0;
      const recorder = new Recorder(inspection, store, {
        name: 'Live',
        withSound: true,
        onChange: noop,
        onNextSession: noop,
        onRestarted: () => {
          told++;
        },
      });
      source.receiver.sound(tone(0));
      while ((await store.list()).length === 0) await new Promise((resolve) => setTimeout(resolve));
      const { id } = recorder;
      await gone(id);
      while (told === 0) {
        source.receiver.sound(tone(100));
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      for (let tenth = 0; tenth < 15; tenth++) source.receiver.sound(tone(5000 + tenth * 100));
      await recorder.stop();
      expect(told).to.equal(1);
      const list = await new RecordingStore(idb).list();
      expect(list.map((info) => info.id)).to.deep.equal([recorder.id]);
      expect(recorder.id).to.not.equal(id);
      const recording = await loadRecording(store, list[0]!);
      expect(recording.events.length).to.equal(records.length);
      expect(recording.sounds.at(-1)!.length).to.equal(1.5 * HZ);
    });
  }

  it('never brings a deleted recording back in pieces', async () => {
    const info = await save();
    await store.list();
    await new RecordingStore(reopening(open)).remove(info.id);
    const renamed = { ...info, header: { ...info.header, name: 'New' } };
    expect(await thrown(store.put(renamed))).to.be.instanceOf(RecordingGone);
    expect(await thrown(loadRecording(store, info))).to.be.instanceOf(RecordingGone);
    expect(await store.list()).to.deep.equal([]);
  });

  const damages: readonly (readonly [string, Part, number, RegExp])[] = [
    ['first events', 'events', 0, /events/],
    ['first frames', 'frames', 0, /1000 rows/],
    ['first second', 'sound-0', 0, /1 s of sound/],
    ['second in the middle', 'sound-0', 1, /1 s of sound/],
    ['last second', 'sound-0', 3, /.*/],
  ];
  for (const [what, part, index, words] of damages) {
    it(`tells that the ${what} are missing, and gives the rest, also as a file`, async () => {
      const info = await save();
      await erase([info.id, part, index]);
      const recording = await loadRecording(store, info);
      if (index !== 3) expect(recording.missing).to.match(words).and.include('export it');
      const again = await imported(await zipped(recording));
      expect(again.events.length).to.equal(part === 'events' ? 0 : records.length);
      const samples = again.sounds.reduce((sum, { length }) => sum + length, 0);
      expect(samples).to.equal((part === 'sound-0' ? (index === 3 ? 3 : 2.5) : 3.5) * HZ);
      for (const { at, startMs } of again.sounds) expect(at - startMs).to.equal(5000);
    });
  }

  it('gives the rest of the events where a thousand are missing, with their own numbers', async () => {
    const info = await save();
    const lines = (from: number): string =>
      Array.from({ length: 1000 }, (_, i) => `{"type":"tick","at":${from + i}}\n`).join('');
    const long = { ...info, id: 'long', events: 3000 };
    for (const missing of [0, 1, 2]) {
      await store.remove('long');
      const chunks = [0, 1, 2].filter((i) => i !== missing);
      await store.put(
        long,
        chunks.map((i) => [['long', 'events', i], lines(i * 1000)] as const),
      );
      const recording = await loadRecording(store, long);
      expect(recording.events.length).to.equal(2000);
      expect(recording.missing).to.include('1000 events');
      expect(recording.header.firstSeq).to.equal(info.header.firstSeq + (missing === 0 ? 1000 : 0));
    }
  });

  it('lists a row that is damaged, so that it can be opened and deleted', async () => {
    const info = await save();
    const damaged: unknown[] = [
      { ...info, header: undefined },
      null,
      7,
      { header: { ...info.header, createdAt: 1e300, name: 5 }, events: -1, bytes: 'many' },
    ];
    for (const [i, row] of damaged.entries()) {
      await idb('readwrite', (objects) => promisifyRequest(objects.put(row, `damaged ${i}`)));
    }
    await idb('readwrite', (objects) => promisifyRequest(objects.put(info, 5)));
    await idb('readwrite', (objects) => promisifyRequest(objects.put({ ...info, header: null }, info.id)));
    const list = await store.list();
    expect(list.length).to.equal(1 + damaged.length);
    const whole = await loadRecording(
      store,
      list.find(({ id }) => id === info.id)!,
    );
    expect(whole.events.length).to.equal(records.length);
    for (const { id } of list) await store.remove(id);
    expect(await store.list()).to.deep.equal([]);
  });
});
