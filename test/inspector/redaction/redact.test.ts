import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import type { SessionRecord, TurnEvent } from 'avatar-ptt/headless';
import { exportFile, exportFolder, type FileFormat } from '../../../inspector/recordings/export-recording.js';
import { Redactor } from '../../../inspector/redaction/redactor.js';
import type { Recording } from '../../../inspector/recordings/recording.js';
import { Inspection } from '../../../inspector/model/inspection.js';
import { loadRecording } from '../../../inspector/recordings/load-recording.js';
import { snapshot } from '../../../inspector/recordings/snapshot.js';
import { readZipDirectory, readZipEntry } from '../../../inspector/recordings/zip-reader.js';
import { ALL, memoryStore, quietly, recorded, SpokenSource } from '../recordings/recording-helpers.js';
import { sampleConversation } from '../sample-conversation.js';
import { KINDS } from './planted-kinds.js';
import { PLACES } from './planted-places.js';
import { HARMLESS, ORDINARY, PLANTED } from './planted-secrets.js';
import { needs } from '../../engine.js';
import { copyText } from '../../../inspector/events/copy-record.js';
import { removedText } from '../../../inspector/recordings/export-content.js';
import { importRecording } from '../../../inspector/recordings/import-recording.js';
import '../../core/seed.js';

const ALL_PLANTED = [...PLANTED, ...KINDS, ...PLACES];
const sample = sampleConversation();
const HEX = '0123456789abcdef';
const BASE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const letters = (alphabet: string, minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...Array.from(alphabet)), minLength, maxLength }).filter((text) => /\d/.test(text));

/** A secret, and a place where one may be: raw message, error text, address, label, device. */
type Plant = (secret: string) => Partial<TurnEvent> & { readonly type: TurnEvent['type'] };

const failure = (message: string): ReturnType<Plant> => ({ type: 'session-error', code: 'x', message });
const wire = (raw: unknown): ReturnType<Plant> => ({ type: 'wire-message', direction: 'in', raw });

const NAMED: readonly Plant[] = [
  (secret) => wire({ token: secret }),
  (secret) => wire({ data: { session_token: secret, livekit_client_token: secret } }),
  (secret) => wire({ deep: [{ 'X-API-Key': secret }, { apiKey: [secret] }] }),
  (secret) => wire({ headers: { Authorization: `Bearer ${secret}`, Cookie: `sid=${secret}` } }),
  (secret) => wire({ credentials: { user: 'me', password: secret } }),
  (secret) => wire({ character_session_id: secret }),
  (secret) => wire(JSON.stringify({ type: 'x', secret })),
  (secret) => wire({ body: `{"data":"{\\"password\\":\\"${secret}\\"}"}` }),
  (secret) => wire({ note: `curl -H "X-API-Key: ${secret}" https://example.org` }),
  (secret) => failure(`wss://room.example.org/rtc?access_token=${secret}&auto=1 failed`),
  (secret) => failure(`https://user:${secret}@example.org/ answers 401`),
  (secret) => failure(`The server said: invalid api_key=${secret}.`),
  (secret) => failure(`Authorization: Basic ${secret}`),
  (secret) => ({ type: 'connection-lost', code: 'x', message: `Bearer ${secret} has expired` }),
  (secret) => ({ type: 'usage-limit', message: `password: "${secret}"` }),
];

const SHAPED: readonly Plant[] = [
  (secret) => failure(`Could not use ${secret}!`),
  (secret) => wire({ anything: secret, [secret]: 1 }),
  (secret) => ({ type: 'set-microphone', deviceId: secret }),
  (secret) => ({ type: 'microphone-opened', label: `Desk (${secret})`, isEchoCancelled: true }),
  (secret) => ({ type: 'send-text', text: `my key is ${secret}` }),
];

const named = fc.record({ secret: letters(BASE, 8, 40), plant: fc.constantFrom(...NAMED) });
const shaped = fc.record({
  secret: fc.oneof(
    letters(HEX, 32, 64),
    letters(BASE, 24, 60),
    letters(BASE, 20, 40).map((text) => `eyJ${text}.${text}.${text}`),
    letters(BASE, 12, 20).map((text) => `sk-${text}`),
    fc.uuid(),
  ),
  plant: fc.constantFrom(...SHAPED),
});

