import { expect } from '@open-wc/testing';
import type { TurnEvent } from '../../../src/core/machine/turn-events.js';
import { deadlinesOf } from '../../../src/core/machine/deadlines.js';
import type { TurnState } from '../../../src/core/machine/turn-state.js';
import {
  ALL_CAPABILITIES,
  avatar,
  broke,
  drop,
  failed,
  handsFree,
  microphone,
  press,
  pushToTalk,
  release,
  run,
  settings,
  spoken,
  started,
  stopped,
  tick,
  transcript,
  unjoined,
  voice,
} from '../run.js';

const connect: TurnEvent = { at: 0, type: 'connect' };
const connected: TurnEvent = { at: 500, type: 'connected', capabilities: ALL_CAPABILITIES };
const cut: TurnEvent = { at: 2000, type: 'reconnecting' };
const back: TurnEvent = { at: 3000, type: 'reconnected' };
const leave: TurnEvent = { at: 2000, type: 'disconnect' };
const LATE_DEVICE = { localAudioPolicy: { pushToTalkStartupMode: 'open-on-first-press' } } as const;

describe('transition: connecting', () => {
  it('says nothing of speech-to-text that could not be muted while the connection was cut: it is told again', () => {
    const { state } = run(unjoined({ mode: 'push-to-talk' }), connect, connected, microphone(700), cut);
    const failure = { at: 2500, type: 'effect-failed', effect: 'set-server-stt', code: 'no', message: 'No.' } as const;
    expect(run(state, failure).told).to.deep.equal([]);
    expect(run(state, failure, back, { ...failure, at: 3500 }).told).to.include('error no');
  });

  it('opens the device at the start, muted, in push-to-talk', () => {
    const { wire, state } = run(unjoined({ mode: 'push-to-talk' }), connect, connected, microphone(700));
    expect(wire).to.deep.equal(['connect-provider', 'open-microphone']);
    expect(state).to.include({ connection: 'connected', microphone: 'open', isAmbient: false, isServerSttOn: false });
  });

  it('opens it at the first press when told so', () => {
    expect(run(unjoined({ mode: 'push-to-talk', ...LATE_DEVICE }), connect, connected).wire).to.deep.equal([
      'connect-provider',
    ]);
  });

  it('opens it always in hands-free, where speech-to-text is on', () => {
    const { wire, state } = run(unjoined(LATE_DEVICE), connect, connected);
    expect(wire).to.deep.equal(['connect-provider', 'open-microphone']);
    expect(state.isServerSttOn).to.equal(true);
  });

  it('is given up after 30 s', () => {
    const { told, state } = run(unjoined(), connect, tick(30_000));
    expect(told).to.deep.equal(['error connect-timeout']);
    expect(state.connection).to.equal('failed');
  });

  it('fails with a reason, and can be tried again', () => {
    const { effects, state } = run(unjoined(), connect, broke(100, 'connect-failed'));
    expect(effects).to.deep.equal(['connect-provider', 'disconnect-provider', 'close-microphone', '! error broken']);
    expect(run(state, { at: 200, type: 'connect' }).wire).to.deep.equal(['connect-provider']);
  });

  it('is done once, and what comes for a given-up one is nothing', () => {
    const connecting = run(unjoined(), connect).state;
    expect(run(connecting, connect).state).to.equal(connecting);
    const given = run(connecting, leave).state;
    expect(
      run(given, connected, { at: 9100, type: 'avatar-ready' }, avatar(9200, 'avatar-speech-started')).state,
    ).to.equal(given);
  });
});

describe('transition: leaving', () => {
  const places: readonly [string, TurnState][] = [
    ['connecting', run(unjoined(), connect).state],
    ['idle', pushToTalk()],
    ['waiting for the device', run(pushToTalk(LATE_DEVICE), press(0)).state],
    ['starting', run(pushToTalk(), press(0)).state],
    ['capturing', run(pushToTalk(), press(0), started(10)).state],
    ['in the tail', run(pushToTalk(), press(0), started(10), voice(20, true), release(1500)).state],
    ['with a stop on the way', run(pushToTalk(), press(0), started(10), release(1000)).state],
    ['waiting for the avatar', run(pushToTalk(), ...spoken(0, 1)).state],
    ['listening to the avatar', run(pushToTalk(), ...spoken(0, 1), avatar(1500, 'avatar-speech-started')).state],
    ['a voice speaking', run(handsFree(), { at: 0, type: 'speech-started', onsetMs: 0 }).state],
    ['with the connection cut', run(pushToTalk(), press(0), started(10), cut).state],
  ];
  for (const [where, start] of places) {
    for (const [how, event, connection] of [
      ['at will', leave, 'disconnected'],
      ['by a lost line', broke(2000, 'connection-lost'), 'failed'],
      ['by a limit', { at: 2000, type: 'usage-limit', message: 'Enough.', isSessionOver: true }, 'failed'],
    ] as const) {
      it(`${where}, ${how}: gate closed, no turn, no lock, nothing waited for, device closed`, () => {
        const { wire, state } = run(start, event);
        expect(wire.slice(-2)).to.deep.equal(['disconnect-provider', 'close-microphone']);
        expect(state).to.include({
          connection,
          microphone: 'closed',
          turn: null,
          stop: null,
          lock: null,
          phase: 'idle',
        });
        expect(state).to.include({
          isAmbient: false,
          isAvatarSpeaking: false,
          avatarState: 'idle',
        });
        expect(state.service).to.deep.equal({ presence: 'awaited', isUserMuted: false });
        expect(deadlinesOf(state)).to.deep.equal([]);
        if (start.turn?.gate === 'open') expect(wire[0]).to.equal('close-gate 1 discarded');
      });
    }
  }

  it('says why a limit has ended the session, once, and that trying again is of no use', () => {
    const limit = { at: 2000, type: 'usage-limit', message: 'Enough.', isSessionOver: true } as const;
    const { told } = run(pushToTalk(), ...spoken(0, 1), limit, broke(2010, 'connection-lost'));
    expect(told.slice(-2)).to.deep.equal(['lock-released 1 usage-limit', 'error usage-limit fatal']);
  });

  it('says that a turn came to nothing whose audio could not be sent yet, although the user had ended it', () => {
    const { state } = run(pushToTalk(), press(0), release(1000));
    expect(state.turn?.stop).to.equal('due');
    const { told, wire } = run(state, { ...leave, at: 1100 });
    expect(told).to.deep.equal(['turn-discarded 1 disconnected', 'lock-released 1 disconnected']);
    expect(wire[0]).to.equal('close-gate 1 discarded');
  });

  it('silences the avatar', () => {
    const { state } = run(pushToTalk(), avatar(10, 'avatar-speech-started'));
    expect(run(state, leave).wire[0]).to.equal('interrupt-avatar fade 0');
  });

  it('keeps counting turns, so that nothing old can be taken for new', () => {
    const { state } = run(
      pushToTalk(),
      ...spoken(0, 1),
      leave,
      { at: 9100, type: 'connect' },
      { ...connected, at: 9200 },
    );
    const ready = run(state, microphone(9300), { at: 9400, type: 'avatar-ready' }, press(9500)).state;
    expect(ready.turn?.id).to.equal(2);
    expect(run(ready, started(9600, 1), stopped(9600, 1), failed(9600, 'stop-failed', 1)).state).to.equal(ready);
    expect(run(ready, avatar(9700, 'avatar-speech-started', 1)).state).to.equal(ready);
  });
});

