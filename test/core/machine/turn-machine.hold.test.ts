import { expect } from '@open-wc/testing';
import type { TurnState } from '../../../src/core/machine/turn-state.js';
import {
  broke,
  cancel,
  failed,
  microphone,
  press,
  pushToTalk,
  release,
  run,
  spoken,
  started,
  stopped,
  tick,
  transcript,
  voice,
} from '../run.js';

const LATE_DEVICE = { localAudioPolicy: { pushToTalkStartupMode: 'open-on-first-press' } } as const;
const RELUCTANT = { pushToTalkPolicy: { interruptBotOnPress: false } } as const;
const styled = (style: 'hold' | 'toggle' | 'hybrid', patch = {}): TurnState => pushToTalk(patch, { press: { style } });

describe('transition: press and hold', () => {
  it('makes no turn of a lone tap', () => {
    const { effects, state } = run(pushToTalk(), press(0), started(10), release(399));
    expect(effects.slice(5)).to.deep.equal([
      'close-gate 1 discarded',
      '! turn-discarded 1 tap',
      'stop-turn 1 discarded',
      'stt off',
    ]);
    expect(state).to.include({ phase: 'idle', lock: null });
  });

  it('makes a turn of a press of 400 ms', () => {
    expect(run(pushToTalk(), press(0), started(10), release(400)).told).to.include('turn-ended 1 release');
  });

  it('never takes the application’s turn for a tap', () => {
    const { told } = run(pushToTalk(), press(0, 'app'), started(10), release(20, 'app'));
    expect(told).to.include('turn-ended 1 release');
  });

  it('latches a click, which has no release, until the next click', () => {
    const { state } = run(pushToTalk(), press(0, 'click'), started(10));
    expect(state.turn?.isLatched).to.equal(true);
    expect(run(state, release(500)).state).to.equal(state);
    expect(run(state, press(5000, 'click')).told).to.deep.equal(['turn-ended 1 release']);
  });

  it('ends the latched turn of a click by the application too', () => {
    expect(run(pushToTalk(), press(0, 'click'), started(10), release(500, 'app')).told).to.include(
      'turn-ended 1 release',
    );
  });
});

describe('transition: tap to toggle', () => {
  it('starts with one tap and ends with the next', () => {
    const { state } = run(styled('toggle'), press(0), release(80), started(90));
    expect(state).to.include({ phase: 'capturing' });
    expect(run(state, press(5000)).told).to.deep.equal(['turn-ended 1 release']);
  });

  it('keeps a refused tap no longer than it lasted', () => {
    const { state } = run(
      styled('toggle', RELUCTANT),
      press(0),
      release(80),
      started(90),
      press(1000),
      voice(1100, false),
      transcript(1200),
      stopped(1210),
    );
    expect(state.lock?.turnId).to.equal(1);
    const refused = run(state, press(2000), { at: 3000, type: 'turn-completed' });
    expect(refused.effects).to.deep.equal(['! press-refused avatar-busy', '! lock-released 1 turn-completed']);
  });

  it('joins the turn that was ending with a tap in the tail', () => {
    const tail = run(styled('toggle'), press(0), started(10), voice(20, true), press(2000), release(2080)).state;
    expect(run(tail, press(2500), release(2580)).state).to.include({ phase: 'capturing' });
  });
});

describe('transition: hybrid', () => {
  it('latches a tap and ends it with the next press', () => {
    const { state, wire } = run(styled('hybrid'), press(0), started(10), release(399));
    expect(wire).to.deep.equal(['stt on', 'open-gate 1', 'start-turn 1', 'let-flow 1']);
    expect(state.turn?.isLatched).to.equal(true);
    expect(run(state, press(5000)).told).to.deep.equal(['turn-ended 1 release']);
  });

  it('holds a longer press', () => {
    expect(run(styled('hybrid'), press(0), started(10), release(400)).told).to.include('turn-ended 1 release');
  });

  it('latches no press that was held until its turn came, however soon it is let go then', () => {
    const { state } = run(styled('hybrid', RELUCTANT), ...spoken(0, 1), press(2000), {
      at: 5000,
      type: 'turn-completed',
    });
    const { told, state: after } = run(state, started(5010, 2), release(5100));
    expect(told).to.deep.equal(['turn-discarded 2 tap']);
    expect(after.turn).to.equal(null);
  });
});

