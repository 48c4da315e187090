import { aTimeout, expect, fixtureCleanup, waitUntil } from '@open-wc/testing';
import { createStore, promisifyRequest } from 'idb-keyval';
import type { AvatarInspector } from 'avatar-ptt/inspector';
import { Inspection } from '../../../inspector/model/inspection.js';
import { importRecording } from '../../../inspector/recordings/import-recording.js';
import { RecordingStore } from '../../../inspector/recordings/recording-store.js';
import { RecordingsModel } from '../../../inspector/recordings/recordings-model.js';
import { fixtureInspector } from '../inspecting.js';
import { quietly, recorded, SpokenSource, tone, zipped } from './recording-helpers.js';
import { sampleSource } from '../sample-conversation.js';

const store = new RecordingStore();

describe('recordingsPanel', () => {
  let source: SpokenSource;
  let inspector: AvatarInspector;

  beforeEach(async () => {
    for (const { id } of await store.list()) await store.remove(id);
    source = new SpokenSource(sampleSource());
  });

  const open = async (): Promise<void> => {
    // Two on one page would be two banners.
    fixtureCleanup();
    inspector = await fixtureInspector(source, 'recordings');
    await waitUntil(() => !all('.empty').some(({ ariaBusy }) => ariaBusy === 'true'), 'recordings are read');
    await aTimeout(0);
  };
  const save = async (name: string, secs = 1): Promise<void> => {
    const recording = await recorded(secs);
    const file = await zipped({ ...recording, header: { ...recording.header, name } });
    await importRecording([file], store, quietly());
  };
  const all = (selector: string): HTMLElement[] => [...inspector.renderRoot.querySelectorAll<HTMLElement>(selector)];
  const button = (name: string): HTMLElement | undefined =>
    all('button').find((found) => (found.ariaLabel ?? found.textContent.trim()) === name);
  const press = async (name: string): Promise<void> => {
    await waitUntil(() => button(name), `a button "${name}"`);
    button(name)!.click();
    await inspector.updateComplete;
  };
  const names = (): string[] => all('.rc-row .rc-name').map(({ textContent }) => textContent);
  const drop = (file: File): void => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(file);
    all('.rc')[0]!.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  };

  it('is accessible: empty, with recordings, and with each tool open', async () => {
    await open();
    expect(all('.empty')[0]!.textContent).to.include('Press Record');
    await expect(inspector).to.be.accessible();
    await save('First');
    await save('Second');
    await open();
    for (const tool of ['Export First', 'Rename First', 'Delete First', 'Delete all', 'Export what was said so far…']) {
      await press(tool);
      await expect(inspector).to.be.accessible();
    }
  });

  it('records with sound, also while another panel is shown, and lists the recording', async () => {
    await open();
    all('.rc-with-sound')[0]!.click();
    await press('Record');
    await waitUntil(() => source.isSoundWanted.at(-1) === true, 'sound is asked for');
    await waitUntil(() => all('.badge.live').some(({ textContent }) => textContent === 'Recording with sound'));
    await expect(inspector).to.be.accessible();
    inspector.show('events');
    for (let tenth = 0; tenth < 15; tenth++) source.receiver.sound(tone(tenth * 100));
    inspector.show('recordings');
    await press('Stop recording');
    // It is listed from its first write on.
    await waitUntil(() => all('.rc-row')[0]?.textContent.includes('With sound'), 'it is listed as it ended');
    const [info] = await store.list();
    expect(info!.header.sounds[0]!.length).to.equal(24_000);
    expect(source.isSoundWanted.at(-1)).to.be.false;
    expect(all('.rc-row')[0]!.textContent).to.include('With sound').and.include('8 turns');
  });

  it('has again what an analyzer said when the recording was looked at before', async () => {
    await save('Lesson');
    const model = new RecordingsModel(new Inspection(source, new AbortController().signal));
    await model.refresh();
    const first = (await model.source(model.recordings![0]!))!;
    const answers = [{ analyzer: 'one', stretch: 0, turnStartMs: 10, askedMs: 2200, completeness: 0.25 }];
    first.keepAnswers?.(answers);
    await waitUntil(async () => (await store.list())[0]!.header.answers.length === 1);
    await model.refresh();
    expect((await model.source(model.recordings![0]!))!.answers).to.deep.equal(answers);
  });

  it('shows what it opens in all panels, plays it, and goes back', async () => {
    await save('Lesson');
    await open();
    await press('Open Lesson');
    await waitUntil(() => button('Close, back to the page'), 'it is open');
    await waitUntil(() => all('.rc-position')[0]!.textContent === '55 s', 'all of it is there');
    await expect(inspector).to.be.accessible();
    expect(button('Record')).to.equal(undefined);
    await press('Play');
    await waitUntil(() => button('Pause'), 'it plays');
    await press('Pause');
    await waitUntil(() => button('Play'), 'it is paused');
    const seek = all('.rc-seek')[0] as HTMLInputElement;
    seek.value = '20000';
    seek.dispatchEvent(new Event('input'));
    await waitUntil(() => all('.rc-position')[0]!.textContent === '20 s', 'it is where it was sent');
  });

  it('deletes only after it has asked', async () => {
    await save('Gone');
    await save('Kept');
    await open();
    await press('Delete Gone');
    await waitUntil(() => inspector.shadowRoot!.activeElement?.textContent.trim() === 'Delete', 'it is asked');
    await press('Keep');
    expect(names()).to.include('Gone');
    await press('Delete Gone');
    await press('Delete');
    await waitUntil(() => names().length === 1, 'one is left');
    expect((await store.list()).map(({ header }) => header.name)).to.deep.equal(['Kept']);
  });

  it('deletes all at once', async () => {
    await save('One');
    await save('Two');
    await open();
    await press('Delete all');
    await press('Delete');
    await waitUntil(() => all('.empty').length === 1, 'nothing is left');
    expect(await store.list()).to.deep.equal([]);
  });

  it('renames', async () => {
    await save('Old');
    await open();
    await press('Rename Old');
    await waitUntil(() => inspector.shadowRoot!.activeElement instanceof HTMLInputElement, 'the name can be typed');
    (inspector.shadowRoot!.activeElement as HTMLInputElement).value = ' New ';
    await press('Rename');
    await waitUntil(() => names()[0] === 'New', 'it has its new name');
  });

  it('imports what is dropped, and shows its texts as texts', async () => {
    await open();
    const recording = await recorded(0);
    const name = '<img src=x onerror="window.isHacked = true">';
    drop(await zipped({ ...recording, header: { ...recording.header, name } }));
    await waitUntil(() => names()[0] === name, 'it is listed');
    expect(all('.rc img')).to.deep.equal([]);
  });

  it('says why it refuses a file, and goes on', async () => {
    await save('Kept');
    await open();
    drop(new File(['hello'], 'holiday.zip'));
    await waitUntil(() => all('[role=alert]').length === 1, 'it says so');
    expect(all('[role=alert]')[0]!.textContent).to.include('This is no zip file');
    await expect(inspector).to.be.accessible();
    await press('Dismiss');
    expect(all('[role=alert]').length).to.equal(0);
    expect(names()).to.deep.equal(['Kept']);
  });

  it('says that the list could not be read, and reads it when it is asked again', async () => {
    await save('Kept');
    const { list } = RecordingStore.prototype;
    RecordingStore.prototype.list = () => Promise.reject(new Error('Torn.'));
    try {
      await open();
      await waitUntil(() => button('Try again'), 'it says so');
      expect(all('[role=alert]')[0]!.textContent).to.include('Torn.');
      await expect(inspector).to.be.accessible();
    } finally {
      RecordingStore.prototype.list = list;
    }
    await press('Try again');
    await waitUntil(() => names()[0] === 'Kept', 'it is read');
  });

  it('records where there is no secure context', async () => {
    const { randomUUID } = crypto;
    Object.defineProperty(crypto, 'randomUUID', { value: undefined, configurable: true });
    try {
      await open();
      await press('Record');
      await press('Stop recording');
      await waitUntil(() => names().length === 1, 'it is listed');
      drop(await zipped(await recorded(0)));
      await waitUntil(() => names().length === 2, 'it is imported');
    } finally {
      Object.defineProperty(crypto, 'randomUUID', { value: randomUUID, configurable: true });
    }
  });

  it('says what the storage has lost of a recording, when it is opened', async () => {
    await save('Lesson', 3);
    const [info] = await store.list();
    const idb = createStore('avatar-ptt-recordings', 'recordings');
    await idb('readwrite', (objects) => promisifyRequest(objects.delete([info!.id, 'sound-0', 1])));
    await open();
    await press('Open Lesson');
    await waitUntil(() => button('Close, back to the page'), 'it is open');
    expect(all('[role=alert]')[0]!.textContent).to.include('1 s of sound');
  });

  it('says that a recording was deleted in another tab, and takes it off the list', async () => {
    await save('Gone');
    await open();
    for (const { id } of await store.list()) await store.remove(id);
    await press('Open Gone');
    await waitUntil(() => all('.empty').length === 1, 'it is off the list');
    expect(all('[role=alert]')[0]!.textContent).to.include('deleted in another tab');
  });

  it('goes on in memory, and says so once, when the browser stores nothing', async () => {
    const { transaction } = IDBDatabase.prototype;
    IDBDatabase.prototype.transaction = () => {
      throw new DOMException('Not here.', 'InvalidStateError');
    };
    try {
      await open();
      await waitUntil(() => all('[role=alert]').length === 1, 'it says so');
      expect(all('[role=alert]')[0]!.textContent).to.include('until the page is closed');
      await press('Dismiss');
      await press('Record');
      await press('Stop recording');
      await waitUntil(() => names().length === 1, 'it is in memory');
      expect(all('.badge.warn')[0]!.textContent).to.equal('Only until the page is closed');
      expect(all('[role=alert]').length).to.equal(0);
    } finally {
      IDBDatabase.prototype.transaction = transaction;
    }
  });
});
