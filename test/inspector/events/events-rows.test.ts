import { expect } from '@open-wc/testing';
import {
  DEFAULT_TURN_TAKING,
  initialTurnState,
  mergeTurnTaking,
  replay,
  type SessionRecord,
  type TurnEvent,
} from 'avatar-ptt/headless';

import fc from 'fast-check';
import { CHUNK_LENGTH, RecordStore } from '../../../inspector/model/record-store.js';
import { changesBetween } from '../../../inspector/events/row-text.js';
import { RowCache } from '../../../inspector/events/row-cache.js';
import { NO_FILTER, parseSearch, type RowFilter } from '../../../inspector/events/row-filter.js';
import { KINDS, kindOf } from '../../../inspector/events/row.js';
import { RowList } from '../../../inspector/events/row-list.js';
import { turnOf, typeOf, type Row } from '../../../inspector/events/row.js';
import { searchedText, sizeOf, summaryOf } from '../../../inspector/events/row-text.js';
import '../../core/seed.js';
import { sampleConversation } from '../sample-conversation.js';

const { initial, records: sample } = sampleConversation();

function storeOf(records: readonly SessionRecord[], store = new RecordStore()): RecordStore {
  for (const record of records) store.push(record);
  return store;
}

/** The sample again and again, as one long conversation. */
function long(count: number): SessionRecord[] {
  return Array.from({ length: count }, (_, i) => ({ ...sample[i % sample.length]!, seq: i + 1 }));
}

function listed(store: RecordStore, filter: Partial<RowFilter> = {}): RowList {
  const list = new RowList(store, initial, { ...NO_FILTER, ...filter });
  list.follow(Infinity);
  return list;
}

function rowsOf(list: RowList): Row[] {
  return Array.from({ length: list.length }, (_, i) => list.row(i)!);
}

const idOf = ({ record, part }: Row): string => `${record.seq}.${part}`;

/** All rows, the plain way. */
function allRows(records: readonly SessionRecord[]): Row[] {
  return records.flatMap((record, i) =>
    [record.event, ...record.effects].map((_, part) => ({ record, part, before: records[i - 1]?.state ?? initial })),
  );
}

function rowOf(event: TurnEvent, before = initialTurnState()): Row {
  const [record] = replay([event], before);
  return { record: record!, part: 0, before };
}

