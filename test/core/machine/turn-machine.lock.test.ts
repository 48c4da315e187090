import { expect } from '@open-wc/testing';
import type { TurnEvent } from '../../../src/core/machine/turn-events.js';
import type { TurnState } from '../../../src/core/machine/turn-state.js';
import {
  avatar,
  broke,
  drop,
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
} from '../run.js';

const POLICY = { interruptBotOnPress: false };
const FALLBACK = { ...POLICY, allowSpeechStoppedFallbackAfterSpeechStart: true };
const awaiting = (pushToTalkPolicy: object = POLICY): TurnState =>
  run(pushToTalk({ pushToTalkPolicy }), ...spoken(0, 1)).state;

describe('transition: the lock', () => {
  it('shows what it waits for, since when, and when it is released', () => {
    expect(awaiting().lock).to.deep.equal({ turnId: 1, waitingFor: 'answer', since: 1000, releasesAt: 6000 });
  });

  it('waits for the completion once the answer has begun', () => {
    const words = run(awaiting(), transcript(1200, { role: 'avatar', turnId: 1 })).state;
    const voice = run(awaiting(), avatar(1200, 'avatar-speech-started', 1)).state;
    expect([words.lock?.waitingFor, voice.lock?.waitingFor]).to.deep.equal(['turn-completed', 'turn-completed']);
  });

  it('waits for the end of speech once speech has started, under the fallback', () => {
    const words = run(awaiting(FALLBACK), transcript(1200, { role: 'avatar' }));
    expect(words.state.lock?.waitingFor).to.equal('turn-completed');
    const { state } = run(words.state, avatar(1300, 'avatar-speech-started'));
    expect(state.lock?.waitingFor).to.equal('speech-stopped');
  });

  const ends: readonly [string, TurnEvent, string][] = [
    ['the turn is complete', avatar(2000, 'turn-completed'), 'turn-completed'],
    ['its own turn is complete', avatar(2000, 'turn-completed', 1), 'turn-completed'],
    ['nothing comes for the timeout', tick(6000), 'timeout'],
    ['the application interrupts', { at: 2000, type: 'interrupt' }, 'interrupted'],
    ['a person overrides it', { at: 2000, type: 'release-lock' }, 'interrupted'],
    ['the model chose not to answer', avatar(2000, 'no-response'), 'no-response'],
    ['moderation blocked it', avatar(2000, 'moderation-blocked', 1), 'moderation-blocked'],
    ['the usage limit is reached', { at: 2000, type: 'usage-limit', message: 'Enough.' }, 'usage-limit'],
    [
      'the usage limit ends the session',
      { at: 2000, type: 'usage-limit', message: 'Enough.', isSessionOver: true },
      'usage-limit',
    ],
    ['the session reports an error', broke(2000, 'session-error'), 'session-error'],
    ['the session is left', { at: 2000, type: 'disconnect' }, 'disconnected'],
    ['the connection is lost', broke(2000, 'connection-lost'), 'disconnected'],
    ['the connection is cut', { at: 2000, type: 'reconnecting' }, 'disconnected'],
    ['the mode is switched', { at: 2000, type: 'set-mode', mode: 'hands-free' }, 'mode-switched'],
  ];
  for (const [when, event, reason] of ends) {
    it(`is released with ${reason} when ${when}, once`, () => {
      const { told, state } = run(awaiting(), event, { at: 9000, type: 'tick' }, { at: 9001, type: 'release-lock' });
      expect(told.filter((notice) => notice.startsWith('lock-released'))).to.deep.equal([`lock-released 1 ${reason}`]);
      expect(state.lock).to.equal(null);
    });
  }

  it('is released with interrupted when the next press interrupts', () => {
    const { told } = run(awaiting({}), press(2000));
    expect(told[0]).to.equal('lock-released 1 interrupted');
  });

  it('is released with speech-stopped under the fallback, but only after speech has started', () => {
    const early = run(awaiting(FALLBACK), avatar(1500, 'avatar-speech-stopped'));
    expect(early.told).to.deep.equal([]);
    const { told } = run(early.state, avatar(1600, 'avatar-speech-started'), avatar(3000, 'avatar-speech-stopped'));
    expect(told).to.deep.equal(['lock-released 1 speech-stopped']);
  });

  it('holds through the end of speech without the fallback', () => {
    const { told } = run(awaiting(), avatar(1600, 'avatar-speech-started'), avatar(3000, 'avatar-speech-stopped'));
    expect(told).to.deep.equal([]);
  });

  it('is released by its timeout while the avatar still speaks; who must wait still waits', () => {
    const { state } = run(awaiting(), avatar(1600, 'avatar-speech-started'), tick(6000));
    expect(state).to.include({ lock: null, isAvatarSpeaking: true });
    expect(run(state, press(6100)).told).to.deep.equal(['press-refused avatar-busy']);
  });

  it('is never released by itself with a timeout of 0, and then to a person', () => {
    const { state } = run(awaiting({ ...POLICY, turnCompletionTimeoutMs: 0 }), tick(1e9));
    expect(state.lock?.releasesAt).to.equal(null);
    expect(run(state, { at: 1e9, type: 'release-lock' }).state.lock).to.equal(null);
  });

  it('frees a button that a lost end of speech has blocked', () => {
    const { state } = run(awaiting(), avatar(1600, 'avatar-speech-started'), avatar(1700, 'turn-completed'));
    const { wire } = run(state, { at: 9000, type: 'release-lock' }, press(9100));
    expect(wire).to.deep.equal(['interrupt-avatar fade 0.12', 'stt on', 'open-gate 2', 'start-turn 2']);
  });
});

