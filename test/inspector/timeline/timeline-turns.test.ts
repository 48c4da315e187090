import { expect } from '@open-wc/testing';
import type { HeardFrame, TurnEvent } from 'avatar-ptt/headless';
import { History } from '../../../inspector/model/history.js';
import { Inspection } from '../../../inspector/model/inspection.js';
import { readingAt, readingText } from '../../../inspector/timeline/timeline-painter.js';
import { TimelineFold } from '../../../inspector/timeline/timeline-fold.js';
import { Timeline } from '../../../inspector/timeline/timeline.js';
import { UserTurns } from '../../../inspector/timeline/user-turns.js';
import { sampleConversation, sampleSource } from '../sample-conversation.js';

function inspect(conversation = sampleConversation()): Inspection {
  return new Inspection(sampleSource(conversation), new AbortController().signal);
}

function frame(startMs: number, at: number): HeardFrame {
  return { startMs, endMs: startMs + 32, at, detector: 'silero-v5', probability: 0.9, volume: 0.9 };
}

/** The first turn of the sample, captured from `startMs`, with frames around it as given. */
function turnFrom(startMs: number, before: readonly HeardFrame[], after: readonly HeardFrame[]): History {
  const { initial, records } = sampleConversation();
  const history = new History();
  history.begin(initial);
  for (const heard of before) history.frame(heard);
  for (const record of records) {
    const { event } = record;
    const opened: TurnEvent = event.type === 'gate-opened' && event.turnId === 1 ? { ...event, startMs } : event;
    history.record({ ...record, event: opened });
    if (opened !== event) for (const heard of after) history.frame(heard);
  }
  return history;
}

describe('UserTurns', () => {
  it('places turns by the audio, and says where their speech ended', () => {
    const { history } = inspect();
    const fold = new TimelineFold();
    fold.extend(history);
    const placed = new UserTurns(history);
    const turns = placed.placedWith(fold);
    const voice = turns.find(({ timing }) => timing.endReason === 'stop-secs')!;
    expect(voice.firstSampleAt! - voice.timing.pressedAt).to.be.lessThan(0);
    expect(voice.toAt! - voice.spokenUntilAt!).to.be.closeTo(800, 0.01);
    expect(placed.placedWith(fold)).to.equal(turns);
  });

  it('does without frames', () => {
    const { initial, records } = sampleConversation();
    const history = new History();
    history.begin(initial);
    for (const record of records) history.record(record);
    const [turn] = new UserTurns(history).placedWith(new TimelineFold());
    expect([turn?.firstSampleAt, turn?.fromAt, turn?.toAt]).to.deep.equal([
      null,
      turn?.timing.gateOpenedAt,
      turn?.timing.capturedUntil,
    ]);
  });

  it('takes the clock that begins with the turn when the device has opened anew', () => {
    const history = turnFrom(10, [frame(900_000, 2000)], [frame(0, 6140), frame(32, 6172)]);
    expect(history.stretches.length).to.equal(2);
    const [turn] = new UserTurns(history).placedWith(new TimelineFold());
    expect(turn?.firstSampleAt).to.equal(6118);
  });

  it('does not believe a place that is far from the gate', () => {
    const history = turnFrom(5_000_000, [frame(0, 2000)], []);
    expect(new UserTurns(history).placedWith(new TimelineFold())[0]?.firstSampleAt).to.equal(null);
  });
});

