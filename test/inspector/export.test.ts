import { expect } from '@open-wc/testing';
import { exportFile, exportFolder } from '../../inspector/recordings/export-recording.js';
import { readZipDirectory } from '../../inspector/recordings/zip-reader.js';
import { needs } from '../engine.js';
import { ALL, bytesOf, imported, quietly, recorded, zipped } from './recording-helpers.js';

describe('exportFolder', () => {
  it('writes the parts that the zip file holds, which come back as they were', async () => {
    needs('storage' in navigator && 'getDirectory' in navigator.storage);
    const recording = await recorded(1);
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('export', { create: true });
    await exportFolder(recording, folder, ALL, quietly());
    const files: File[] = [];
    for (const { name } of await readZipDirectory(await zipped(recording))) {
      files.push(await (await folder.getFileHandle(name)).getFile());
    }
    const whole = await bytesOf(await zipped(await imported(...files)));
    expect(whole).to.deep.equal(await bytesOf(await zipped(recording)));
    await root.removeEntry('export', { recursive: true });
  });
});

describe('exportFile', () => {
  it('names the file after the recording, with letters that every file system takes', async () => {
    const recording = await recorded(0);
    const named = { ...recording, header: { ...recording.header, name: 'Été: a/b\\c  *1*' } };
    expect((await zipped(named)).name).to.equal('Ete-abc-1.zip');
    const nameless = { ...recording, header: { ...recording.header, name: '??' } };
    expect((await exportFile(nameless, 'trace', ALL, quietly())).name).to.equal('conversation.trace.json');
  });

  it('gives up when it is told to', async () => {
    const giving = new AbortController();
    const progress = (): void => {
      giving.abort();
    };
    const work = { signal: giving.signal, progress };
    let thrown: unknown;
    await exportFile(await recorded(1), 'zip', ALL, work).catch((error: unknown) => (thrown = error));
    expect(thrown).to.equal(giving.signal.reason);
  });
});
