import { expect } from '@open-wc/testing';
import { exportFile } from '../../../inspector/recordings/export-recording.js';
import { ALL, quietly, recorded } from './recording-helpers.js';
import { sampleConversation } from '../sample-conversation.js';

interface Entry {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly dur: number;
  readonly tid: number;
  readonly args: { readonly name: string; readonly value: number };
}

const { records, frames, levels } = sampleConversation();

describe('chromeTrace', () => {
  let entries: readonly Entry[];
  before(async () => {
    const file = await exportFile(await recorded(0), 'trace', ALL, quietly());
    ({ traceEvents: entries } = JSON.parse(await file.text()) as { traceEvents: readonly Entry[] });
  });

  const lane = (name: string): readonly Entry[] => {
    const { tid } = entries.find(({ ph, args }) => ph === 'M' && args.name === name)!;
    return entries.filter((entry) => entry.ph === 'X' && entry.tid === tid);
  };

  it('shows each event as an instant, in microseconds', () => {
    const instants = entries.filter(({ ph }) => ph === 'i');
    expect(instants.map(({ name, ts }) => [name, ts])).to.deep.equal(
      records.map(({ event, at }) => [event.type, at * 1000]),
    );
  });

  it('shows each turn as a slice from its first state to its last', () => {
    const ids = [...new Set(records.flatMap(({ state }) => (state.turn ? [state.turn.id] : [])))];
    expect(lane('Turn').map(({ name }) => name)).to.deep.equal(ids.map((id) => `turn ${id}`));
    const [first] = lane('Turn');
    const of = records.filter(({ state }) => state.turn?.id === ids[0]);
    const after = records[records.indexOf(of.at(-1)!) + 1]!;
    expect(first!.ts).to.equal(of[0]!.at * 1000);
    expect(first!.ts + first!.dur).to.be.closeTo(after.at * 1000, 0.01);
  });

  it('shows locks and phases, and never two of a lane at once', () => {
    expect(lane('Lock').length).to.be.greaterThan(3);
    expect(new Set(lane('Phase').map(({ name }) => name)))
      .to.include('capturing')
      .and.include('awaiting');
    for (const name of ['Turn', 'Phase', 'Lock', 'Avatar', 'Connection']) {
      for (const [i, { ts }] of lane(name).entries()) {
        const before = lane(name)[i - 1];
        if (before) expect(ts).to.be.at.least(before.ts + before.dur - 0.01);
      }
    }
  });

  it('never lets slices of a lane overlap, whatever the order of times', async () => {
    const recording = await recorded(0);
    const events = recording.events.map((event, i) => ({ ...event, at: event.at + ((i * 37) % 11) * 7.3 - 40 }));
    const file = await exportFile({ ...recording, events }, 'trace', ALL, quietly());
    const { traceEvents } = JSON.parse(await file.text()) as { traceEvents: readonly Entry[] };
    const slices = traceEvents.filter(({ ph }) => ph === 'X');
    expect(slices.length).to.be.greaterThan(50);
    const until = new Map<number, number>();
    for (const { tid, ts, dur } of slices) {
      expect(dur).to.be.at.least(0);
      expect(ts).to.be.at.least(until.get(tid) ?? -Infinity);
      until.set(tid, ts + dur);
    }
  });

  it('shows what was heard as counters', () => {
    const values = (name: string): number[] =>
      entries.filter((entry) => entry.ph === 'C' && entry.name === name).map(({ args }) => args.value);
    expect(values('speech probability')).to.deep.equal(frames.map(({ probability }) => probability));
    expect(values('volume').length).to.equal(levels.length);
  });
});
