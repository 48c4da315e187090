import { expect } from '@open-wc/testing';
import type { TurnEvent } from '../../../src/core/machine/turn-events.js';
import {
  avatar,
  drop,
  handsFree,
  press,
  pushToTalk,
  release,
  run,
  started,
  stopped,
  tick,
  unjoined,
  ALL_CAPABILITIES,
  settings,
} from '../run.js';

const talking = run(pushToTalk(), press(0), started(10)).state;
const speaks = (at: number, onsetMs: number): TurnEvent => ({ at, type: 'speech-started', onsetMs });
const pauses = (at: number, endMs: number): TurnEvent => ({ at, type: 'speech-ended', endMs });

describe('transition: a service that ends turns too', () => {
  for (const type of ['avatar-speech-started', 'turn-completed', 'no-response'] as const) {
    it(`ends the open turn by ${type} that names it, and the answer is heard`, () => {
      const { wire, told, state } = run(talking, avatar(3000, type, 1));
      expect(wire).to.deep.equal(['close-gate 1', 'stop-turn 1', 'stt off']);
      expect(told[0]).to.equal('turn-ended 1 answered');
      expect(state.isAvatarSpeaking).to.equal(type === 'avatar-speech-started');
    });
  }

  it('ends the tail as well, for the reason that the turn had', () => {
    const inTail = run(talking, { at: 20, type: 'voice-activity', isActive: true }, release(2000)).state;
    expect(run(inTail, avatar(2100, 'avatar-speech-started', 1)).told).to.deep.equal(['turn-ended 1 release']);
  });

  it('interrupts nothing good in hands-free with echo cancellation', () => {
    const open = run(handsFree({}, 'echo'), speaks(1000, 800), started(1010), pauses(2500, 2000)).state;
    const { wire, state } = run(open, avatar(4000, 'avatar-speech-started', 1), stopped(4100));
    expect(wire).not.to.include('interrupt-avatar fade 0.12');
    expect(state).to.include({ isAvatarSpeaking: true, turn: null });
    expect(run(state, avatar(8000, 'turn-completed', 1)).told).to.deep.equal(['lock-released 1 turn-completed']);
  });

  it('still has an answer to an earlier turn interrupted by the one that is spoken', () => {
    const second = run(
      talking,
      release(1000),
      stopped(1010),
      avatar(1100, 'turn-completed', 1),
      press(2000),
      started(2010),
    );
    expect(run(second.state, avatar(2100, 'avatar-speech-started', 1)).wire).to.include('interrupt-avatar fade 0.12');
    expect(run(second.state, avatar(2100, 'avatar-speech-started')).wire).to.include('interrupt-avatar fade 0.12');
  });

  it('means the open turn when it names none, and only if it was told to end turns', () => {
    const serviceTurn = { stopSecs: 3, preSpeechMs: 0, maxDurationSecs: 8 };
    const service = run(
      handsFree(),
      { at: 1, type: 'disconnect' },
      { at: 2, type: 'connect' },
      {
        at: 3,
        type: 'connected',
        capabilities: { ...ALL_CAPABILITIES, serviceTurn },
      },
    ).state;
    const open = run(
      service,
      { at: 4, type: 'microphone-opened', label: '', isEchoCancelled: true },
      { at: 5, type: 'microphone-flowing' },
      { at: 6, type: 'avatar-ready' },
      speaks(1000, 800),
      started(1010),
    ).state;
    expect(run(open, avatar(3000, 'avatar-speech-started')).told[0]).to.equal('turn-ended 1 answered');
  });
});

describe('transition: turns that the application alone takes', () => {
  const open = run(handsFree({ turnDetection: 'disabled' }), press(0, 'app'), started(10)).state;

  it('have no longest hold and need no visible page', () => {
    expect(run(open, tick(1e7)).state.phase).to.equal('capturing');
    expect(run(open, drop(1000, 'hidden'), drop(1000, 'blur'), drop(1000, 'control-hidden')).state).to.equal(open);
    expect(run(open, drop(1000, 'removed')).state.phase).not.to.equal('capturing');
  });
});

describe('transition: a mode that the backend does not take', () => {
  for (const [how, event] of [
    ['refuses', { at: 6000, type: 'mode-failed', mode: 'hands-free', code: 'no', message: 'No.' }],
    ['never confirms', tick(10_000)],
  ] as const) {
    it(`is taken back when it ${how} it`, () => {
      const { state, told } = run(pushToTalk(), { at: 5000, type: 'set-mode', mode: 'hands-free' }, event);
      expect(state).to.include({ mode: 'push-to-talk', modeChange: null, isServerSttOn: false });
      expect(state.options.mode).to.equal('push-to-talk');
      expect(told.at(-1)).to.match(/^error /);
    });
  }
});

