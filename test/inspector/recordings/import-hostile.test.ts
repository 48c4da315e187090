import { expect } from '@open-wc/testing';
import { AvatarPttError } from 'avatar-ptt/headless';
import { unzipSync } from 'fflate';
import { importRecording } from '../../../inspector/recordings/import-recording.js';
import { packed } from './other-programs.js';
import { bytesOf, memoryStore, quietly, recorded, zipped } from './recording-helpers.js';
import { sampleConversation, sampleSource } from '../sample-conversation.js';

type Parts = Record<string, Uint8Array>;

const encoder = new TextEncoder();
const ENTRY = 0x02014b50;
const ODD: readonly unknown[] = [null, [], {}, 'x', -1, 1.5, 1e300, true, { toString: 1 }, '\ud800', -0];
const NAMES = [
  '../header.json',
  '/header.json',
  'C:\\header.json',
  '..\\..\\header.json',
  'a/../header.json',
  './header.json',
];

describe('a file that was made to do harm', () => {
  let parts: Parts;
  before(async () => {
    parts = unzipSync(
      await bytesOf(await zipped(await recorded(1.2, sampleSource(sampleConversation({ speech: [[1, 2]], secs: 4 }))))),
    );
  });

  const refusal = async (bytes: Uint8Array): Promise<string> => {
    const store = memoryStore();
    let told = '';
    await importRecording([asFile(bytes)], store, quietly()).catch((error: unknown) => {
      expect(error).to.be.instanceOf(AvatarPttError);
      expect((error as AvatarPttError).code).to.equal('bad-recording');
      told = (error as Error).message;
    });
    // Refused leaves nothing.
    expect((await store.list()).length).to.equal(told === '' ? 1 : 0);
    return told;
  };
  const eventsOf = (text: string): Promise<Uint8Array> => packed({ ...parts, 'events.ndjson': encoder.encode(text) });
  const headed = (change: (header: Record<string, unknown>) => void): Promise<Uint8Array> => {
    const header = JSON.parse(new TextDecoder().decode(parts['header.json'])) as Record<string, unknown>;
    change(header);
    return packed({ ...parts, 'header.json': encoder.encode(JSON.stringify(header)) });
  };

  it('is refused before it is unpacked when it would fill memory', async () => {
    const tick = '{"type":"tick","at":1}\n';
    const bombs = {
      'events.ndjson': encoder.encode(tick.repeat(400_000)),
      'frames.bin': new Uint8Array(48_000_000 - (48_000_000 % 48)),
      'levels.bin': new Uint8Array(48_000_000),
      'sound-1.wav': new Uint8Array(80_000_000),
      'header.json': encoder.encode(`{"a":"${' '.repeat(3_900_000)}"}`.padEnd(4_000_001)),
    };
    for (const [name, bytes] of Object.entries(bombs)) {
      const zip = zipOf({ ...parts, [name]: await deflatedEntry(bytes) });
      expect(zip.length).to.be.below(500_000);
      expect(await refusal(zip)).to.equal(
        `${name} would be too large to be of a recording. Nothing of it was unpacked.`,
      );
    }
  });

  it('is refused when many parts are small bombs', async () => {
    const second = await deflatedEntry(new Uint8Array(9_000_000));
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`sound-${i + 1}.wav`, second]));
    expect(await refusal(zipOf({ ...parts, ...many }))).to.include('All of it would be too large');
  });

  it('is refused when its files lie over each other, or over the directory', async () => {
    const whole = await packed(parts, { isDeflated: () => false });
    const lengthen = (bytes: number): Uint8Array => {
      const copy = whole.slice();
      const view = new DataView(copy.buffer);
      entriesIn(view).forEach((at) => {
        for (const field of [20, 24]) view.setUint32(at + field, view.getUint32(at + field, true) + bytes, true);
      });
      return copy;
    };
    expect(await refusal(lengthen(500))).to.include('lies over');
    const same = whole.slice();
    const view = new DataView(same.buffer);
    const entries = entriesIn(view);
    entries.forEach((at) => view.setUint32(at + 42, view.getUint32(entries[0]! + 42, true), true));
    expect(await refusal(same)).to.include('lies over another file');
  });

  it('is refused for each wrong number in its directory, or was not harmed by it', async () => {
    const whole = await packed(parts);
    for (const field of [8, 10, 16, 20, 24, 28, 30, 32, 42]) {
      for (const value of [0, 1, 99, 0xffff]) {
        const copy = whole.slice();
        const view = new DataView(copy.buffer);
        view.setUint16(entriesIn(view)[0]! + field, value, true);
        const told = await refusal(copy);
        if (told !== '') expect(told.length).to.be.within(15, 200);
      }
    }
    for (let cut = 0; cut < 22; cut++) expect(await refusal(whole.slice(0, -1 - cut))).to.not.equal('');
  });

  it('is read by the name alone, wherever it says that it lies', async () => {
    for (const name of NAMES) {
      const { 'header.json': head, ...rest } = parts;
      expect(await refusal(await packed({ ...rest, [name]: head! })), name).to.equal('');
    }
    expect(await refusal(await packed({ ...parts, 'a/header.json': parts['header.json']! }))).to.equal(
      'header.json is there twice.',
    );
    expect(await refusal(await packed({ 'recording.zip': await packed(parts) }))).to.include('no header.json');
    expect(await refusal(await packed(parts, { flags: 1 }))).to.include('is encrypted');
  });

  it('is refused for odd values in every field, or harmless', async () => {
    const names = Object.keys(JSON.parse(new TextDecoder().decode(parts['header.json'])) as object);
    for (const name of [...names, '__proto__', 'constructor', 'toString']) {
      for (const value of ODD) {
        await refusal(
          await headed((header) => {
            Object.defineProperty(header, name, { value, enumerable: true });
          }),
        );
      }
    }
    expect(({} as Record<string, unknown>)['isHacked']).to.equal(undefined);
  });

  it('is refused for texts that are none, deep or huge, or harmless', async () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    const huge = '9'.repeat(400);
    expect(await eventsOf(`{"type":"tick","at":1,"raw":${deep}}`).then(refusal)).to.not.include('RangeError');
    expect(await eventsOf(`{"type":"tick","at":${huge}}`).then(refusal)).to.equal('Event 1.at is not a time.');
    expect(await eventsOf('{"type":"tick","at":1,"raw":"\\ud800"}').then(refusal)).to.equal('');
    expect(await eventsOf('\u0000\n').then(refusal)).to.equal('Event 1 is no JSON.');
    const latin = await packed({ ...parts, 'events.ndjson': Uint8Array.of(0x7b, 0xe9, 0x7d) });
    expect(await refusal(latin)).to.equal('events.ndjson is not UTF-8 text.');
    const wide = Uint8Array.of(0xff, 0xfe, 0x7b, 0, 0x7d, 0);
    expect(await refusal(await packed({ ...parts, 'header.json': wide }))).to.equal('header.json is not UTF-8 text.');
  });
});