describe('transition: a connection that is cut and comes back', () => {
  it('keeps the device open and the gate closed, and asserts mode and settings', () => {
    const { wire, state } = run(run(pushToTalk(), press(0, 'app'), started(10)).state, cut, stopped(2100), back);
    expect(wire).to.deep.equal([
      'close-gate 1 discarded',
      'stop-turn 1 discarded',
      'stt off',
      'apply-mode push-to-talk',
      'apply-turn-taking',
    ]);
    expect(state).to.include({
      connection: 'connected',
      microphone: 'open',
      turn: null,
      phase: 'idle',
      isServerSttOn: false,
    });
  });

  it('takes a hand that holds on as soon as it is back, and none that has let go', () => {
    const { state } = run(run(pushToTalk(), press(0), started(10)).state, cut, stopped(2100));
    expect(run(state, back).wire.slice(-2)).to.deep.equal(['open-gate 2', 'start-turn 2']);
    expect(run(state, release(2500), back).wire).not.to.include('start-turn 2');
    expect(run(state, drop(2500, 'blur'), back).wire).not.to.include('start-turn 2');
  });

  it('sends a stop that was not confirmed again, and refuses a press until then', () => {
    const { state } = run(pushToTalk(), press(0), started(10), release(1000), transcript(1100), cut);
    const again = run(state, failed(2100, 'stop-failed'), back, press(3100));
    expect(again.effects.slice(0, 2)).to.deep.equal(['stop-turn 1', 'apply-mode push-to-talk']);
    expect(again.told).to.deep.equal(['press-refused stop-pending']);
    expect(run(again.state, stopped(3200)).wire).to.include('start-turn 2');
  });

  it('sends the stop of a turn whose start was not confirmed, as discarded', () => {
    const { wire } = run(run(pushToTalk(), press(0)).state, cut, back);
    expect(wire.filter((effect) => effect.startsWith('stop'))).to.deep.equal(['stop-turn 1 discarded']);
  });

  it('waits for nothing while it is cut', () => {
    const { state } = run(pushToTalk(), press(0), started(10), release(1000), cut);
    expect(deadlinesOf(state)).to.deep.equal([]);
  });

  it('gives a stop up that was tried twice', () => {
    const { state } = run(pushToTalk(), ...spoken(0, 1).slice(0, -1), failed(1200, 'stop-failed'));
    expect(state.stop?.attempt).to.equal(2);
    const { told, state: after } = run(state, cut);
    expect(told).to.deep.equal(['lock-released 1 stop-failed', 'error stop-failed']);
    expect(run(after, back).wire).not.to.include('stop-turn 1');
  });

  it('takes a device that opened meanwhile', () => {
    const { state } = run(unjoined({ mode: 'push-to-talk' }), connect, connected, cut, microphone(2500), back);
    expect(state.microphone).to.equal('open');
  });

  it('keeps speech-to-text as it was where it is not switched', () => {
    const start = pushToTalk({ initialServerStt: 'enabled', pushToTalkPolicy: { enableServerSttToggle: false } });
    expect(run(start, cut, back).state.isServerSttOn).to.equal(true);
  });

  it('applies settings that changed meanwhile', () => {
    const { state } = run(pushToTalk(), cut);
    const changed = run(state, settings(2500, state, { pushToTalkPolicy: { releaseTailMs: 0 } }));
    expect(changed.wire).to.deep.equal([]);
    expect(run(changed.state, back).wire).to.include('apply-turn-taking');
  });

  it('refuses presses and does not switch the mode while it is cut', () => {
    const { told } = run(pushToTalk(), cut, press(2100), { at: 2200, type: 'set-mode', mode: 'hands-free' });
    expect(told).to.deep.equal(['press-refused not-connected', 'error not-connected']);
  });
});
