import { expect } from '@open-wc/testing';
import type { TurnEvent } from '../../../src/core/machine/turn-events.js';
import { avatar, handsFree, pushToTalk, press, release, run, started, stopped, tick, voice } from '../run.js';

const gone = (at: number): TurnEvent => ({ at, type: 'avatar-gone' });
const ready = (at: number): TurnEvent => ({ at, type: 'avatar-ready' });
const muted = (at: number, isMuted: boolean): TurnEvent => ({ at, type: 'user-muted', isMuted });

describe('transition, when the avatar leaves', () => {
  it('says so once, refuses presses, and takes the held one when it is back', () => {
    const away = run(pushToTalk(), gone(900), gone(950), press(1000));
    expect(away.told).to.deep.equal(['error avatar-gone', 'press-refused avatar-not-ready']);
    expect(away.wire).to.deep.equal([]);
    expect(run(away.state, ready(3000)).wire).to.deep.equal(['stt on', 'open-gate 1', 'start-turn 1']);
  });

  const open: readonly (readonly [string, readonly TurnEvent[]])[] = [
    ['starting', [press(1000)]],
    ['capturing', [press(1000), started(1100)]],
    ['releasing', [press(1000), started(1100), voice(1200, true), release(2000)]],
  ];
  for (const [phase, events] of open) {
    it(`discards a turn while ${phase}, the gate first`, () => {
      const { state } = run(pushToTalk(), ...events);
      expect(state.phase).to.equal(phase);
      const { wire, told, state: after } = run(state, gone(2100));
      expect(wire[0]).to.match(/^close-gate 1/);
      expect(told[0]).to.equal('turn-discarded 1 avatar-not-ready');
      expect(told).to.include('error avatar-gone');
      expect(after.lock).to.equal(null);
      expect(after.heldPress?.source).to.equal(phase === 'releasing' ? undefined : 'pointer');
    });
  }

  it('releases the hand that held on when it is released meanwhile', () => {
    const { state } = run(pushToTalk(), press(1000), started(1100), gone(2000), release(2100), stopped(2200));
    expect(run(state, ready(3000)).wire).to.deep.equal([]);
  });

  it('frees the lock and ends the speech of the avatar', () => {
    const turn = [press(1000), started(1100), release(2000), stopped(2100)];
    const { state } = run(pushToTalk(), ...turn, avatar(2500, 'avatar-speech-started'));
    const { state: after, told } = run(state, gone(2600));
    expect(told).to.deep.equal(['lock-released 1 avatar-gone', 'error avatar-gone']);
    expect(after.isAvatarSpeaking).to.equal(false);
    expect(after.avatarState).to.equal('idle');
  });

  it('does not blame it for a stop that it can not confirm', () => {
    const { told, state } = run(pushToTalk(), press(1000), started(1100), gone(2000), tick(5100), tick(9000));
    expect(told).to.not.include('error stop-failed');
    expect(state.stop).to.equal(null);
  });

  it('says nothing of one that was never there', () => {
    const start = { ...pushToTalk(), service: { presence: 'awaited', isUserMuted: false } as const };
    expect(run(start, gone(1000)).state).to.equal(start);
  });

  it('ends the turn of a voice', () => {
    const { told } = run(handsFree(), { at: 1000, type: 'speech-started', onsetMs: 800 }, gone(2000));
    expect(told).to.include('turn-discarded 1 avatar-not-ready');
    expect(told).to.not.include('press-refused avatar-not-ready');
  });
});

describe('transition, when the service mutes the user', () => {
  it('refuses presses by that name, and takes the held one when they are heard again', () => {
    const { told, state } = run(pushToTalk(), muted(900, true), press(1000));
    expect(told).to.deep.equal(['press-refused muted-by-service']);
    expect(run(state, muted(3000, false)).wire).to.include('start-turn 1');
  });

  it('discards what is being said', () => {
    const { told, state } = run(pushToTalk(), press(1000), started(1100), muted(2000, true));
    expect(told.slice(-2)).to.deep.equal(['turn-discarded 1 muted-by-service', 'press-refused muted-by-service']);
    expect(state.heldPress).to.deep.equal({ source: 'pointer', since: 1000 });
  });

  it('leaves alone what it has been told the end of, and the answer to it', () => {
    const { state } = run(pushToTalk(), press(1000), started(1100), release(2000));
    expect(state.turn?.stop).to.equal('sent');
    const { effects, state: after } = run(state, muted(2100, true));
    expect(effects).to.deep.equal([]);
    expect(after.lock?.turnId).to.equal(1);
  });

  it('keeps it in mind while the avatar goes and comes', () => {
    const { state } = run(pushToTalk(), muted(900, true), gone(1000), ready(2000));
    expect(state.service).to.deep.equal({ presence: 'here', isUserMuted: true });
  });

  it('forgets it with the connection, over which its end may get lost', () => {
    const { state } = run(pushToTalk(), muted(900, true), { at: 1000, type: 'reconnecting' });
    expect(state.service.isUserMuted).to.equal(false);
  });
});

describe('transition, when nobody heard the answer', () => {
  it('frees the lock by that name and says so', () => {
    const turn = [press(1000), started(1100), release(2000), stopped(2100)];
    const { told } = run(pushToTalk(), ...turn, { at: 3000, type: 'answer-unheard', turnId: 1 });
    expect(told.slice(-2)).to.deep.equal(['lock-released 1 answer-unheard', 'error answer-unheard']);
  });
});
