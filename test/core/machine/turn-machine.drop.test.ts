import { expect } from '@open-wc/testing';
import type { TurnEvent } from '../../../src/core/machine/turn-events.js';
import type { PressSource, TurnState } from '../../../src/core/machine/turn-state.js';
import { broke, drop, handsFree, press, pushToTalk, release, run, started, tick, voice } from '../run.js';

const held = (source: PressSource = 'pointer'): TurnState =>
  run(pushToTalk(), press(0, source), started(10), voice(20, true)).state;

const DROPS: readonly [string, TurnEvent, string][] = [
  ['losing the focus', drop(2000, 'blur'), 'blur'],
  ['hiding the page', drop(2000, 'hidden'), 'hidden'],
  ['hiding the control', drop(2000, 'control-hidden'), 'control-hidden'],
  ['removing the element', drop(2000, 'removed'), 'removed'],
  ['unplugging the device', drop(2000, 'unplugged'), 'unplugged'],
  ['losing the pointer', drop(2000, 'pointer-cancelled', 'pointer'), 'pointer-cancelled'],
  ['losing the device', broke(2000, 'microphone-lost'), 'unplugged'],
  ['failing to open the device again', broke(2000, 'microphone-failed'), 'unplugged'],
  ['switching the mode', { at: 2000, type: 'set-mode', mode: 'hands-free' }, 'mode-switch'],
];

describe('transition: a press that gets lost', () => {
  for (const [how, event, reason] of DROPS) {
    it(`by ${how} closes the gate first, without a tail, counts what was said, and says so`, () => {
      const { effects } = run(held(), event);
      expect(effects.slice(0, 4)).to.deep.equal(['close-gate 1', `! turn-ended 1 ${reason}`, 'stop-turn 1', 'stt off']);
    });

    it(`by ${how} before the acknowledgement closes the gate and sends the stop after it`, () => {
      const { wire, state } = run(run(pushToTalk(), press(0)).state, event);
      expect(wire[0]).to.equal('close-gate 1');
      expect(wire).not.to.include('stop-turn 1');
      expect(run(state, started(2100)).wire.slice(0, 2)).to.deep.equal(['let-flow 1', 'stop-turn 1']);
    });
  }

  for (const [how, event] of [
    ['leaving', { at: 2000, type: 'disconnect' }],
    ['losing the connection', broke(2000, 'connection-lost')],
    ['a cut line', { at: 2000, type: 'reconnecting' }],
  ] as const) {
    it(`by ${how} closes the gate first and discards`, () => {
      const { effects, state } = run(held(), event);
      expect(effects.slice(0, 2)).to.deep.equal(['close-gate 1 discarded', '! turn-discarded 1 disconnected']);
      expect(state).to.include({ turn: null, lock: null, phase: 'idle' });
    });
  }

  it('within the first moments is a tap', () => {
    expect(run(pushToTalk(), press(0), drop(200, 'blur')).told).to.include('turn-discarded 1 tap');
  });

  it('of another kind is not lost', () => {
    const state = held();
    expect(run(state, drop(2000, 'gamepad-disconnected', 'gamepad')).state).to.equal(state);
    expect(run(held('gamepad'), drop(2000, 'gamepad-disconnected', 'gamepad')).wire[0]).to.equal('close-gate 1');
  });

  it('that is latched, or the application’s, outlives the focus but not the page', () => {
    for (const source of ['click', 'app'] as const) {
      const state = held(source);
      expect(run(state, drop(2000, 'blur')).state, source).to.equal(state);
      expect(run(state, drop(2000, 'hidden')).wire[0], source).to.equal('close-gate 1');
    }
  });

  it('leaves nothing to drop the second time', () => {
    const { state } = run(held(), drop(2000, 'blur'));
    expect(run(state, drop(2001, 'hidden'), drop(2002, 'removed')).state).to.equal(state);
  });
});

describe('transition: a loss in the tail', () => {
  const inTail = run(held(), release(2000)).state;
  for (const reason of ['hidden', 'removed', 'unplugged'] as const) {
    it(`by ${reason} ends it at once`, () => {
      expect(run(inTail, drop(2100, reason)).wire).to.deep.equal(['close-gate 1', 'stop-turn 1', 'stt off']);
    });
  }

  it('by a lost device ends it at once', () => {
    expect(run(inTail, broke(2100, 'microphone-lost')).wire[0]).to.equal('close-gate 1');
  });

  it('by switching the mode ends it at once', () => {
    const { effects } = run(inTail, { at: 2100, type: 'set-mode', mode: 'hands-free' });
    expect(effects).to.deep.equal([
      'close-gate 1',
      '! turn-ended 1 release',
      'stop-turn 1',
      'stt off',
      '! lock-released 1 mode-switched',
      'apply-mode hands-free',
    ]);
  });

  it('of the focus loses nothing: the person has let go already', () => {
    expect(run(inTail, drop(2100, 'blur')).state).to.equal(inTail);
  });
});

describe('transition: a lost press in hands-free', () => {
  const talking = run(handsFree(), { at: 1000, type: 'speech-started', onsetMs: 800 }, started(1010)).state;

  it('is none by focus or page: a voice needs neither', () => {
    expect(run(talking, drop(2000, 'blur'), drop(2000, 'hidden')).state).to.equal(talking);
  });

  for (const event of [drop(2000, 'removed'), broke(2000, 'microphone-lost')]) {
    it(`is the voice’s by ${event.type}, and what it goes on saying starts nothing`, () => {
      const { wire, state } = run(talking, event, { at: 2010, type: 'stop-acknowledged', turnId: 1 }, tick(60_000));
      expect(wire).to.deep.equal(['close-gate 1', 'stop-turn 1']);
      expect(state).to.include({ turn: null, userSpeech: null });
    });
  }
});

describe('transition: a lost device', () => {
  it('is tried again as the browser chooses when it was unplugged, and only then', () => {
    const lost = (code: string): readonly string[] =>
      run(pushToTalk(), { at: 10, type: 'microphone-lost', code, message: 'Gone.' }).wire;
    expect(lost('microphone-unplugged')).to.deep.equal(['open-microphone']);
    expect(lost('microphone-withdrawn')).to.deep.equal([]);
  });

  it('stops ducking the avatar: nobody is heard any more', () => {
    const { state } = run(
      handsFree({ bargeIn: { clientDetection: 'silero' } }),
      { at: 10, type: 'avatar-speech-started' },
      { at: 20, type: 'speech-started', onsetMs: 10 },
    );
    expect(state.isDucked).to.equal(true);
    expect(run(state, broke(30, 'microphone-lost')).wire).to.deep.equal(['unduck']);
  });
});
