import { expect } from '@open-wc/testing';
import { isBusy, isGateOpen, isPhysical, needsDetector, type TurnState } from '../../../src/core/machine/turn-state.js';
import { avatar, handsFree, press, pushToTalk, release, run, spoken, started, unjoined, voice } from '../run.js';

const SILERO = { bargeIn: { clientDetection: 'silero' } } as const;

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
