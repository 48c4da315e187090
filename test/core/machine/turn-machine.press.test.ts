import { expect } from '@open-wc/testing';
import type { TurnEvent } from '../../../src/core/machine/turn-events.js';
import {
  avatar,
  broke,
  cancel,
  drop,
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
  unjoined,
  voice,
} from '../run.js';

const RELUCTANT = { pushToTalkPolicy: { interruptBotOnPress: false } } as const;
const INDIFFERENT = {
  pushToTalkPolicy: { interruptBotOnPress: false, requireTurnCompletionBeforeNextPress: false },
} as const;

describe('transition: a turn without a voice', () => {
  const missing = (at: number, turnId: number, isOver: boolean): TurnEvent => ({
    at,
    type: 'voice-missing',
    turnId,
    isOver,
  });

  it('is told while it is held and when it is over, and sent all the same', () => {
    const { effects, state } = run(
      pushToTalk(),
      press(0),
      started(10),
      missing(2000, 1, false),
      release(3000),
      tick(5000),
      missing(5010, 1, true),
    );
    expect(effects).to.include.members(['! voice-missing 1', 'stop-turn 1', '! voice-missing 1 over']);
    expect(state.lock?.turnId).to.equal(1);
  });

  it('is not told of one that is not to be answered', () => {
    const { effects } = run(pushToTalk(), press(0), started(10), cancel(500), missing(520, 1, true));
    expect(effects.filter((effect) => effect.startsWith('! voice-missing'))).to.deep.equal([]);
  });
});

describe('transition: a press', () => {
  it('switches speech-to-text on, opens the gate, starts the turn and says so', () => {
    const { effects, state } = run(pushToTalk(), press(5000));
    expect(effects).to.deep.equal(['stt on', 'open-gate 1', 'start-turn 1', '! turn-started 1 pointer']);
    expect(state).to.include({ phase: 'starting', avatarState: 'listening' });
    expect(state.turnIds.next).to.equal(2);
  });

  it('lets the gate open at the moment of the press, less the pre-roll', () => {
    const { wire } = run(pushToTalk({ pushToTalkPolicy: { preRollMs: 250 } }), press(5000));
    expect(wire).to.include('open-gate 1 lead 250');
  });

  it('sends no speech-to-text messages without the toggle', () => {
    const start = pushToTalk({ pushToTalkPolicy: { enableServerSttToggle: false } });
    expect(run(start, press(5000)).wire).to.deep.equal(['open-gate 1', 'start-turn 1']);
  });

  it('sends no speech-to-text messages to a backend without the switch', () => {
    const start = pushToTalk({}, { capabilities: { serverStt: false } });
    expect(run(start, press(5000)).wire).to.deep.equal(['open-gate 1', 'start-turn 1']);
  });

  it('is capturing from the acknowledgement on, and what was held back flows', () => {
    const { wire, state } = run(run(pushToTalk(), press(5000)).state, started(5200));
    expect(wire).to.deep.equal(['let-flow 1']);
    expect(state.phase).to.equal('capturing');
  });

  for (const source of ['pointer', 'keyboard', 'hotkey', 'gamepad', 'click', 'app'] as const) {
    it(`is the same by ${source}`, () => {
      const { wire, told } = run(pushToTalk(), press(5000, source));
      expect(wire).to.deep.equal(['stt on', 'open-gate 1', 'start-turn 1']);
      expect(told).to.deep.equal([`turn-started 1 ${source}`]);
    });
  }

  it('is one press however often its key repeats', () => {
    const { state } = run(pushToTalk(), press(5000, 'keyboard'));
    const again = run(state, press(5500, 'keyboard'), press(5530, 'keyboard'));
    expect(again.effects).to.deep.equal([]);
    expect(again.state).to.equal(state);
  });
});