describe('an export', () => {
  it('holds none of some hundreds of secrets of all kinds and places, with and without texts', async () => {
    const recording = await saying(ALL_PLANTED.flatMap(({ events }) => events));
    for (const [format, withTexts] of [
      ['zip', true],
      ['zip', false],
      ['trace', true],
      ['trace', false],
    ] as const) {
      const text = await textOf(recording, format, withTexts);
      expect(survivorsIn(text), format).to.deep.equal([]);
    }
  });

  it('holds none as a folder', async () => {
    needs('storage' in navigator && 'getDirectory' in navigator.storage);
    const recording = await saying(ALL_PLANTED.flatMap(({ events }) => events));
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('planted', { create: true });
    for (const withTexts of [true, false]) {
      await exportFolder(recording, folder, { ...ALL, withTexts }, quietly());
      for (const name of ['header.json', 'events.ndjson']) {
        const file = await (await folder.getFileHandle(name)).getFile();
        expect(survivorsIn(await file.text()), name).to.deep.equal([]);
      }
    }
    await root.removeEntry('planted', { recursive: true });
  });

  it('holds none that a copied record, or one around it, tells by name', () => {
    const records = recordsOf(PLANTED.flatMap(({ events }) => events));
    const survivors = records.flatMap((record) => survivorsIn(copyText({ record, part: 0, before: null }, records)));
    expect(survivors).to.deep.equal([]);
  });

  it('holds no secret that stood in the imported file, before it came under its name', async () => {
    const recording = await saying([]);
    const events: TurnEvent[] = [
      { type: 'session-error', code: 'x', message: 'Nobody knows zqWolf77.', at: 1 },
      { type: 'tick', at: 2, raw: { token: 'zqWolf77' } },
    ];
    const file = await exportFile({ ...recording, events }, 'zip', ALL, quietly());
    const store = memoryStore();
    const info = await importRecording([file], store, quietly());
    expect(await textOf(await loadRecording(store, info), 'zip')).not.to.include('zqWolf77');
  });

  it('tells no device by the name of whose it is, and no device at all without texts', async () => {
    const labels = ["Max's AirPods", 'AirPods von Max', 'AirPods de Max', 'MaxのAirPods', 'Headset (Max’s AirPods)'];
    const recording = await saying([
      ...labels.map((label) => ({ type: 'microphone-opened', label, isEchoCancelled: false }) as const),
      { type: 'microphone-lost', code: 'microphone-lost', message: "Max's AirPods was unplugged." },
    ]);
    expect(await textOf(recording, 'zip'))
      .to.include('[owner] AirPods')
      .and.not.include('Max');
    expect(await textOf(recording, 'zip', false)).not.to.include('AirPods');
  });

  it('says nothing that a person said, when asked to', async () => {
    const said = 'Blue elephants';
    const recording = await saying([
      ...(['connect-failed', 'connection-lost', 'session-error', 'microphone-failed'] as const).map(
        (type) => ({ type, code: 'refused', message: `Can't answer “${said}”.`, raw: said }) as const,
      ),
      { type: 'usage-limit', message: said },
      { type: 'idle-warning', remainingSecs: 3, message: said },
      { type: 'effect-failed', effect: said, code: said, message: said },
      { type: 'detector-changed', detector: 'energy', reason: said },
      {
        type: 'wire-message',
        direction: 'in',
        raw: { name: 'elephants', label: 'elephants', [said]: { topic: [said] } },
      },
    ]);
    for (const format of ['zip', 'trace'] as const) {
      expect(await textOf(recording, format, false)).not.to.match(/elephants/i);
    }
  });

  it('leaves what people say as it is, and what is no secret', async () => {
    const recording = await saying([
      ...ORDINARY.map((text) => ({ type: 'transcript', role: 'user', text, final: true, raw: { text } }) as const),
      { type: 'wire-message', direction: 'in', raw: HARMLESS },
    ]);
    expect(recording.events.flatMap((event) => (event.type === 'transcript' ? [event.text] : []))).to.deep.equal(
      ORDINARY,
    );
    expect(recording.events.at(-1)!.raw).to.deep.equal(HARMLESS);
    expect(removedText(recording, ALL)).to.equal('');
  });

  it('reports how much was removed, and where', async () => {
    const recording = await saying([
      { type: 'wire-message', direction: 'in', raw: { token: 'abc12345', again: ['x', { token: 'abc12345' }] } },
      { type: 'send-text', text: 'Hello there' },
    ]);
    expect(removedText(recording, ALL)).to.equal('Removed: 2 × secret (wire-message token 2).');
    expect(removedText(recording, { ...ALL, withTexts: false })).to.match(/\d+ × text \(.*send-text text 1/);
  });

  it('holds none of the secrets that were in messages, errors, addresses, labels and devices', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(named, shaped), { minLength: 1, maxLength: 12 }), async (plants) => {
        const recording = await saying(plants.map(({ plant, secret }) => plant(secret)));
        for (const format of ['zip', 'trace'] as const) {
          const text = await textOf(recording, format);
          for (const { secret } of plants) expect(text).not.to.include(secret);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('holds no secret of the state that it begins with, nor of its name and source', async () => {
    const secret = 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3';
    const source = new SpokenSource();
    Object.assign(source, { label: `tag#${secret}` });
    const inspection = new Inspection(source, new AbortController().signal);
    source.receiver.begin({ ...sample.initial, deviceId: secret });
    for (const record of sample.records) source.receiver.record(record);
    const recording = await snapshot(inspection, `Test with ${secret}`);
    expect(recording.header.initial?.deviceId).to.equal('[redacted 1]');
    expect(await textOf(recording, 'zip')).not.to.include(secret);
  });

  it('holds the length of what was said instead, when asked to', async () => {
    const said = 'The quick brown fox';
    const recording = await saying([
      { type: 'transcript', role: 'user', text: said, final: true, raw: { type: 'user-transcription', text: said } },
      { type: 'send-text', text: said },
      { type: 'wire-message', direction: 'in', raw: { type: 'bot-llm-text', data: { text: said, parts: [said] } } },
      { type: 'moderation-blocked', message: said, raw: { user_input: said } },
    ]);
    const text = await textOf(recording, 'zip', false);
    expect(text).to.include('[19 characters]').and.to.include('bot-llm-text');
    expect(text).not.to.include('quick');
    expect(await textOf(recording, 'zip')).to.include(said);
  });

  it('holds no sound when asked to', async () => {
    const file = await exportFile(await recorded(), 'zip', { withSound: false, withTexts: true }, quietly());
    const names = (await readZipDirectory(file)).map(({ name }) => name);
    expect(names).to.deep.equal(['events.ndjson', 'frames.bin', 'header.json', 'levels.bin']);
  });
});

describe('Redactor', () => {
  it('leaves ordinary messages as they are', () => {
    const message = {
      type: 'bot-turn-completed',
      event_type: 'user.push_to_talk_started',
      data: { was_interrupted: false, prompt_tokens: 120, sequence: [1, 2.5, null] },
      text: 'I asked for the key to the house, and for its address: Main Street 12.',
      url: 'https://api.example.org/v1/sessions/start?lang=en',
    };
    expect(new Redactor().copy(message)).to.deep.equal(message);
  });

  it('takes out a thousand secrets in a message in a message, and knows each where it comes again', () => {
    const token = (i: number): string => `k${i}x${(i * 7919) % 1000}q`;
    const tokens = Array.from({ length: 1000 }, (_, i) => ({ token: token(i) }));
    const redactor = new Redactor();
    expect(JSON.stringify(redactor.copy({ raw: JSON.stringify(tokens) }))).to.not.match(/k\d+x\d+q/);
    expect(redactor.text(`It was ${token(999)}, not ${token(1)}.`)).to.match(
      /^It was \[redacted \d+\], not \[redacted \d+\]\.$/,
    );
  });

  it('takes what stands under a name as a whole, also where it begins like a secret that is known', () => {
    const redactor = new Redactor();
    redactor.copy({ user_token: 'abc123' });
    expect(redactor.text('token=abc123.realsecretpart')).to.not.match(/real/);
    expect(redactor.text('wss://abc123:hunter2x@host/')).to.not.match(/hunter/);
  });

  it('takes base64 as a whole, with its slashes', () => {
    const key = '9wytzBs66Z9GcWQKF4FaehtlHtu8GY4b8Vyfa/KvExm5daPi+YAXU2iCLFn/ODe6orMbniKY9QsXN8aBkfAV6g==';
    expect(new Redactor().text(`Upstream said no to ${key} today.`)).to.match(
      /^Upstream said no to \[redacted \d+\] today\.$/,
    );
  });

  it('comes through texts that were made to hold it up', () => {
    const endless =
      'a|a |a-|a=|a b=|"|\\\\|\\\\"|%25|%25252525|&amp;|name="a" |name="a" x\n|://|a://b:|aaa:b:|key is |token=[|token: |\n  |a.|{"a|--a |\u200b|ａ|sk-|a-key.|密码：|a,b\n|token,b\n|\||<key>a</key><b>|a a a |p a s s |mysql -|login: |set(|$|@|a\n,|;\n";|kata ';
    for (const piece of endless.split('|')) {
      const redactor = new Redactor();
      const text = piece.repeat(65_536 / Math.max(1, piece.length));
      expect(redactor.text(text)).to.be.a('string');
    }
  });

  it('does not stand still for thousands of secrets that begin alike', () => {
    const redactor = new Redactor();
    for (let i = 0; i < 4900; i++) redactor.copy({ token: `aaaaaa${i}zz` });
    expect(redactor.text('aaaaaa'.repeat(40_000))).to.contain('aaaaaa');
  });

  it('finds each kind by itself, without the others', () => {
    const survivors = [...KINDS, ...PLACES].filter(({ secret, events }) =>
      JSON.stringify(new Redactor().copy(events)).includes(JSON.stringify(secret).slice(1, -1)),
    );
    expect(survivors.map(({ events }) => JSON.stringify(events))).to.deep.equal([]);
  });

  it('tells of what has no fields of its own what it is', () => {
    const copy = new Redactor().copy({
      map: new Map<unknown, unknown>([
        ['a', new Set([1])],
        [2, 'b'],
        [{}, 'c'],
      ]),
      query: new URLSearchParams('a=1&a=2'),
      response: new Response('secret', { status: 201, headers: { 'x-note': 'd' } }),
      blob: new Blob(['abc']),
      date: new Date(0),
    });
    expect(copy).to.deep.equal({
      map: { a: [1], 2: 'b', '[object]': 'c' },
      query: { a: ['1', '2'] },
      response: { status: 201, url: '', headers: { 'content-type': 'text/plain;charset=UTF-8', 'x-note': 'd' } },
      blob: '[3 bytes]',
      date: '1970-01-01T00:00:00.000Z',
    });
  });

  it('leaves a text as it was written where it hides nothing', () => {
    for (const text of [
      '50%25 of https://a.example/?q=caf%C3%A9',
      '&quot;Hi&quot; ﬁne\u200b ½',
      '\\u0041 \\x42 &bogus;',
    ]) {
      expect(new Redactor().text(text)).to.equal(text);
    }
  });

  it('gives the same secret the same name, and different ones different names', () => {
    const redactor = new Redactor();
    const copy = redactor.copy([{ token: 'abc123' }, { token: 'xyz789' }, { password: 'abc123' }, 'said abc123 again']);
    expect(copy).to.deep.equal([
      { token: '[redacted 1]' },
      { token: '[redacted 2]' },
      { password: '[redacted 1]' },
      'said [redacted 1] again',
    ]);
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(named, shaped), { maxLength: 6 }), (plants) => {
        const once = new Redactor().copy(plants.map(({ plant, secret }) => plant(secret)));
        expect(new Redactor().copy(once)).to.deep.equal(once);
      }),
    );
  });

  it('copies only what plain data can be, and only so much of it', () => {
    const cycle: Record<string, unknown> = { size: 10n, call: () => 1, bytes: new Uint8Array(3) };
    cycle['self'] = cycle;
    const evil = JSON.parse(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"fine":1}',
    ) as object;
    const throws = Object.defineProperty({}, 'x', { enumerable: true, get: () => expect.fail('thrown') });
    const copy = new Redactor().copy({ cycle, evil, throws, long: 'word '.repeat(100_000) }) as typeof cycle;
    expect(copy['evil']).to.deep.equal({ fine: 1 });
    expect(copy['throws']).to.equal('[left out]');
    expect(copy['long']).to.have.lengthOf.below(70_000);
    expect(JSON.stringify(copy)).to.include('"bytes":"[3 bytes]"').and.to.include('[left out]');
    expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined);
  });
});