describe('RowList', () => {
  it('lists an event, then its effects, with the state before', () => {
    const rows = rowsOf(listed(storeOf(sample)));
    expect(rows.map(idOf)).to.deep.equal(allRows(sample).map(idOf));
    expect(rows[0]?.before).to.equal(initial);
    expect(rows.at(-1)?.before).to.equal(sample.at(-2)?.state);
  });

  it('filters as looking at each row does, in every chunk', () => {
    const records = long(2 * CHUNK_LENGTH + 300);
    const store = storeOf(records);
    const all = allRows(records);
    const someKinds = fc.uniqueArray(fc.constantFrom(...KINDS)).map((kinds) => new Set(kinds));
    const someTurn = fc.option(fc.integer({ min: 0, max: 9 }));
    const someType = fc.option(fc.constantFrom(...new Set(all.map(({ record, part }) => typeOf(record, part)))));
    const someQuery = fc.constantFrom(
      '',
      'turn',
      'TURN 3',
      'voice',
      '/^gate/',
      '/end \\d+3 ms/',
      '/[^x]*nowhere/',
      'no such',
    );
    fc.assert(
      fc.property(someKinds, someTurn, someType, someQuery, (kinds, turnId, type, query) => {
        const text = parseSearch(query);
        const wanted = all.filter((row) => {
          const { record, part } = row;
          const line = searchedText(row);
          return [
            typeof text === 'string' ? line.includes(text) : (text?.test(line) ?? true),
            turnId === null || turnOf(record, part) === turnId,
            type === null || typeOf(record, part) === type,
            kinds.has(kindOf(record, part)),
          ].every(Boolean);
        });
        const list = listed(store, { kinds, turnId, type, text });
        expect(rowsOf(list).map(idOf)).to.deep.equal(wanted.map(idOf));
      }),
      { numRuns: 60 },
    );
  });

  it('comes to the same rows when it follows record by record', () => {
    const records = long(CHUNK_LENGTH + 200);
    const store = new RecordStore();
    const text = parseSearch('speech');
    const list = new RowList(store, initial, { ...NO_FILTER, text });
    for (const record of records) {
      store.push(record);
      list.follow(0);
    }
    expect(rowsOf(list).map(idOf)).to.deep.equal(rowsOf(listed(store, { text })).map(idOf));
    expect(list.isComplete).to.equal(true);
  });

  it('makes the text of a row once for all filters', () => {
    let made = 0;
    const raw = {
      toJSON() {
        made++;
        return 'a message';
      },
    };
    const [record] = sample;
    const records = long(CHUNK_LENGTH);
    records[7] = { ...record!, seq: 8, event: { type: 'avatar-ready', at: 0, raw } };
    const store = storeOf(records);
    const cache = new RowCache();
    new RowList(store, initial, NO_FILTER, cache).prepare(Infinity);
    expect(made).to.be.above(0);
    made = 0;
    const list = new RowList(store, initial, { ...NO_FILTER, text: 'a message' }, cache);
    list.follow(Infinity);
    expect(list.length).to.equal(1);
    expect(made).to.equal(0);
  });

  it('looks at one chunk at a time when there is no time', () => {
    const list = new RowList(storeOf(long(3 * CHUNK_LENGTH)), initial, NO_FILTER);
    list.follow(0);
    expect(list.isComplete).to.equal(false);
    list.follow(0);
    list.follow(0);
    expect(list.isComplete).to.equal(true);
  });

  it('releases rows whose records were dropped, and counts them', () => {
    const store = storeOf(long(1500), new RecordStore(1000));
    const list = listed(store);
    const before = list.length;
    storeOf(long(4000).slice(1500), store);
    list.follow(Infinity);
    expect(store.dropped).to.be.above(0);
    expect(list.row(0)?.record.seq).to.equal(store.dropped + 1);
    expect(list.dropped).to.be.above(before - 1);
    expect(list.row(list.length - 1)?.record.seq).to.equal(4000);
    expect(list.row(0)?.before).to.equal(null);
  });

  it('shows nothing new while it is held, and counts what waits', () => {
    const store = storeOf(long(100));
    const list = listed(store);
    const { length } = list;
    list.hold(store.total);
    storeOf(long(223).slice(100), store);
    list.follow(Infinity);
    expect(list.length).to.equal(length);
    expect(list.waiting).to.equal(123);
    list.hold(Infinity);
    list.follow(Infinity);
    expect(list.row(list.length - 1)?.record.seq).to.equal(223);
    expect(list.waiting).to.equal(0);
  });

  it('says where a record is, or where it would be', () => {
    const store = storeOf(long(3000));
    const all = listed(store);
    for (const position of [0, 1, 1499, all.length - 1]) {
      const { record, part } = all.row(position)!;
      expect(all.positionOf(store.indexOf(record.seq), part)).to.equal(position);
    }
    const some = listed(store, { kinds: new Set(['user']) });
    const next = some.row(some.positionOf(1200));
    expect(next?.record.seq).to.be.at.least(1201);
    expect(some.row(some.positionOf(1200) - 1)?.record.seq).to.be.below(1201);
  });

  it('counts rows by kind before the filter', () => {
    const wanted = allRows(sample).filter(({ record, part }) => kindOf(record, part) === 'sent').length;
    expect(listed(storeOf(sample), { kinds: new Set() }).counts.sent).to.equal(wanted);
  });
});

describe('parseSearch', () => {
  it('takes text between slashes as an expression, and everything else as text', () => {
    expect(parseSearch('/a.c/')).to.be.instanceOf(RegExp);
    expect(parseSearch('/a.c')).to.equal('/a.c');
    expect(parseSearch('  Turn ')).to.equal('turn');
    expect(parseSearch(' ')).to.equal(null);
  });

  it('throws for an expression that is none', () => {
    expect(() => parseSearch('/(/')).to.throw(SyntaxError);
  });
});

describe('kindOf', () => {
  it('tells messages out from messages in', () => {
    const kinds = (['in', 'out'] as const).map((direction) =>
      kindOf(rowOf({ type: 'wire-message', direction, at: 0 }).record, 0),
    );
    expect(kinds).to.deep.equal(['received', 'sent']);
  });

  it('takes what it does not know as the machine', () => {
    // A recording of another version may hold it.
    const event = { type: 'constructor', at: 0 } as unknown as TurnEvent;
    expect(kindOf({ seq: 1, at: 0, event, state: initial, effects: [] }, 0)).to.equal('machine');
  });
});

