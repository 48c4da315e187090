import { expect } from '@open-wc/testing';
import { exportFile, exportFolder, fileNameOf } from '../../../inspector/recordings/export-recording.js';
import { readZipDirectory } from '../../../inspector/recordings/zip-reader.js';
import { needs } from '../../engine.js';
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

  it('keeps the letters of every script, and avoids what a system can not name', () => {
    const names: [string, string][] = [
      ['店員との会話 1', '店員との会話-1.zip'],
      ['Разговор № 2', 'Разговор-No-2.zip'],
      ['محادثة', 'محادثة.zip'],
      ['बातचीत', 'बातचीत.zip'],
      ['대화', '대화.zip'],
      ['Łódź café', 'Łodz-cafe.zip'],
      ['../../etc/passwd', 'etcpasswd.zip'],
      ['C:\\Windows\\a.txt', 'CWindowsatxt.zip'],
      ['con', 'con-.zip'],
      ['LPT¹', 'LPT1-.zip'],
      ['\u202egpj.exe\0\ud800', 'gpjexe.zip'],
      ['❤️', 'conversation.zip'],
    ];
    expect(names.map(([name]) => fileNameOf(name, '.zip'))).to.deep.equal(names.map(([, file]) => file));
    for (const letter of ['a', 'é', '会', '𠮷']) {
      const long = fileNameOf(letter.repeat(300), '.trace.json');
      expect(new TextEncoder().encode(long).length).to.be.within(100, 143);
      expect(() => encodeURIComponent(long)).to.not.throw();
    }
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