describe('transition: a press before the device is open', () => {
  it('opens it and tells the backend nothing until then', () => {
    const { wire, state } = run(pushToTalk(LATE_DEVICE), press(0));
    expect(wire).to.deep.equal(['open-microphone']);
    expect(state).to.include({ phase: 'starting', microphone: 'opening' });
  });

  it('begins when the device opens', () => {
    const { wire } = run(run(pushToTalk(LATE_DEVICE), press(0)).state, microphone(300));
    expect(wire).to.deep.equal(['stt on', 'open-gate 1', 'start-turn 1']);
  });

  it('waits for a device that is opening already, without opening it twice', () => {
    const opening = run(pushToTalk(LATE_DEVICE), press(0), release(50), press(100));
    expect(opening.wire).to.deep.equal(['open-microphone']);
    expect(run(opening.state, microphone(300)).wire).to.deep.equal(['stt on', 'open-gate 2', 'start-turn 2']);
  });

  it('takes no outcome while it waits: the backend was told nothing', () => {
    const { state } = run(pushToTalk(LATE_DEVICE), press(0));
    const outcomes = [started(10), failed(11, 'start-failed'), failed(12, 'server-stt-failed'), stopped(13)];
    expect(run(state, ...outcomes).state).to.equal(state);
  });

  it('counts the wait for its acknowledgement from the opening', () => {
    const { state } = run(pushToTalk(LATE_DEVICE), press(0), microphone(9000));
    expect(state.turn?.ackDueAt).to.equal(13_000);
  });

  for (const [how, event, reason] of [
    ['a fast tap', release(50), 'tap'],
    ['a release', release(2000), 'not-captured'],
    ['the application', release(50, 'app'), 'not-captured'],
    ['Escape', cancel(500), 'cancelled'],
    ['losing the focus', { at: 2000, type: 'drop', reason: 'blur' } as const, 'not-captured'],
    ['the longest hold', tick(60_000), 'not-captured'],
  ] as const) {
    it(`comes to nothing by ${how}, and the device that opens then stays silent`, () => {
      const { told, state } = run(pushToTalk(LATE_DEVICE), press(0), event);
      expect(told).to.include(`turn-discarded 1 ${reason}`);
      expect(state).to.include({ turn: null, lock: null, phase: 'idle' });
      const late = run(state, microphone(70_000));
      expect(late.effects).to.deep.equal([]);
      expect(late.state.microphone).to.equal('open');
    });
  }

  it('is over when the device was wanted no more: it is closed again', () => {
    const { state } = run(pushToTalk(LATE_DEVICE), press(0), { at: 100, type: 'disconnect' });
    expect(run(state, microphone(300)).wire).to.deep.equal(['close-microphone']);
  });

  it('interrupts an avatar that begins to speak meanwhile', () => {
    const { wire } = run(pushToTalk(LATE_DEVICE), press(0), { at: 100, type: 'avatar-speech-started' });
    expect(wire).to.deep.equal(['open-microphone', 'interrupt-avatar fade 0.12']);
  });

  it('mutes speech-to-text if it came into the second window of the turn before and is given up', () => {
    const { state } = run(pushToTalk(), ...spoken(0, 1).slice(0, 3), stopped(1010));
    expect(state).to.include({ isServerSttOn: true });
    const { wire } = run(state, { at: 1020, type: 'set-microphone', deviceId: 'b' }, press(1100), release(1150));
    expect(wire).to.deep.equal(['open-microphone', 'interrupt-avatar fade 0.12', 'stt off']);
  });
});

describe('transition: a device that opens when nobody asked', () => {
  it('is closed', () => {
    expect(run(pushToTalk(LATE_DEVICE), microphone(5)).wire).to.deep.equal(['close-microphone']);
  });

  it('is no news when it fails', () => {
    const start = pushToTalk(LATE_DEVICE);
    expect(run(start, broke(5, 'microphone-failed'), broke(6, 'microphone-lost')).state).to.equal(start);
  });
});

describe('transition: the longest hold', () => {
  const held = run(pushToTalk(), press(0), started(10), voice(20, true)).state;

  it('is warned of 10 s before', () => {
    expect(run(held, tick(49_999)).told).to.deep.equal([]);
    expect(run(held, tick(50_000), tick(55_000)).told).to.deep.equal(['hold-ending 1 at 60000']);
  });

  it('is warned of after two thirds of a shorter one', () => {
    const short = run(pushToTalk({}, { press: { maxHoldMs: 3000 } }), press(0));
    expect(run(short.state, tick(1999)).told).to.deep.equal([]);
    expect(run(short.state, tick(2000)).told).to.deep.equal(['hold-ending 1 at 3000']);
  });

  it('ends the turn with a reason and without a tail', () => {
    const { told, wire, state } = run(held, tick(60_000));
    expect(told).to.deep.equal(['hold-ending 1 at 60000', 'turn-ended 1 max-hold']);
    expect(wire).to.deep.equal(['close-gate 1', 'stop-turn 1', 'stt off']);
    expect(state.phase).to.equal('awaiting');
  });

  it('ends a latched turn and the application’s too', () => {
    for (const source of ['click', 'app'] as const) {
      expect(run(pushToTalk(), press(0, source), started(10), tick(60_000)).told).to.include('turn-ended 1 max-hold');
    }
  });

  it('begins anew with a press that joins', () => {
    const { state } = run(held, release(40_000), press(40_500));
    expect(state.turn?.holdEndsAt).to.equal(100_500);
  });

  it('is none when set to 0', () => {
    const { state } = run(pushToTalk({}, { press: { maxHoldMs: 0 } }), press(0), started(10));
    expect(run(state, tick(1e9)).state).to.equal(state);
  });
});
