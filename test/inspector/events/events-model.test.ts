import { expect } from '@open-wc/testing';
import { turnOf } from '../../../inspector/events/row.js';
import { Inspection } from '../../../inspector/model/inspection.js';
import { EventsModel } from '../../../inspector/events/events-model.js';
import { sampleConversation, sampleSource } from '../sample-conversation.js';

const sample = sampleConversation();

function inspecting(): { inspection: Inspection; model: EventsModel } {
  const inspection = new Inspection(sampleSource(sample), new AbortController().signal);
  const model = new EventsModel(inspection);
  model.follow();
  return { inspection, model };
}

describe('EventsModel', () => {
  it('shows the record that another panel chose', () => {
    const { inspection, model } = inspecting();
    const seq = sample.records.find(({ state }) => state.turn?.id === 2)!.seq;
    inspection.select({ seq, turnId: 2 });
    model.follow();
    expect(model.list.row(model.position())?.record.seq).to.equal(seq);
    expect(model.isFollowing).to.equal(false);
  });

  it('shows the first record of the turn that another panel chose', () => {
    const { inspection, model } = inspecting();
    inspection.select({ turnId: 1, seq: sample.records[0]!.seq });
    model.follow();
    const first = sample.records.find((record) => turnOf(record, 0) === 1);
    expect(model.selected?.record).to.equal(first);
  });

  it('says that the chosen row is not in the list once a filter leaves it out', () => {
    const { inspection, model } = inspecting();
    model.choose(model.list.length - 1);
    expect(inspection.selection.seq).to.equal(sample.records.at(-1)?.seq);
    model.isolate('press');
    model.follow();
    expect(model.position()).to.equal(-1);
    model.clearFilter();
    model.follow();
    expect(model.position()).to.equal(model.list.length - 1);
  });

  it('knows the state before the chosen row', () => {
    const { model } = inspecting();
    model.choose(0);
    expect(model.chosen()?.before).to.equal(sample.initial);
    model.choose(model.list.length - 1);
    expect(model.chosen()?.before).to.equal(sample.records.at(-2)?.state);
  });
});

describe('model of an Inspection', () => {
  it('gives the same model for the same conversation', () => {
    const { inspection } = inspecting();
    expect(inspection.model(EventsModel)).to.equal(inspection.model(EventsModel));
    expect(inspecting().inspection.model(EventsModel)).to.not.equal(inspection.model(EventsModel));
  });
});