describe('transition: what is said while it can’t have its turn yet', () => {
  it('belongs to the next turn, though it is over by then', () => {
    const pending = run(handsFree({}, 'echo'), speaks(1000, 800), started(1010), {
      at: 4000,
      type: 'turn-ended',
      endMs: 3900,
      reason: 'max-duration',
    }).state;
    const said = run(pending, pauses(4010, 3950), speaks(4500, 4300), pauses(5100, 4900)).state;
    expect(said.turn).to.equal(null);
    expect(run(said, stopped(5200)).wire.slice(-2)).to.deep.equal(['open-gate 2 from 4300', 'start-turn 2']);
  });

  it('waits for an avatar that is not ready', () => {
    const { state } = run(
      unjoined({ mode: 'hands-free' }),
      { at: 0, type: 'connect' },
      { at: 0, type: 'connected', capabilities: ALL_CAPABILITIES },
      { at: 0, type: 'microphone-opened', label: '', isEchoCancelled: false },
      { at: 0, type: 'microphone-flowing' },
      speaks(1000, 800),
      pauses(2000, 1800),
    );
    expect(run(state, { at: 3000, type: 'avatar-ready' }).wire).to.deep.equal(['open-gate 1 from 800', 'start-turn 1']);
  });

  it('is none when it was shorter than speech must be, or when the avatar spoke over it', () => {
    const { state } = run(handsFree(), speaks(1000, 800), started(1010), {
      at: 4000,
      type: 'turn-ended',
      endMs: 3900,
      reason: 'stop-secs',
    });
    expect(run(state, speaks(4500, 4300), pauses(4600, 4400)).state.userSpeech).to.equal(null);
    const spoken = run(state, speaks(4500, 4300), pauses(5100, 4900), avatar(5200, 'avatar-speech-started', 1));
    expect(spoken.state.userSpeech).to.equal(null);
  });
});

describe('transition: the length of what was captured', () => {
  const late = run(
    pushToTalk({ localAudioPolicy: { pushToTalkStartupMode: 'open-on-first-press' } }),
    press(0),
    { at: 700, type: 'microphone-opened', label: '', isEchoCancelled: false },
    started(710),
  );

  it('counts from the first sound of the device, and with it the turn is told', () => {
    expect(late.told).to.deep.equal([]);
    const flowing = run(late.state, { at: 800, type: 'microphone-flowing' });
    expect(flowing.told).to.deep.equal(['turn-started 1 pointer']);
    const ended = run(flowing.state, release(2000));
    expect(ended.told).to.deep.equal(['turn-ended 1 release']);
    expect(ended.state.turn?.durationMs ?? 1200).to.equal(1200);
  });

  it('makes a long hold of which too little was captured no turn', () => {
    const { told } = run(late.state, { at: 800, type: 'microphone-flowing' }, release(1000));
    expect(told.at(-1)).to.equal('turn-discarded 1 not-captured');
    expect(run(late.state, release(1000)).told).to.deep.equal(['turn-discarded 1 not-captured']);
  });
});

describe('transition: a turn that ends before its start is acknowledged', () => {
  const over = run(pushToTalk({ pushToTalkPolicy: { releaseTailMs: 0 } }), press(0), release(2000));

  it('is told when the backend has it', () => {
    expect(over.told).to.deep.equal(['turn-started 1 pointer']);
    expect(run(over.state, started(2100)).told).to.deep.equal(['turn-ended 1 release']);
  });

  it('has one end when it comes to nothing', () => {
    const refused: TurnEvent = { at: 2100, type: 'start-failed', turnId: 1, code: 'no', message: 'No.' };
    for (const event of [refused, tick(4000), { at: 2100, type: 'disconnect' } as const]) {
      const ends = run(over.state, event).told.filter((notice) => /^turn-(ended|discarded)/.test(notice));
      expect(ends).to.have.length(1);
      expect(ends[0]).to.match(/^turn-discarded/);
    }
  });
});

describe('transition: a device that gates itself', () => {
  const quiet: TurnEvent = { at: 3000, type: 'microphone-silent', code: 'microphone-quiet', message: 'Nothing yet.' };

  it('is asked about in a press, and in no voice’s pause', () => {
    expect(run(talking, quiet).told).to.deep.equal(['error microphone-quiet']);
    const voiced = run(handsFree(), speaks(1000, 800), started(1010)).state;
    expect(run(voiced, quiet).state).to.equal(voiced);
    expect(run(handsFree(), quiet).told).to.deep.equal([]);
  });
});

describe('transition: a device that is gone', () => {
  const gone = (code: string): ReturnType<typeof pushToTalk> =>
    run(handsFree(), { at: 10, type: 'microphone-lost', code, message: 'Gone.' }).state;

  it('is not asked for by a setting', () => {
    const state = gone('microphone-denied');
    const patches = [1, 2, 3].map((secs) => settings(20, state, { customTurnDetection: { stopSecs: secs } }));
    expect(run(state, ...patches).wire).not.to.include('open-microphone');
  });

  it('is asked for by a press in any mode, and by whoever asks', () => {
    for (const code of ['microphone-denied', 'microphone-taken', 'microphone-suspended']) {
      expect(run(gone(code), press(20)).wire).to.deep.equal(['open-microphone']);
      expect(run(gone(code), { at: 20, type: 'reopen-microphone' }).wire).to.deep.equal(['open-microphone']);
    }
  });

  it('comes back by itself only if it went by itself', () => {
    const back: TurnEvent = { at: 20, type: 'reopen-microphone', isAutomatic: true };
    expect(run(gone('microphone-suspended'), back).wire).to.deep.equal(['open-microphone']);
    for (const code of ['microphone-denied', 'microphone-taken', 'microphone-dismissed']) {
      expect(run(gone(code), back).wire).to.deep.equal([]);
    }
  });
});

describe('transition: speech-to-text without a switch of its own', () => {
  it('is on from the start, and stays on when the switch is taken away in a turn', () => {
    expect(pushToTalk({ pushToTalkPolicy: { enableServerSttToggle: false } }).isServerSttOn).to.equal(true);
    const open = run(talking, settings(100, talking, { pushToTalkPolicy: { enableServerSttToggle: false } }));
    expect(run(open.state, release(2000), stopped(2010)).wire).not.to.include('stt off');
    const rest = pushToTalk();
    expect(run(rest, settings(100, rest, { pushToTalkPolicy: { enableServerSttToggle: false } })).wire).to.include(
      'stt on',
    );
  });
});