/** What is packed already. */
interface Packed {
  readonly data: Uint8Array;
  readonly bytes: number;
}

async function deflatedEntry(bytes: Uint8Array<ArrayBuffer>): Promise<Packed> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return { data: new Uint8Array(await new Response(stream).arrayBuffer()), bytes: bytes.length };
}

/** A zip file of what is stored and what is packed already; checksums are left out. */
function zipOf(parts: Readonly<Record<string, Uint8Array | Packed>>): Uint8Array {
  const pieces: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const [name, part] of Object.entries(parts)) {
    const { data, bytes } = part instanceof Uint8Array ? { data: part, bytes: part.length } : part;
    const method = part instanceof Uint8Array ? 0 : 8;
    const path = encoder.encode(name);
    const head = new DataView(new ArrayBuffer(30));
    head.setUint32(0, 0x04034b50, true);
    head.setUint16(26, path.length, true);
    const entry = new DataView(new ArrayBuffer(46));
    entry.setUint32(0, ENTRY, true);
    entry.setUint16(10, method, true);
    entry.setUint32(20, data.length, true);
    entry.setUint32(24, bytes, true);
    entry.setUint16(28, path.length, true);
    entry.setUint32(42, at, true);
    pieces.push(new Uint8Array(head.buffer), path, data);
    directory.push(new Uint8Array(entry.buffer), path);
    at += 30 + path.length + data.length;
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(10, Object.keys(parts).length, true);
  end.setUint32(
    12,
    directory.reduce((sum, { length }) => sum + length, 0),
    true,
  );
  end.setUint32(16, at, true);
  const all = [...pieces, ...directory, new Uint8Array(end.buffer)];
  const zip = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const piece of all) {
    zip.set(piece, place);
    place += piece.length;
  }
  return zip;
}

function entriesIn(view: DataView): number[] {
  const end = view.byteLength - 22;
  const found: number[] = [];
  for (let at = view.getUint32(end + 16, true); found.length < view.getUint16(end + 10, true);) {
    found.push(at);
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return found;
}

function asFile(bytes: Uint8Array): File {
  return new File([bytes as Uint8Array<ArrayBuffer>], 'recording.zip');
}