describe('transition: the lock of one turn and the events of another', () => {
  const second = run(awaiting({}), press(2000), started(2010, 2), release(4000), transcript(4100)).state;

  for (const type of ['turn-completed', 'no-response', 'moderation-blocked'] as const) {
    for (const turnId of [1, 0, -1, 3, 99, NaN]) {
      it(`is not released by ${type} of turn ${turnId}`, () => {
        expect(second.lock?.turnId).to.equal(2);
        expect(run(second, avatar(4200, type, turnId)).state.lock).to.deep.equal(second.lock);
      });
    }
    it(`is not released by ${type} without a number before the backend was told the end`, () => {
      const { state } = run(awaiting({}), press(2000), started(2010, 2), {
        at: 2020,
        type: 'voice-activity',
        isActive: true,
      });
      const inTail = run(state, release(4000)).state;
      expect(inTail.lock?.turnId).to.equal(2);
      expect(run(inTail, avatar(4100, type)).state.lock).to.deep.equal(inTail.lock);
    });
  }

  it('hears nothing of an answer that was interrupted', () => {
    const stale = run(second, avatar(4200, 'avatar-speech-started', 1), avatar(4300, 'avatar-speech-stopped', 1));
    expect(stale.state).to.equal(second);
  });
});

describe('transition: the lock under settings that change', () => {
  const change = (state: TurnState, patch: object): TurnState =>
    run(state, settings(2000, state, { pushToTalkPolicy: patch })).state;

  for (const [timeoutMs, releasesAt] of [
    [20_000, 21_000],
    [2000, 3000],
    [500, 1500],
    [0, null],
  ] as const) {
    it(`is released at ${String(releasesAt)} with a timeout of ${timeoutMs}, counted from where it began`, () => {
      expect(change(awaiting(), { turnCompletionTimeoutMs: timeoutMs }).lock?.releasesAt).to.equal(releasesAt);
    });
  }

  it('is released at the next moment when the new timeout is over already', () => {
    const { told } = run(change(awaiting(), { turnCompletionTimeoutMs: 500 }), tick(2001));
    expect(told).to.deep.equal(['lock-released 1 timeout']);
  });

  it('takes the fallback at once, in both directions', () => {
    const speaking = run(awaiting(), avatar(1500, 'avatar-speech-started')).state;
    const on = change(speaking, { allowSpeechStoppedFallbackAfterSpeechStart: true });
    expect(run(on, avatar(3000, 'avatar-speech-stopped')).told).to.deep.equal(['lock-released 1 speech-stopped']);
    const off = change(on, { allowSpeechStoppedFallbackAfterSpeechStart: false });
    expect(run(off, avatar(3000, 'avatar-speech-stopped')).told).to.deep.equal([]);
  });

  it('waits on under settings that are not about it', () => {
    const { lock } = awaiting();
    expect(run(awaiting(), settings(2000, awaiting(), { vad: { startSecs: 0.4 } })).state.lock).to.deep.equal(lock);
  });
});

describe('transition: an interruption', () => {
  it('by the application silences the avatar and drops the lock', () => {
    const { effects } = run(awaiting(), avatar(1500, 'avatar-speech-started'), { at: 2000, type: 'interrupt' });
    expect(effects).to.deep.equal(['interrupt-avatar fade 0.12', '! lock-released 1 interrupted']);
  });

  it('of an avatar that is not busy does nothing', () => {
    const start = pushToTalk();
    expect(run(start, { at: 1, type: 'interrupt' }, { at: 2, type: 'release-lock' }).state).to.equal(start);
  });

  it('while the user speaks does not make the answer to come stale', () => {
    const policy = { interruptBotOnPress: false, requireTurnCompletionBeforeNextPress: false };
    const { state } = run(awaiting(policy), press(2000), started(2010, 2), { at: 2100, type: 'interrupt' });
    const answered = run(state, release(4000), stopped(4100, 2), avatar(5000, 'avatar-speech-started', 2)).state;
    expect(answered).to.include({ isAvatarSpeaking: true });
    expect(answered.lock?.waitingFor).to.equal('turn-completed');
  });

  it('by a typed turn silences the avatar where a press would', () => {
    const text = { at: 2000, type: 'send-text', text: 'hello' } as const;
    expect(run(awaiting({}), text).wire).to.deep.equal(['interrupt-avatar fade 0.12', 'send-text hello']);
    expect(run(awaiting(), text).wire).to.deep.equal(['send-text hello']);
    const mute = pushToTalk({}, { capabilities: { sendText: false } });
    expect(run(mute, text).effects).to.deep.equal(['! error text-unavailable']);
  });

  it('is not asked for by text that is refused while the person is heard, until the last of it is captured', () => {
    const held = run(pushToTalk(), press(1000), started(1010, 1));
    const text = { at: 1500, type: 'send-text', text: 'hello' } as const;
    const refused = run(held.state, text);
    expect(refused.effects).to.deep.equal(['! error text-during-turn']);
    expect(refused.state).to.equal(held.state);
    const over = run(held.state, release(2000), stopped(2100, 1));
    expect(run(over.state, { ...text, at: 3000 }).wire).to.include('send-text hello');
  });

  it('leaves a turn that is held alone when the focus is lost in its answer', () => {
    expect(run(awaiting(), drop(2000, 'blur')).effects).to.deep.equal([]);
  });
});