describe('transition: a refused press', () => {
  const unready = run(unjoined({ mode: 'push-to-talk' }), { at: 0, type: 'connect' }).state;
  const capabilities = { serverStt: true, interrupt: true, sendText: true };
  const rows: [string, ReturnType<typeof pushToTalk>, TurnEvent[]][] = [
    ['not-connected', unjoined({ mode: 'push-to-talk' }), []],
    ['not-connected', unready, []],
    ['not-connected', pushToTalk(), [{ at: 1, type: 'reconnecting' }]],
    ['avatar-not-ready', unready, [{ at: 1, type: 'connected', capabilities }, microphone(2)]],
    ['hands-free', pushToTalk(), [{ at: 1, type: 'set-mode', mode: 'hands-free' }]],
    ['stop-pending', pushToTalk(), spoken(0, 1).slice(0, -1)],
    ['avatar-busy', pushToTalk(RELUCTANT), spoken(0, 1)],
    ['avatar-busy', pushToTalk(RELUCTANT), [avatar(1, 'avatar-speech-started')]],
  ];
  for (const [reason, start, before] of rows) {
    it(`says ${reason} and changes nothing (${start.connection}, then ${before.map((e) => e.type).join(', ')})`, () => {
      const { state } = run(start, ...before);
      const after = run(state, press(2000));
      expect(after.effects).to.deep.equal([`! press-refused ${reason}`]);
      expect({ ...after.state, heldPress: null }).to.deep.equal(state);
    });
  }

  it('says server-stt-failed when speech-to-text could not be enabled, and closes the gate first', () => {
    const { state } = run(pushToTalk(), press(5000), started(5010));
    const { effects } = run(state, failed(5100, 'server-stt-failed'));
    expect(effects).to.deep.equal([
      'close-gate 1 discarded',
      '! turn-discarded 1 server-stt-failed',
      'stop-turn 1 discarded',
      'stt off',
      '! press-refused server-stt-failed',
    ]);
  });

  it('says microphone-unavailable when the device could not be opened', () => {
    const start = pushToTalk({ localAudioPolicy: { pushToTalkStartupMode: 'open-on-first-press' } });
    const { wire, told, state } = run(start, press(5000), broke(6000, 'microphone-failed'));
    expect(wire).to.deep.equal(['open-microphone']);
    expect(told).to.deep.equal([
      'turn-discarded 1 microphone-unavailable',
      'error broken',
      'press-refused microphone-unavailable',
    ]);
    expect(state).to.include({ phase: 'idle', turn: null, lock: null, microphone: 'failed' });
  });

  it('opens the device anew at the next press after a failure', () => {
    const { state } = run(pushToTalk(), broke(1, 'microphone-failed'));
    expect(run(state, press(5000)).wire).to.deep.equal(['open-microphone']);
  });
});

describe('transition: a press that is still held when its reason is gone', () => {
  it('is taken when the avatar is ready', () => {
    const start = { ...pushToTalk(), service: { presence: 'awaited' as const, isUserMuted: false } };
    const { wire } = run(start, press(1000), { at: 3000, type: 'avatar-ready' });
    expect(wire).to.deep.equal(['stt on', 'open-gate 1', 'start-turn 1']);
  });

  it('is taken when the stop of the last turn is settled', () => {
    const { state } = run(pushToTalk(), ...spoken(0, 1).slice(0, -1), press(1200));
    expect(run(state, stopped(1500)).wire).to.deep.equal([
      'interrupt-avatar fade 0.12',
      'stt on',
      'open-gate 2',
      'start-turn 2',
    ]);
  });

  it('is taken when the avatar has finished', () => {
    const { state } = run(pushToTalk(RELUCTANT), ...spoken(0, 1), avatar(1500, 'avatar-speech-started'), press(1600));
    const completed = run(state, avatar(2000, 'turn-completed', 1));
    expect(completed.effects).to.deep.equal(['! lock-released 1 turn-completed']);
    const silent = run(completed.state, avatar(2200, 'avatar-speech-stopped', 1));
    expect(silent.wire).to.deep.equal(['stt on', 'open-gate 2', 'start-turn 2']);
  });

  it('is taken when the lock times out', () => {
    const { state } = run(pushToTalk(RELUCTANT), ...spoken(0, 1), press(3000));
    expect(run(state, tick(6000)).told).to.deep.equal(['lock-released 1 timeout', 'turn-started 2 pointer']);
  });

  it('is taken when the session has connected, also if it was pressed before connecting', () => {
    const capabilities = { serverStt: true, interrupt: true, sendText: true };
    const { wire } = run(
      unjoined({ mode: 'push-to-talk' }),
      press(0),
      { at: 10, type: 'connect' },
      { at: 900, type: 'connected', capabilities },
      { at: 950, type: 'avatar-ready' },
      microphone(990),
    );
    expect(wire).to.deep.equal(['connect-provider', 'open-microphone', 'stt on', 'open-gate 1', 'start-turn 1']);
  });

  it('is not taken once it was let go, and letting it go is not reported', () => {
    const { state } = run(pushToTalk(RELUCTANT), ...spoken(0, 1), press(1600));
    const { effects } = run(state, release(1700), avatar(2000, 'turn-completed', 1));
    expect(effects).to.deep.equal(['! lock-released 1 turn-completed']);
  });

  for (const reason of ['blur', 'hidden', 'removed', 'unplugged', 'gamepad-disconnected'] as const) {
    it(`is not taken after ${reason}`, () => {
      const { state } = run(pushToTalk(RELUCTANT), ...spoken(0, 1), press(1600), drop(1700, reason));
      expect(run(state, avatar(2000, 'turn-completed', 1)).wire).to.deep.equal([]);
    });
  }

  it('is not taken when it was a click or the application, which do not hold', () => {
    for (const source of ['click', 'app'] as const) {
      const { state } = run(pushToTalk(RELUCTANT), ...spoken(0, 1), press(1600, source));
      expect(run(state, avatar(2000, 'turn-completed', 1)).wire, source).to.deep.equal([]);
    }
  });
});

