import { expect } from '@open-wc/testing';
import {
  deadlinesOf,
  isBusy,
  isGateOpen,
  isPhysical,
  needsDetector,
  type TurnState,
} from '../../../src/core/machine/turn-state.js';
import { avatar, handsFree, press, pushToTalk, release, run, spoken, started, unjoined, voice } from '../run.js';

const SILERO = { bargeIn: { clientDetection: 'silero' } } as const;

describe('deadlinesOf', () => {
  const rows: readonly [string, TurnState, string[]][] = [
    ['a session that has not begun', unjoined(), []],
    ['connecting', run(unjoined(), { at: 0, type: 'connect' }).state, ['connect 30000']],
    ['a press', run(pushToTalk(), press(0)).state, ['start 4000', 'hold-warning 50000', 'hold 60000']],
    ['a turn', run(pushToTalk(), press(0), started(9)).state, ['hold-warning 50000', 'hold 60000']],
    [
      'the tail',
      run(pushToTalk(), press(0), started(9), voice(10, true), release(900)).state,
      ['window 1900', 'lock 5900'],
    ],
    [
      'a stop on its way',
      run(pushToTalk(), press(0), started(0), release(900)).state,
      ['window 1900', 'stop 3900', 'lock 5900'],
    ],
    ['an answer', run(pushToTalk(), ...spoken(0, 1)).state, ['lock 6000']],
    ['a mode switch', run(pushToTalk(), { at: 0, type: 'set-mode', mode: 'hands-free' }).state, ['mode 5000']],
    ['a voice', run(handsFree(), { at: 0, type: 'speech-started', onsetMs: 0 }).state, ['start 4000', 'hold 9500']],
  ];
  for (const [name, state, waits] of rows) {
    it(`lists what ${name} waits for, the earliest first`, () => {
      expect(deadlinesOf(state).map(({ kind, at }) => `${kind} ${at}`)).to.deep.equal(waits);
    });
  }
});

describe('needsDetector', () => {
  const rows: readonly [string, TurnState, boolean][] = [
    ['hands-free', handsFree(), true],
    ['hands-free without turn detection', handsFree({ turnDetection: 'disabled' }), false],
    ['hands-free without turn detection, ducking', handsFree({ turnDetection: 'disabled', ...SILERO }), true],
    ['push-to-talk', pushToTalk(), false],
    ['push-to-talk, ducking', pushToTalk(SILERO), true],
    ['no session', unjoined(SILERO), false],
    ['a cut line', run(handsFree(), { at: 0, type: 'reconnecting' }).state, false],
  ];
  for (const [name, state, isNeeded] of rows) {
    it(`is ${String(isNeeded)} in ${name}`, () => {
      expect(needsDetector(state)).to.equal(isNeeded);
    });
  }
});

describe('isBusy', () => {
  it('is true while the avatar speaks or its turn is awaited', () => {
    expect(isBusy(pushToTalk())).to.equal(false);
    expect(isBusy(run(pushToTalk(), avatar(1, 'avatar-speech-started')).state)).to.equal(true);
    expect(isBusy(run(pushToTalk(), ...spoken(0, 1)).state)).to.equal(true);
  });
});

describe('isGateOpen', () => {
  it('is true in a turn and its tail, and for a microphone that does not start muted', () => {
    const held = run(pushToTalk(), press(0), started(9), voice(10, true)).state;
    expect(isGateOpen(pushToTalk())).to.equal(false);
    expect(isGateOpen(held)).to.equal(true);
    expect(isGateOpen(run(held, release(900)).state)).to.equal(true);
    expect(isGateOpen(pushToTalk({ localAudioPolicy: { startMutedInPushToTalk: false } }))).to.equal(true);
  });
});

describe('isPhysical', () => {
  it('is true of what a hand holds', () => {
    const sources = ['pointer', 'keyboard', 'hotkey', 'gamepad', 'click', 'app', 'endpointer'] as const;
    expect(sources.filter(isPhysical)).to.deep.equal(['pointer', 'keyboard', 'hotkey', 'gamepad']);
  });
});
