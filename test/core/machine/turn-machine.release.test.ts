import { expect } from '@open-wc/testing';
import {
  avatar,
  cancel,
  drop,
  failed,
  press,
  pushToTalk,
  release,
  run,
  started,
  stopped,
  tick,
  transcript,
  voice,
} from '../run.js';

const talking = (patch = {}): ReturnType<typeof pushToTalk> =>
  run(pushToTalk(patch), press(0), started(10), voice(20, true)).state;

describe('transition: a release', () => {
  it('without a press does nothing and says so', () => {
    const start = pushToTalk();
    const { effects, state } = run(start, release(1000));
    expect(effects).to.deep.equal(['! release-ignored pointer']);
    expect(state).to.equal(start);
  });

  it('starts the lock and its timeout, and the first window', () => {
    const { effects, state } = run(talking(), release(3000));
    expect(effects).to.deep.equal([]);
    expect(state).to.include({ phase: 'releasing' });
    expect(state.lock).to.deep.equal({ turnId: 1, waitingFor: 'answer', since: 3000, releasesAt: 8000 });
    expect(state.turn?.window).to.deep.equal({ kind: 'capture', endsAt: 4000 });
    expect(state.turn?.gate).to.equal('open');
  });

  it('by a control that was not pressed releases nothing, and by the application ends it', () => {
    const { state, told } = run(talking(), release(3000, 'keyboard'));
    expect(state.phase).to.equal('capturing');
    expect(told).to.deep.equal(['release-ignored keyboard']);
    expect(run(state, release(3100, 'app')).state.phase).to.equal('releasing');
  });

  it('of one of two controls leaves the turn to the other', () => {
    const both = run(talking(), press(2000, 'keyboard'), release(3000, 'pointer'));
    expect(both.effects).to.deep.equal([]);
    expect(both.state.phase).to.equal('capturing');
    expect(run(both.state, drop(3050, 'pointer-cancelled', 'pointer')).state).to.equal(both.state);
    expect(run(both.state, release(3100, 'keyboard')).state.phase).to.equal('releasing');
  });

  it('closes, stops and mutes at once, in that order, without a tail', () => {
    const { effects, state } = run(talking({ pushToTalkPolicy: { releaseTailMs: 0 } }), release(3000));
    expect(effects).to.deep.equal(['close-gate 1', '! turn-ended 1 release', 'stop-turn 1', 'stt off']);
    expect(state).to.include({ phase: 'awaiting', turn: null, avatarState: 'thinking' });
  });

  it('sends no speech-to-text messages without the toggle', () => {
    const { wire } = run(talking({ pushToTalkPolicy: { enableServerSttToggle: false } }), release(3000), tick(6000));
    expect(wire).to.deep.equal(['close-gate 1', 'stop-turn 1']);
  });
});

describe('transition: the first window', () => {
  const released = run(talking(), release(3000)).state;

  it('is over with the final transcript: close, stop, mute', () => {
    const { wire, state } = run(released, transcript(3300, { turnId: 1 }));
    expect(wire).to.deep.equal(['close-gate 1', 'stop-turn 1', 'stt off']);
    expect(state).to.include({ turn: null, phase: 'awaiting' });
  });

  it('does not count a final transcript from before the release', () => {
    const { wire, state } = run(talking(), transcript(2900), release(3000));
    expect(wire).to.deep.equal([]);
    expect(state.turn?.window?.kind).to.equal('capture');
  });

  it('waits on through a transcript that is not final, is of another turn, or is the avatar’s', () => {
    const others = [
      transcript(3100, { final: false }),
      transcript(3110, { turnId: 7 }),
      transcript(3120, { role: 'avatar' }),
    ];
    expect(run(released, ...others).wire).to.deep.equal([]);
  });

  it('takes no final transcript without a number for its own while the voice goes on', () => {
    expect(run(released, transcript(3125)).state.turn?.window).to.deep.equal(released.turn!.window);
    const { wire } = run(released, voice(3200, false), transcript(3300));
    expect(wire).to.deep.equal(['close-gate 1', 'stop-turn 1', 'stt off']);
  });

  it('is over early when the user falls silent', () => {
    const { wire, state } = run(released, voice(3200, false));
    expect(wire).to.deep.equal(['close-gate 1', 'stop-turn 1']);
    expect(state.turn?.window).to.deep.equal({ kind: 'transcript', endsAt: 4200 });
  });

  it('is not opened for who is silent already', () => {
    const { wire, state } = run(run(talking(), voice(2500, false)).state, release(3000));
    expect(wire).to.deep.equal(['close-gate 1', 'stop-turn 1']);
    expect(state.turn?.window).to.deep.equal({ kind: 'transcript', endsAt: 4000 });
  });

  it('is over by time', () => {
    expect(run(released, tick(3999)).wire).to.deep.equal([]);
    const { wire, state } = run(released, tick(4000));
    expect(wire).to.deep.equal(['close-gate 1', 'stop-turn 1']);
    expect(state.turn?.window).to.deep.equal({ kind: 'transcript', endsAt: 5000 });
  });
});

