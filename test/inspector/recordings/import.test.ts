import { expect } from '@open-wc/testing';
import { AvatarPttError } from 'avatar-ptt/headless';
import { unzipSync, zipSync } from 'fflate';
import { History } from '../../../inspector/model/history.js';
import { importRecording } from '../../../inspector/recordings/import-recording.js';
import { loadRecording } from '../../../inspector/recordings/load-recording.js';
import { RecordingSource } from '../../../inspector/recordings/recording-source.js';
import type { RecordingStore } from '../../../inspector/recordings/recording-store.js';
import { bytesOf, imported, memoryStore, quietly, recorded, samplesOf, zipped } from './recording-helpers.js';
import { sampleConversation, sampleSource } from '../sample-conversation.js';

type Parts = Record<string, Uint8Array>;
type Json = Record<string, unknown>;

/** One of many ways to spoil a recording; `random` gives numbers from 0 to 1. */
type Spoil = (parts: Parts, random: () => number) => Uint8Array;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const sample = sampleConversation({ speech: [[1, 2]], secs: 4 });

const pick = <T>(random: () => number, list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

const zip = (parts: Parts): Uint8Array => zipSync(parts, { level: 1 });

/** Changes the header, or one event. */
const header =
  (change: (header: Json, random: () => number) => unknown): Spoil =>
  (parts, random) => {
    const parsed = JSON.parse(decoder.decode(parts['header.json'])) as Json;
    const changed = change(parsed, random) ?? parsed;
    return zip({ ...parts, 'header.json': encoder.encode(JSON.stringify(changed)) });
  };

const lines =
  (change: (lines: string[], random: () => number) => unknown): Spoil =>
  (parts, random) => {
    const all = decoder.decode(parts['events.ndjson']).trimEnd().split('\n');
    change(all, random);
    return zip({ ...parts, 'events.ndjson': encoder.encode(all.join('\n')) });
  };

const event =
  (change: (event: Json, random: () => number) => void): Spoil =>
  (parts, random) =>
    lines((all) => {
      const i = Math.floor(random() * all.length);
      const parsed = JSON.parse(all[i]!) as Json;
      change(parsed, random);
      all[i] = JSON.stringify(parsed);
    })(parts, random);

const rows =
  (change: (rows: Float64Array, random: () => number) => void): Spoil =>
  (parts, random) => {
    const name = pick(random, ['frames.bin', 'levels.bin']);
    const copy = parts[name]!.slice();
    change(new Float64Array(copy.buffer), random);
    return zip({ ...parts, [name]: copy });
  };

const part =
  (change: (bytes: Uint8Array, random: () => number) => Uint8Array): Spoil =>
  (parts, random) => {
    const name = pick(random, Object.keys(parts));
    return zip({ ...parts, [name]: change(parts[name]!, random) });
  };

const ODD: readonly unknown[] = [null, [], {}, 'x', -1, 1.5, 1e300, true, '9'.repeat(50), [[[[]]]], { toString: 1 }];
const SCRIPT = '<img src=x onerror="window.isHacked = true"><script>window.isHacked = true</script>';

const SPOILS: Readonly<Record<string, Spoil>> = {
  truncated: (parts, random) => {
    const whole = zip(parts);
    return whole.slice(0, Math.floor(random() * whole.length));
  },
  'bits flipped': (parts, random) => {
    const whole = zip(parts);
    for (let i = 0; i <= random() * 20; i++)
      whole[Math.floor(random() * whole.length)]! ^= 1 << Math.floor(random() * 8);
    return whole;
  },
  noise: (_, random) => Uint8Array.from({ length: 50_000 * random() }, () => random() * 256),
  'no parts': () => zip({}),
  'part missing': (parts, random) => {
    const missing = pick(random, Object.keys(parts));
    return zip(Object.fromEntries(Object.entries(parts).filter(([name]) => name !== missing)));
  },
  'part cut': part((bytes, random) => bytes.slice(0, Math.floor(random() * bytes.length))),
  'part grown': part((bytes, random) => Uint8Array.from([...bytes, ...new Uint8Array(1 + random() * 100)])),
  'part of noise': part((bytes, random) => bytes.map(() => random() * 256)),
  'wrong version': header((head, random) => void (head['version'] = pick(random, [0, 2, 99, '1', null]))),
  'wrong format': header((head, random) => void (head['format'] = pick(random, ODD))),
  'odd header field': header((head, random) => void (head[pick(random, Object.keys(head))] = pick(random, ODD))),
  'odd header': header((_, random) => pick(random, ODD)),
  'odd state field': header(({ initial }, random) => {
    const state = initial as Json;
    state[pick(random, Object.keys(state))] = pick(random, ODD);
  }),
  'state that never was': header(({ initial }, random) => {
    Object.assign(initial as Json, {
      connection: pick(random, ['connecting', 'connected']),
      connectDueAt: 1,
      modeChange: { mode: 'hands-free', dueAt: -5 },
      stop: { turnId: 3, isDiscarded: false, attempt: 2, hasFailed: false, dueAt: 1 },
      lock: { turnId: 9, waitingFor: 'answer', since: 1e9, releasesAt: 2 },
    });
  }),
  'too many sounds': header(
    (head) => void (head['sounds'] = Array(5000).fill({ at: 0, startMs: 0, sampleRate: 8000 })),
  ),
  'sound that is longer': header((head, random) => {
    Object.assign((head['sounds'] as Json[])[0]!, { length: Math.floor(random() * 1e9) });
  }),
  'rate that none has': header((head, random) => {
    Object.assign((head['sounds'] as Json[])[0]!, { sampleRate: pick(random, [0, 1, 44_100, 1e9]) });
  }),
  'prototype in the header': (parts) => {
    const text = decoder.decode(parts['header.json']).replace('{', '{"__proto__":{"isHacked":true},');
    return zip({ ...parts, 'header.json': encoder.encode(text) });
  },
  'prototype in a message': lines((all, random) => {
    const evil = '"raw":{"__proto__":{"isHacked":true},"constructor":{"prototype":{"isHacked":true}}}';
    all.push(`{"type":"wire-message","at":99999,"direction":"in",${evil}}`, pick(random, all));
  }),
  'unknown event': event((told, random) => void (told['type'] = pick(random, ['toString', 'hack', '', 7, null]))),
  'odd event field': event((told, random) => void (told[pick(random, Object.keys(told))] = pick(random, ODD))),
  'field missing': event((told, random) => {
    Reflect.deleteProperty(told, pick(random, Object.keys(told)));
  }),
  'script in a text': lines((all) => {
    all.push(
      JSON.stringify({
        type: 'transcript',
        at: 9e4,
        role: 'user',
        final: true,
        text: SCRIPT,
        raw: { [SCRIPT]: SCRIPT },
      }),
    );
  }),
  'script in the name': header((head) => void (head['name'] = SCRIPT)),
  'no times': lines((all, random) => {
    all[Math.floor(random() * all.length)] = '{"type":"tick","at":NaN}';
  }),
  'far times': event((told, random) => void (told['at'] = pick(random, [1e15, -1e15, 1e308]))),
  'not in order': lines((all) => all.push('{"type":"tick","at":200000}', '{"type":"tick","at":0}')),
  'very deep': lines((all) => {
    all.push(`{"type":"tick","at":9e4,"raw":${'['.repeat(5000)}${']'.repeat(5000)}}`);
  }),
  'very long line': lines((all) => {
    all.push(`{"type":"send-text","at":9e4,"text":"${'x'.repeat(3_000_000)}"}`);
  }),
  'no number': rows(
    (all, random) => void (all[Math.floor(random() * all.length)] = pick(random, [NaN, Infinity, 1e20])),
  ),
  'rows in no order': rows((all) => all.sort()),
  'rows turned round': rows((all) => all.reverse()),
  'lying sizes': (parts, random) => {
    const whole = zip({ ...parts, 'events.ndjson': new Uint8Array(5_000_000) });
    const view = new DataView(whole.buffer);
    // Size of the unpacked data in the directory: the bomb says that it is small.
    for (let i = 0; i + 4 <= whole.length; i++) {
      if (view.getUint32(i, true) === 0x02014b50) view.setUint32(i + 24, Math.floor(random() * 1000), true);
    }
    return whole;
  },
  'enormous size': (parts) => {
    const whole = zip(parts);
    const view = new DataView(whole.buffer);
    for (let i = 0; i + 4 <= whole.length; i++) {
      if (view.getUint32(i, true) === 0x02014b50) view.setUint32(i + 24, 0xfffffff0, true);
    }
    return whole;
  },
};

describe('importRecording', () => {
  let parts: Parts;
  before(async () => {
    const whole = await zipped(await recorded(1.2, sampleSource(sample)));
    parts = unzipSync(await bytesOf(whole));
  });

  it('takes 210 corrupted and hostile files for what they are: refused with a reason, or harmless', async function () {
    this.timeout(60_000);
    const store = memoryStore();
    const own = await importRecording([asFile(zip(parts))], store, quietly());
    const random = mulberry(1883);
    const kinds = Object.entries(SPOILS);
    let refused = 0;
    for (let i = 0; i < 210; i++) {
      const [kind, spoil] = kinds[i % kinds.length]!;
      const before = (await store.list()).length;
      try {
        const info = await importRecording([asFile(spoil(parts, random))], store, quietly());
        await replayed(store, info.id);
      } catch (error) {
        refused++;
        expect(error, `${kind}: ${String(error)}`).to.be.instanceOf(AvatarPttError);
        expect((error as AvatarPttError).code, kind).to.equal('bad-recording');
        expect((error as AvatarPttError).message.length, kind).to.be.within(15, 400);
        expect((await store.list()).length, kind).to.equal(before);
      }
    }
    expect(refused).to.be.within(130, 205);
    expect(({} as Json)['isHacked']).to.equal(undefined);
    expect(window).not.to.have.property('isHacked');
    await replayed(store, own.id);
  });

  it('refuses what only claims to be small as soon as it is larger', async () => {
    await refusal(
      SPOILS['lying sizes']!(parts, () => 0.5),
      'header.json is larger than the zip file says.',
    );
  });

  it('says which file, event, row or field is wrong', async () => {
    await refusal(encoder.encode('hello'), 'This is no zip file, or its end is missing.');
    await refusal(zip({ 'readme.txt': encoder.encode('hi') }), 'This is no recording: it has no header.json.');
    await refusal(
      SPOILS['no times']!(parts, () => 0),
      'Event 1 is no JSON.',
    );
    const change = event((told) => void (told['at'] = 'soon'))(parts, () => 0);
    await refusal(change, 'Event 1.at is not a time.');
    const newer = header((head) => void (head['version'] = 3))(parts, () => 0);
    await refusal(newer, 'This recording is of version 3; this inspector reads versions 1 and 2.');
    const answer = { analyzer: 'a', stretch: 0, turnStartMs: 0, askedMs: 1, completeness: 1.2 };
    const answered = header((head) => void (head['answers'] = [answer]))(parts, () => 0);
    await refusal(answered, 'answers[0].completeness is not from 0 to 1.');
  });

  it('takes what the first version wrote, which had no answers', async () => {
    const change = (head: Record<string, unknown>): void => {
      head['version'] = 1;
      delete head['answers'];
    };
    const { header: read } = await imported(asFile(header(change)(parts, () => 0)));
    expect([read.version, read.answers]).to.deep.equal([2, []]);
  });

  it('keeps what an analyzer said of its pauses', async () => {
    const answers = [{ analyzer: 'one', stretch: 0, turnStartMs: 10, askedMs: 2200.5, completeness: 0.25 }];
    const written = header((head) => void (head['answers'] = answers))(parts, () => 0);
    expect((await imported(asFile(written))).header.answers).to.deep.equal(answers);
  });

  it('takes the parts as loose files', async () => {
    const files = Object.entries(parts).map(([name, bytes]) => asFile(bytes, name));
    const recording = await imported(...files, asFile(encoder.encode('x'), 'notes.txt'));
    expect(recording.events.length).to.equal(sample.records.length);
    expect((await samplesOf(recording)).length).to.equal(1.2 * 16_000 * 2);
  });

  it('takes a folder that somebody has packed', async () => {
    const inside = Object.fromEntries(Object.entries(parts).map(([name, bytes]) => [`my talk/${name}`, bytes]));
    expect((await imported(asFile(zip(inside)))).header.name).to.equal('Sample');
  });

  it('takes secrets out of recordings that others made', async () => {
    const told = lines((all) => all.push('{"type":"wire-message","at":9e4,"direction":"in","raw":{"token":"abc123"}}'));
    const { events } = await imported(asFile(told(parts, () => 0)));
    expect(events.at(-1)!.raw).to.deep.equal({ token: '[redacted 1]' });
  });

  it('tells how far it is, and leaves nothing when it is given up', async () => {
    const store = memoryStore();
    const giving = new AbortController();
    const shares: number[] = [];
    const work = {
      signal: giving.signal,
      progress: (share: number) => {
        shares.push(share);
        if (share > 0.5) giving.abort();
      },
    };
    let thrown: unknown;
    await importRecording([asFile(zip(parts))], store, work).catch((error: unknown) => (thrown = error));
    expect(thrown).to.equal(giving.signal.reason);
    expect(shares).to.deep.equal(shares.toSorted((a, b) => a - b));
    expect(await store.list()).to.deep.equal([]);
  });
});

function asFile(bytes: Uint8Array, name = 'recording.zip'): File {
  return new File([bytes as Uint8Array<ArrayBuffer>], name);
}

async function refusal(bytes: Uint8Array, message: string): Promise<void> {
  let told = 'taken';
  await imported(asFile(bytes)).catch((error: unknown) => (told = (error as Error).message));
  expect(told).to.equal(message);
}

async function replayed(store: RecordingStore, id: string): Promise<void> {
  const info = (await store.list()).find((recording) => recording.id === id)!;
  const source = new RecordingSource(await loadRecording(store, info));
  source.open(new History(), new AbortController().signal);
  while (source.isPlaying) await new Promise((resolve) => setTimeout(resolve));
}

/** The same numbers in every run. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
