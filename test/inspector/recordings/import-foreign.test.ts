import { expect } from '@open-wc/testing';
import { unzipSync, zipSync } from 'fflate';
import type { Recording } from '../../../inspector/recordings/recording.js';
import { packed, rewritten, type Packing, type WavStyle } from './other-programs.js';
import { bytesOf, imported, recorded, samplesOf, zipped } from './recording-helpers.js';
import { sampleConversation, sampleSource } from '../sample-conversation.js';

type Parts = Record<string, Uint8Array>;

const sample = sampleConversation({ speech: [[1, 2]], secs: 4 });
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const nothing = new Uint8Array(0);

/** How programs of three systems pack the folder. */
const PACKINGS: Readonly<Record<string, Packing>> = {
  'with data descriptors': { hasDescriptors: true },
  'with 64-bit sizes': { isLarge: true },
  'with 64-bit sizes behind something else': { isLarge: true, before: encoder.encode('#!/bin/sh\n') },
  'with a folder, its entry and names that say UTF-8': { folder: '会話/', flags: 0x800, more: { '会話/': nothing } },
  'with backslashes': { folder: 'talk\\', more: { 'talk\\': nothing } },
  'with the forks of a Mac': {
    folder: 'talk/',
    hasDescriptors: true,
    more: { 'talk/': nothing, '__MACOSX/talk/._header.json': encoder.encode('fork'), 'talk/.DS_Store': nothing },
  },
  stored: { isDeflated: () => false },
  'deflated and stored by turns': { isDeflated: (name) => name.endsWith('.wav') },
  'with a comment': { comment: 'My talk' },
  'with a comment that looks like an end': { comment: `PK\u0005\u0006${'\0'.repeat(30)}` },
  'into a program that unpacks itself': { before: new Uint8Array(5000) },
  'with names in capitals': { folder: 'TALK/' },
};

/** How programs save the sound. */
const STYLES: Readonly<Record<string, WavStyle>> = {
  'with the name of its encoder behind': { after: [['LIST', 26]] },
  'with notes before it, of odd length': {
    before: [
      ['bext', 603],
      ['LIST', 27],
      ['junk', 1],
    ],
  },
  extensible: { isExtensible: true },
  'into a pipe, with length 0': { dataBytes: 0 },
  'into a pipe, with the greatest length': { dataBytes: 0xffff_ffff, after: [['LIST', 26]] },
  'into a pipe, with the greatest positive length': { dataBytes: 0x7fff_ffff },
  'with 24 bits': { bits: 24 },
  'with 24 bits, extensible': { bits: 24, isExtensible: true },
  'with 32 bits': { bits: 32 },
  'as floats': { bits: 32, isFloat: true, before: [['PEAK', 24]] },
  'as floats, extensible': { bits: 32, isFloat: true, isExtensible: true },
  'for large files': { riff: 'RF64', before: [['ds64', 28]], dataBytes: 0xffff_ffff },
};

/** What editors do to the texts. */
const EDITS: Readonly<Record<string, (parts: Parts) => Parts>> = {
  'lines of Windows': (parts) => withEvents(parts, (text) => text.replaceAll('\n', '\r\n')),
  'a byte-order mark': (parts) => ({
    ...withEvents(parts, (text) => `\ufeff${text}`),
    'header.json': encoder.encode(`\ufeff${decoder.decode(parts['header.json'])}`),
  }),
  'blank lines': (parts) => withEvents(parts, (text) => `\n${text.replaceAll('\n', '\n\n')}\n  \n\r\n`),
  'no line break at the end': (parts) => withEvents(parts, (text) => text.trimEnd()),
  'fields in another order, and spaces': (parts) =>
    withEvents(parts, (text) => text.trim().split('\n').map(turned).join('\n')),
};

describe('a recording that another program has touched', () => {
  let parts: Parts;
  let own: Recording;
  let samples: number[];

  before(async () => {
    const whole = await zipped(await recorded(1.2, sampleSource(sample)));
    parts = unzipSync(await bytesOf(whole));
    own = await imported(whole);
    samples = await samplesOf(own);
  });

  const isSame = async (...files: File[]): Promise<void> => {
    const again = await imported(...files);
    expect(again.header).to.deep.equal(own.header);
    expect(again.events).to.deep.equal(own.events);
    expect(again.frames).to.deep.equal(own.frames);
    expect(again.levels).to.deep.equal(own.levels);
    expect(await samplesOf(again)).to.deep.equal(samples);
  };

  for (const [how, packing] of Object.entries(PACKINGS)) {
    it(`is read when it was packed ${how}`, async () => {
      const named = how.includes('capitals') ? upper(parts) : parts;
      await isSame(asFile(await packed(named, packing)));
    });
  }

  for (const [how, style] of Object.entries(STYLES)) {
    it(`is read when its sound was saved ${how}`, async () => {
      await isSame(asFile(zipSync({ ...parts, 'sound-1.wav': rewritten(parts['sound-1.wav']!, style) })));
    });
  }

  for (const [what, edit] of Object.entries(EDITS)) {
    it(`is read with ${what}`, async () => {
      await isSame(asFile(zipSync(edit(parts))));
      await isSame(...Object.entries(edit(parts)).map(([name, bytes]) => asFile(bytes, name)));
    });
  }

  it('says what is wrong with sound that is not the same', async () => {
    const sound = parts['sound-1.wav']!;
    const changed = (at: number, value: number): Uint8Array => sound.with(at, value);
    const wrong: [Uint8Array, string][] = [
      [changed(22, 1), 'sound-1.wav has 1 channels instead of 2, microphone and avatar.'],
      [changed(20, 85), 'sound-1.wav has samples of an unknown kind: save it as 16-bit PCM.'],
      [changed(24, 1), 'sound-1.wav has another sample rate than it should.'],
      [changed(0, 0), 'sound-1.wav is no WAV file.'],
      [sound.slice(0, 40), 'sound-1.wav has no samples.'],
      [sound.slice(0, 5000), 'sound-1.wav ends too early.'],
      [rewritten(sound.slice(0, 5044), {}), 'sound-1.wav is not as long as it should be.'],
    ];
    for (const [bytes, reason] of wrong) {
      let told = 'taken';
      const file = asFile(zipSync({ ...parts, 'sound-1.wav': bytes }));
      await imported(file).catch((error: unknown) => (told = (error as Error).message));
      expect(told).to.equal(reason);
    }
  });
});

function upper(parts: Parts): Parts {
  return Object.fromEntries(Object.entries(parts).map(([name, bytes]) => [name.toUpperCase(), bytes]));
}

function withEvents(parts: Parts, edit: (text: string) => string): Parts {
  return { ...parts, 'events.ndjson': encoder.encode(edit(decoder.decode(parts['events.ndjson']))) };
}

function turned(line: string): string {
  const fields = Object.entries(JSON.parse(line) as object).toReversed();
  return ` { ${fields.map(([key, value]) => `${JSON.stringify(key)} : ${JSON.stringify(value)}`).join(' , ')} } `;
}

function asFile(bytes: Uint8Array, name = 'recording.zip'): File {
  return new File([bytes as Uint8Array<ArrayBuffer>], name);
}