describe('transition: the second window', () => {
  const closed = run(talking(), release(3000), tick(4000)).state;

  it('keeps only speech-to-text open, and mutes it with the final transcript', () => {
    expect(closed.turn).to.include({ gate: 'closed', stop: 'sent' });
    expect(run(closed, transcript(4300, { turnId: 1 })).wire).to.deep.equal(['stt off']);
  });

  it('mutes speech-to-text by time', () => {
    expect(run(closed, tick(4999)).wire).to.deep.equal([]);
    const { wire, state } = run(closed, tick(5000));
    expect(wire).to.deep.equal(['stt off']);
    expect(state).to.include({ turn: null, phase: 'awaiting' });
  });

  it('is left out where speech-to-text is not on', () => {
    const start = pushToTalk({}, { capabilities: { serverStt: false } });
    const { wire, state } = run(start, press(0), started(10), release(3000));
    expect(wire).to.deep.equal(['open-gate 1', 'start-turn 1', 'let-flow 1', 'close-gate 1', 'stop-turn 1']);
    expect(state.turn).to.equal(null);
  });

  it('is over at once, with the first, for a clock that comes late', () => {
    const { wire } = run(talking(), release(3000), tick(60_000));
    expect(wire).to.deep.equal(['close-gate 1', 'stop-turn 1', 'stt off']);
  });
});

describe('transition: the whole wire of one turn', () => {
  for (const [toggle, wire] of [
    [true, ['stt on', 'open-gate 1', 'start-turn 1', 'let-flow 1', 'close-gate 1', 'stop-turn 1', 'stt off']],
    [false, ['open-gate 1', 'start-turn 1', 'let-flow 1', 'close-gate 1', 'stop-turn 1']],
  ] as const) {
    it(`is ${wire.join(', ')}`, () => {
      const start = pushToTalk({ pushToTalkPolicy: { enableServerSttToggle: toggle } });
      const turn = run(start, press(0), started(10), release(2000), transcript(2100), stopped(2200), tick(9000));
      expect(turn.wire).to.deep.equal(wire);
    });
  }
});

describe('transition: a release before the acknowledgement', () => {
  const early = run(pushToTalk({ pushToTalkPolicy: { releaseTailMs: 0 } }), press(0), release(1000));

  it('closes the gate and holds the stop back', () => {
    expect(early.wire).to.deep.equal(['stt on', 'open-gate 1', 'start-turn 1', 'close-gate 1']);
    expect(early.state.turn).to.include({ gate: 'closed', stop: 'due' });
  });

  it('lets what was held back flow at the acknowledgement, then stops, then mutes', () => {
    expect(run(early.state, started(1500)).wire).to.deep.equal(['let-flow 1', 'stop-turn 1', 'stt off']);
  });

  it('gives the stop as much more time as the audio was held back', () => {
    expect(run(early.state, started(1500)).state.stop?.dueAt).to.equal(1500 + 3000 + 1500);
  });

  it('refuses the next press until then', () => {
    expect(run(early.state, press(1200)).told).to.deep.equal(['press-refused stop-pending']);
  });
});

