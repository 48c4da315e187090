import { expect } from '@open-wc/testing';
import { History } from '../../../inspector/model/history.js';
import { RecordStore } from '../../../inspector/model/record-store.js';
import { SpanTrack, TimelineFold } from '../../../inspector/timeline/timeline-fold.js';
import { sampleConversation, type SampleConversation } from '../sample-conversation.js';

function historyOf({ initial, records }: SampleConversation): History {
  const history = new History();
  history.begin(initial);
  for (const record of records) history.record(record);
  return history;
}

function foldOf(history: History): TimelineFold {
  const fold = new TimelineFold();
  fold.extend(history);
  return fold;
}

describe('TimelineFold', () => {
  const sample = sampleConversation();

  it('gathers what lasted: the held button, the gate, the lock with its end', () => {
    const { tracks } = foldOf(historyOf(sample));
    const [held] = tracks.held.spans;
    expect([held?.kind, held?.turnId, held?.toAt]).to.deep.equal(['held', 1, 8500]);
    expect(held?.fromAt).to.be.within(6100, 6132);
    const opened = sample.records.filter(({ event }) => event.type === 'gate-opened');
    expect(tracks.gate.spans.length).to.equal(opened.length);
    expect(tracks.lock.spans.map(({ turnId, ending }) => [turnId, ending]).slice(0, 3)).to.deep.equal([
      [1, 'turn completed'],
      [2, 'turn completed'],
      [3, 'timeout'],
    ]);
  });

  it('tells how long starts and stops were not confirmed', () => {
    const { tracks } = foldOf(historyOf(sample));
    const [start, stop] = tracks.waits.spans;
    expect([start?.kind, stop?.kind]).to.deep.equal(['start', 'stop']);
    expect(start!.toAt! - start!.fromAt).to.be.within(50, 100);
  });

  it('keeps refused presses, and that they were held on', () => {
    const { refusals, tracks } = foldOf(historyOf(sample));
    expect(refusals.map(({ reason }) => reason)).to.deep.equal(['avatar-busy']);
    expect(tracks.held.spans.filter(({ kind }) => kind === 'refused').length).to.equal(1);
  });

  it('knows what counted as speech, and since when', () => {
    const changed = sampleConversation({
      speech: [],
      secs: 2,
      events: [
        [
          1,
          {
            type: 'set-options',
            options: { ...sample.initial.options, vad: { ...sample.initial.options.vad, confidence: 0.4 } },
          },
        ],
      ],
    });
    const { thresholds } = foldOf(historyOf(changed));
    expect(thresholds.map(({ confidence }) => confidence)).to.deep.equal([0.7, 0.4]);
    expect(thresholds[1]?.at).to.be.within(6000, 6033);
  });

  it('comes to the same when records come one by one', () => {
    const history = new History();
    const fold = new TimelineFold();
    history.begin(sample.initial);
    for (const record of sample.records) {
      history.record(record);
      fold.extend(history);
    }
    expect(fold.tracks).to.deep.equal(foldOf(history).tracks);
    expect(fold.wire).to.deep.equal(foldOf(history).wire);
  });

  it('forgets when another session begins', () => {
    const history = historyOf(sample);
    const fold = foldOf(history);
    history.begin(sample.initial);
    fold.extend(history);
    expect([fold.count, fold.tracks.lock.spans.length, fold.firstAt]).to.deep.equal([0, 0, null]);
  });

  it('reads on where it was when records are dropped meanwhile', () => {
    const history = new History();
    history.records = new RecordStore(10);
    const fold = new TimelineFold();
    const [record] = sample.records;
    for (let seq = 1; seq <= 2500; seq++) {
      history.records.push({ ...record!, seq });
      if (seq % 700 === 0) fold.extend(history);
    }
    fold.extend(history);
    expect(history.records.dropped).to.be.greaterThan(0);
    expect(fold.count).to.equal(2500);
  });

  it('leaves out records whose time is no time', () => {
    const history = new History();
    history.begin(null);
    for (const record of sample.records.slice(0, 5)) history.record({ ...record, at: NaN });
    expect(foldOf(history).firstAt).to.equal(null);
  });
});

describe('SpanTrack', () => {
  it('never ends a span before it begins', () => {
    const track = new SpanTrack();
    track.follow({ kind: 'held', turnId: 1, since: 500 }, 510, '');
    track.follow(null, 400, '');
    expect(track.spans[0]?.toAt).to.equal(500);
  });

  it('tells what was so at a moment', () => {
    const track = new SpanTrack();
    track.follow({ kind: 'a', turnId: 1 }, 100, '');
    track.follow(null, 200, '');
    track.follow({ kind: 'b', turnId: 2 }, 300, '');
    expect([50, 150, 250, 9000].map((at) => track.spanAt(at)?.kind)).to.deep.equal([undefined, 'a', undefined, 'b']);
  });

  it('stays bounded', () => {
    const track = new SpanTrack();
    for (let turnId = 0; turnId < 50_000; turnId++) track.follow({ kind: 'a', turnId }, turnId, '');
    expect(track.spans.length).to.be.at.most(20_000);
    expect(track.spans.at(-1)?.turnId).to.equal(49_999);
  });
});