describe('Timeline', () => {
  it('shows all of a recording at first', () => {
    const timeline = new Timeline(inspect());
    timeline.update();
    const { extent, viewport } = timeline;
    expect([viewport.fromAt < extent!.fromAt, viewport.toAt > extent!.toAt]).to.deep.equal([true, true]);
  });

  it('is where it was left when the panel is shown again', () => {
    const inspection = inspect();
    inspection.model(Timeline).update();
    inspection.model(Timeline).zoom(0.1);
    const { viewport } = inspection.model(Timeline);
    inspection.model(Timeline).update();
    expect(inspection.model(Timeline).viewport).to.equal(viewport);
  });

  it('brings into view what was selected elsewhere', () => {
    const inspection = inspect();
    const timeline = inspection.model(Timeline);
    timeline.update();
    timeline.zoom(0.05, 0);
    inspection.select({ turnId: 8 });
    timeline.update();
    const turn = timeline.turns.at(-1)!;
    expect(timeline.viewport.fromAt).to.be.lessThan(turn.timing.pressedAt);
    expect(timeline.viewport.toAt).to.be.greaterThan(turn.timing.completedAt!);
    const [first] = inspection.history.records;
    inspection.select({ seq: first!.seq });
    timeline.update();
    expect(first!.at).to.be.within(timeline.viewport.fromAt, timeline.viewport.toAt);
    expect(timeline.selectedAt).to.equal(first!.at);
  });

  it('selects the turn and the record at a moment', () => {
    const inspection = inspect();
    const timeline = inspection.model(Timeline);
    timeline.update();
    const turn = timeline.turns[1]!;
    timeline.selectAt(turn.timing.acknowledgedAt! + 1);
    const { turnId, seq } = inspection.selection;
    expect(turnId).to.equal(turn.timing.turnId);
    expect(Array.from(inspection.history.records).find((record) => record.seq === seq)?.at).to.be.closeTo(
      turn.timing.acknowledgedAt!,
      32,
    );
  });

  it('knows nothing of a record that is not kept', () => {
    const inspection = inspect();
    inspection.select({ seq: 999_999 });
    expect(inspection.model(Timeline).selectedAt).to.equal(null);
  });

  it('follows what happens until it is moved', () => {
    const inspection = inspect();
    const timeline = new Timeline(inspection);
    timeline.follow(true);
    timeline.update();
    const { history } = inspection;
    history.level({ at: 90_000, endMs: 85_000, volume: 0, noiseFloor: 0, isGateOpen: false, avatarLevel: 0 });
    timeline.update();
    expect(timeline.viewport.toAt).to.be.greaterThan(90_000);
    timeline.pan(-0.5);
    const { viewport } = timeline;
    history.level({ at: 99_000, endMs: 94_000, volume: 0, noiseFloor: 0, isGateOpen: false, avatarLevel: 0 });
    timeline.update();
    expect([timeline.isFollowing, timeline.viewport === viewport]).to.deep.equal([false, true]);
  });
});

describe('readingAt', () => {
  it('reads every row at a moment', () => {
    const inspection = inspect();
    const timeline = inspection.model(Timeline);
    timeline.update();
    expect(readingAt(inspection, timeline, 7000)).to.include({
      turn: '1',
      phase: 'capturing',
      gate: 'open',
      avatar: 'quiet',
      lock: 'free',
      connection: 'connected',
    });
    expect(readingAt(inspection, timeline, 7000).volume).to.match(/^0\.\d\d \(floor 0\.50\)$/);
    expect(readingAt(inspection, timeline, 7000).speech).to.match(/^\d+ % \(needs 70 %\)$/);
  });

  it('says when the gate is not as it is wanted', () => {
    const conversation = sampleConversation();
    const levels = conversation.levels.map((level) => ({ ...level, isGateOpen: true }));
    const inspection = inspect({ ...conversation, levels });
    const timeline = inspection.model(Timeline);
    timeline.update();
    expect(readingAt(inspection, timeline, 5500).gate).to.equal('open, wanted closed');
  });

  it('says what is not known', () => {
    const inspection = inspect();
    const timeline = inspection.model(Timeline);
    timeline.update();
    const reading = readingAt(inspection, timeline, -1e9);
    expect([reading.speech, reading.volume, reading.phase]).to.deep.equal(['–', '–', '–']);
    expect(readingText(reading)).to.include('speech –');
  });
});