describe('transition: a press while the avatar is busy', () => {
  it('interrupts, drops the lock and is accepted', () => {
    const { state } = run(pushToTalk(), ...spoken(0, 1), avatar(1500, 'avatar-speech-started', 1));
    const { effects } = run(state, press(2000));
    expect(effects).to.deep.equal([
      'interrupt-avatar fade 0.12',
      '! lock-released 1 interrupted',
      'stt on',
      'open-gate 2',
      'start-turn 2',
      '! turn-started 2 pointer',
    ]);
  });

  it('cuts the avatar instead of fading it when told so', () => {
    const { state } = run(pushToTalk({ bargeIn: { smoothInterruption: false } }), ...spoken(0, 1));
    expect(run(state, press(2000)).wire[0]).to.equal('interrupt-avatar fade 0');
  });

  it('is accepted without an interruption when nothing must be completed; the lock stays until its own reason', () => {
    const { state } = run(pushToTalk(INDIFFERENT), ...spoken(0, 1));
    const pressed = run(state, press(2000));
    expect(pressed.wire).to.deep.equal(['stt on', 'open-gate 2', 'start-turn 2']);
    expect(run(pressed.state, avatar(2100, 'turn-completed', 1)).told).to.deep.equal([
      'lock-released 1 turn-completed',
    ]);
  });

  it('interrupts an answer that comes while the user already speaks, and not the answer to what is being said', () => {
    const { state } = run(pushToTalk(), press(0), started(10));
    const late = run(state, avatar(500, 'avatar-speech-started'));
    expect(late.wire).to.deep.equal(['interrupt-avatar fade 0.12']);
    const answered = run(late.state, release(1000), stopped(1010), avatar(1500, 'avatar-speech-started', 1));
    expect(answered.state).to.include({ isAvatarSpeaking: true, avatarState: 'speaking' });
  });
});

describe('transition: a press in the tail', () => {
  const inTail = run(pushToTalk(), press(0), started(10), voice(20, true), release(1000));

  it('joins the turn that was ending while the gate is open', () => {
    const { effects, state } = run(inTail.state, press(1200));
    expect(effects).to.deep.equal(['! lock-released 1 interrupted']);
    expect(state).to.include({ phase: 'capturing', lock: null });
    expect(state.turn).to.include({ id: 1, gate: 'open', window: null, releasedAt: null });
  });

  it('still sends one stop, after the second release', () => {
    const { wire } = run(inTail.state, press(1200), release(3000), transcript(3100), stopped(3200), tick(9000));
    expect(wire).to.deep.equal(['close-gate 1', 'stop-turn 1', 'stt off']);
  });

  it('is a new turn once the gate is closed and the stop is settled', () => {
    const { state } = run(inTail.state, tick(2000), stopped(2100));
    expect(state.turn?.window?.kind).to.equal('transcript');
    const { wire } = run(state, press(2200));
    expect(wire).to.deep.equal(['interrupt-avatar fade 0.12', 'open-gate 2', 'start-turn 2']);
  });
});
