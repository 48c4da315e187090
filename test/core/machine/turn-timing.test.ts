import { expect } from '@open-wc/testing';
import type { TurnEvent } from '../../../src/core/machine/turn-events.js';
import { transition } from '../../../src/core/machine/turn-machine.js';
import type { TurnState } from '../../../src/core/machine/turn-state.js';
import { foldTiming, type TurnTiming } from '../../../src/core/machine/turn-timing.js';
import { avatar, cancel, press, pushToTalk, release, started, stopped, tick, transcript, voice } from '../run.js';

function timed(start: TurnState, ...events: readonly TurnEvent[]): readonly TurnTiming[] {
  let turns: readonly TurnTiming[] = [];
  events.reduce((before, event) => {
    const [state, effects] = transition(before, event);
    turns = foldTiming(turns, { event, state, effects });
    return state;
  }, start);
  return turns;
}

const gateOpened = (at: number, turnId = 1): TurnEvent => ({ at, type: 'gate-opened', turnId, startMs: 0 });

describe('foldTiming', () => {
  it('tells when each step of a turn happened', () => {
    const [turn] = timed(
      pushToTalk(),
      press(1000),
      gateOpened(1004),
      started(1100),
      voice(1200, true),
      release(3000),
      voice(3200, false),
      { at: 3210, type: 'turn-sent', turnId: 1, firstLateMs: 100, lastLateMs: 9, caughtUpMs: 91 },
      stopped(3300),
      transcript(3350, { turnId: 1 }),
      avatar(3500, 'avatar-speech-started', 1),
      { at: 3530, type: 'avatar-audible', turnId: 1 },
      avatar(5000, 'turn-completed', 1),
    );
    expect(turn).to.deep.equal({
      turnId: 1,
      source: 'pointer',
      pressedAt: 1000,
      gateOpenedAt: 1004,
      acknowledgedAt: 1100,
      releasedAt: 3000,
      capturedUntil: 3200,
      stopSentAt: 3200,
      stopAcknowledgedAt: 3300,
      finalTranscriptAt: 3350,
      firstAnswerAt: 3500,
      firstAudibleAt: 3530,
      completedAt: 5000,
      lockReleasedAt: 5000,
      durationMs: 2200,
      sent: { firstLateMs: 100, lastLateMs: 9, caughtUpMs: 91 },
      endReason: 'release',
      discardReason: null,
      lockReleaseReason: 'turn-completed',
    });
  });

  it('counts the first of several', () => {
    const answer = [avatar(3500, 'avatar-speech-started', 1), avatar(3900, 'avatar-speech-started', 1)];
    const [turn] = timed(pushToTalk(), press(1000), started(1001), release(3000), stopped(3001), ...answer);
    expect(turn?.firstAnswerAt).to.equal(3500);
  });

  it('takes a release back when a press joins the turn again', () => {
    const rejoined = [press(1000), started(1001), voice(1100, true), release(3000), press(3400)];
    expect(timed(pushToTalk(), ...rejoined)[0]?.releasedAt).to.equal(null);
    expect(timed(pushToTalk(), ...rejoined, release(5000))[0]?.releasedAt).to.equal(5000);
  });

  it('tells the release of a turn that has no tail', () => {
    const [turn] = timed(
      pushToTalk({ pushToTalkPolicy: { releaseTailMs: 0 } }),
      press(1000),
      started(1001),
      release(3000),
    );
    expect([turn?.releasedAt, turn?.capturedUntil, turn?.stopSentAt]).to.deep.equal([3000, 3000, 3000]);
  });

  it('says why a turn came to nothing', () => {
    const [turn] = timed(pushToTalk(), press(1000), started(1001), cancel(1500));
    expect(turn?.discardReason).to.equal('cancelled');
  });

  it('says why the lock let go', () => {
    const [turn] = timed(pushToTalk(), press(1000), started(1001), release(3000), stopped(3001), tick(9000));
    expect([turn?.lockReleaseReason, turn?.lockReleasedAt]).to.deep.equal(['timeout', 9000]);
  });

  it('keeps the newest turns up to the limit, and the same list when a record is about none', () => {
    const state = pushToTalk();
    const [pressed, effects] = transition(state, press(1000));
    const turns = foldTiming([], { event: press(1000), state: pressed, effects }, 1);
    const [ticked] = transition(pressed, tick(1001));
    expect(foldTiming(turns, { event: tick(1001), state: ticked, effects: [] }, 1)).to.equal(turns);
    const next = { ...pressed, turn: pressed.turn && { ...pressed.turn, id: 2 } };
    expect(foldTiming(turns, { event: press(2000), state: next, effects }, 1).map((turn) => turn.turnId)).to.deep.equal(
      [2],
    );
  });
});