describe('turnOf', () => {
  it('gives the turn that is named, spoken or answered, and 0 for none', () => {
    const turns = sample.map((record) => turnOf(record, 0));
    expect(turns[0]).to.equal(0);
    const press = sample.find(({ event }) => event.type === 'press')!;
    expect(turnOf(press, 0)).to.equal(1);
    const refused = sample.find(({ effects }) =>
      effects.some((effect) => effect.type === 'announce' && effect.notice.type === 'press-refused'),
    )!;
    expect(turnOf(refused, 0)).to.equal(refused.state.lock?.turnId);
  });
});

describe('summaryOf', () => {
  it('says fields in plain words', () => {
    expect(summaryOf(rowOf({ type: 'gate-opened', turnId: 3, startMs: 12.3456, at: 0 }))).to.equal('start 12.346 ms');
    expect(summaryOf(rowOf({ type: 'voice-activity', isActive: false, at: 0 }))).to.equal('not active');
    expect(summaryOf(rowOf({ type: 'transcript', role: 'user', text: 'a\nb', final: false, at: 0 }))).to.equal(
      'user: a b …',
    );
    expect(summaryOf(rowOf({ type: 'connect-failed', code: 'token', message: 'No.', at: 0 }))).to.equal('token, No.');
  });

  it('says which settings changed', () => {
    const options = mergeTurnTaking(DEFAULT_TURN_TAKING, { pushToTalkPolicy: { releaseTailMs: 123 } });
    const row = rowOf({ type: 'set-options', options, at: 0 });
    expect(summaryOf(row)).to.match(/^pushToTalkPolicy\.releaseTailMs \d+ → 123$/);
    expect(summaryOf(rowOf({ type: 'set-options', options: DEFAULT_TURN_TAKING, at: 0 }))).to.equal('as before');
  });
});

describe('searchedText', () => {
  it('holds what is shown and the message as it came, on one line', () => {
    const line = searchedText(rowOf({ type: 'avatar-ready', at: 0, raw: { kind: 'Ready\nNow' } }));
    expect(line).to.include('avatar-ready').and.to.include('"ready\\nnow"');
    expect(searchedText(rowOf({ type: 'avatar-ready', at: 0, raw: 'a\nb\u2028c' }))).to.not.match(/[\n\u2028]/);
  });

  it('stands whatever a library hands over', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    const thrower = {
      toJSON: () => {
        throw new Error('no');
      },
    };
    for (const raw of [cycle, thrower, 1n, Symbol('s'), () => 1, null, new Uint8Array(3)]) {
      expect(searchedText(rowOf({ type: 'avatar-ready', at: 0, raw }))).to.include('avatar-ready');
    }
  });
});

describe('sizeOf', () => {
  it('counts bytes of the message as it came, else of the event or effect', () => {
    expect(sizeOf(rowOf({ type: 'avatar-ready', at: 0, raw: 'ä€' }).record, 0)).to.equal(5);
    expect(sizeOf(rowOf({ type: 'avatar-ready', at: 0, raw: new Uint8Array(320) }).record, 0)).to.equal(320);
    expect(sizeOf(rowOf({ type: 'tick', at: 0 }).record, 0)).to.equal('{"type":"tick","at":0}'.length);
  });
});

describe('changesBetween', () => {
  it('names what differs by its path, also what came and what went', () => {
    const before = { a: 1, b: { c: [1], d: 2 }, e: null, g: 1 };
    const after = { a: 1, b: { c: [1, 2], d: 3 }, e: { f: 1 } };
    expect(changesBetween(before, after)).to.deep.equal([
      { path: 'b.c', before: [1], after: [1, 2] },
      { path: 'b.d', before: 2, after: 3 },
      { path: 'e', before: null, after: { f: 1 } },
      { path: 'g', before: 1, after: undefined },
    ]);
  });

  it('says nothing of what is the same', () => {
    expect(changesBetween(initial, structuredClone(initial))).to.deep.equal([]);
  });
});