function survivorsIn(text: string): string[] {
  const forms = ({ secret }: (typeof PLANTED)[number]): string[] => [secret, JSON.stringify(secret).slice(1, -1)];
  const found = ALL_PLANTED.filter((planted) => forms(planted).some((form) => text.includes(form)));
  const base64 = ALL_PLANTED.filter(
    ({ secret }) => /^[\x20-\x7e]*$/.test(secret) && text.includes(btoa(`a ${secret} b`)),
  );
  return [...found, ...base64].map(({ secret, events }) => `${secret} in ${JSON.stringify(events)}`);
}

function recordsOf(events: readonly ReturnType<Plant>[]): SessionRecord[] {
  const [record] = sample.records;
  return events.map((event, i) => ({ ...record!, seq: i + 1, at: i, event: { ...event, at: i } as TurnEvent }));
}

async function saying(events: readonly ReturnType<Plant>[]): Promise<Recording> {
  const source = new SpokenSource();
  const inspection = new Inspection(source, new AbortController().signal);
  source.receiver.begin(sample.initial);
  for (const record of recordsOf(events)) source.receiver.record(record);
  return snapshot(inspection, 'Secrets');
}

async function textOf(recording: Recording, format: FileFormat, withTexts = true): Promise<string> {
  const file = await exportFile(recording, format, { ...ALL, withTexts }, quietly());
  if (format !== 'zip') return file.text();
  let text = '';
  for (const entry of await readZipDirectory(file)) {
    for await (const piece of readZipEntry(file, entry)) text += new TextDecoder().decode(piece);
  }
  return text;
}