describe('transition: a stop that fails', () => {
  const waiting = run(pushToTalk(), press(0), started(10), release(2000)).state;

  it('is tried once more at the end of the second window', () => {
    const { wire } = run(waiting, failed(2100, 'stop-failed'), tick(2999));
    expect(wire).to.deep.equal([]);
    expect(run(waiting, failed(2100, 'stop-failed'), tick(3000)).wire).to.deep.equal(['stop-turn 1', 'stt off']);
  });

  it('is tried once more when the final transcript ends that window', () => {
    const { wire } = run(waiting, failed(2100, 'stop-failed'), transcript(2200));
    expect(wire).to.deep.equal(['stop-turn 1', 'stt off']);
  });

  it('is tried at once when there is no window to wait for', () => {
    const { state } = run(waiting, tick(3000));
    expect(run(state, failed(3100, 'stop-failed')).wire).to.deep.equal(['stop-turn 1']);
  });

  it('fails by time too, however long the page slept, and the second try has its own time', () => {
    expect(run(waiting, tick(3000), tick(4990)).wire).to.deep.equal(['stt off']);
    const asleep = run(waiting, tick(600_000));
    expect(asleep.wire).to.deep.equal(['stt off', 'stop-turn 1']);
    expect(asleep.state.stop).to.include({ attempt: 2, dueAt: 603_000 });
  });

  it('drops the lock and is reported when it fails twice; the next press works', () => {
    const twice = run(waiting, failed(2100, 'stop-failed'), tick(3000), failed(3100, 'stop-failed'));
    expect(twice.told).to.deep.equal(['lock-released 1 stop-failed', 'error stop-failed']);
    expect(twice.state).to.include({ phase: 'idle', stop: null, lock: null });
    expect(run(twice.state, press(3200)).wire).to.deep.equal(['stt on', 'open-gate 2', 'start-turn 2']);
  });

  it('does not touch the lock of another turn', () => {
    const { state } = run(waiting, tick(3000), failed(3100, 'stop-failed'));
    const elsewhere = { ...state, lock: { turnId: 9, waitingFor: 'answer', since: 0, releasesAt: 99_999 } as const };
    expect(run(elsewhere, failed(3200, 'stop-failed')).told).to.deep.equal(['error stop-failed']);
  });
});

describe('transition: a start that fails', () => {
  const held = run(pushToTalk(), press(0)).state;

  it('refuses the press: gate closed, reason shown, no lock, nothing to stop', () => {
    const { effects, state } = run(held, failed(200, 'start-failed'));
    expect(effects).to.deep.equal([
      'close-gate 1 discarded',
      '! turn-discarded 1 start-failed',
      '! press-refused start-failed',
      'stt off',
    ]);
    expect(state).to.include({ phase: 'idle', turn: null, lock: null });
  });

  it('by time is told to stop, since it may have begun', () => {
    expect(run(held, tick(3999)).wire).to.deep.equal([]);
    expect(run(held, tick(4000)).effects).to.deep.equal([
      'close-gate 1 discarded',
      '! turn-discarded 1 start-timeout',
      '! press-refused start-timeout',
      'stop-turn 1 discarded',
      'stt off',
    ]);
  });

  it('is over: an acknowledgement that comes after that acts on nothing', () => {
    const { state } = run(held, tick(4000), stopped(4100));
    for (const late of [started(4200), failed(4200, 'start-failed'), failed(4200, 'server-stt-failed')]) {
      expect(run(state, late).state).to.equal(state);
    }
  });

  it('after the release drops the lock and discards the turn that had ended', () => {
    const { state } = run(pushToTalk({ pushToTalkPolicy: { releaseTailMs: 0 } }), press(0), release(1000));
    const { told } = run(state, failed(1200, 'start-failed'));
    expect(told).to.deep.equal([
      'turn-discarded 1 start-failed',
      'lock-released 1 session-error',
      'press-refused start-failed',
    ]);
  });
});

describe('transition: a cancelled turn', () => {
  it('closes the gate first and is not to be answered', () => {
    expect(run(talking(), cancel(1000)).effects).to.deep.equal([
      'close-gate 1 discarded',
      '! turn-discarded 1 cancelled',
      'stop-turn 1 discarded',
      'stt off',
    ]);
  });

  it('stops only after the acknowledgement, and lets nothing flow', () => {
    const { state } = run(pushToTalk(), press(0), cancel(500));
    expect(run(state, started(700)).wire).to.deep.equal(['stop-turn 1 discarded', 'stt off']);
  });

  it('gives the floor back in the tail too', () => {
    const { told } = run(talking(), release(1000), cancel(1200));
    expect(told).to.deep.equal(['turn-discarded 1 cancelled', 'lock-released 1 interrupted']);
  });

  it('is not a turn that was said already', () => {
    const { state } = run(
      talking(),
      release(1000),
      transcript(1100, { turnId: 1 }),
      avatar(1200, 'avatar-speech-started'),
    );
    expect(run(state, cancel(1300)).state).to.equal(state);
  });
});
