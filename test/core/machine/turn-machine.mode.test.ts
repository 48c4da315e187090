import { expect } from '@open-wc/testing';
import type { TurnEvent } from '../../../src/core/machine/turn-events.js';
import {
  ALL_CAPABILITIES,
  avatar,
  broke,
  cancel,
  handsFree,
  microphone,
  press,
  pushToTalk,
  release,
  run,
  settings,
  spoken,
  started,
  tick,
  unjoined,
} from '../run.js';

const switchTo = (mode: 'hands-free' | 'push-to-talk', at = 5000): TurnEvent => ({ at, type: 'set-mode', mode });
const OPEN_MIC = { localAudioPolicy: { startMutedInPushToTalk: false } } as const;

describe('transition: a mode switch', () => {
  it('keeps the session, changes the mode and is over when the backend has taken it', () => {
    const { wire, state } = run(pushToTalk(), switchTo('hands-free'));
    expect(wire).to.deep.equal(['apply-mode hands-free']);
    expect(state).to.include({ mode: 'hands-free', connection: 'connected', isServerSttOn: true });
    expect(state.options.mode).to.equal('hands-free');
    expect(state.modeChange).to.deep.equal({ mode: 'hands-free', dueAt: 10_000, from: 'push-to-talk' });
    expect(run(state, { at: 5100, type: 'mode-applied', mode: 'hands-free' }).state.modeChange).to.equal(null);
  });

  it('commits what is being said, and lets the lock go', () => {
    const { effects } = run(run(pushToTalk(), press(0), started(10)).state, switchTo('hands-free'));
    expect(effects).to.deep.equal([
      'close-gate 1',
      '! turn-ended 1 mode-switch',
      'stop-turn 1',
      'stt off',
      '! lock-released 1 mode-switched',
      'apply-mode hands-free',
    ]);
  });

  it('commits a voice’s turn on the way to push-to-talk', () => {
    const { effects } = run(
      run(handsFree(), { at: 0, type: 'speech-started', onsetMs: 0 }, started(10)).state,
      switchTo('push-to-talk'),
    );
    expect(effects.slice(0, 2)).to.deep.equal(['close-gate 1', '! turn-ended 1 mode-switch']);
  });

  it('releases a press that is held back', () => {
    const { state } = run(
      pushToTalk({ pushToTalkPolicy: { interruptBotOnPress: false } }),
      ...spoken(0, 1),
      press(2000),
    );
    expect(run(state, switchTo('hands-free')).state.heldPress).to.equal(null);
  });

  it('opens the device where the new mode needs it', () => {
    const start = pushToTalk({ localAudioPolicy: { pushToTalkStartupMode: 'open-on-first-press' } });
    expect(run(start, switchTo('hands-free')).wire).to.deep.equal(['apply-mode hands-free', 'open-microphone']);
  });

  it('to the mode in force does nothing', () => {
    const start = pushToTalk();
    expect(run(start, switchTo('push-to-talk')).state).to.equal(start);
  });

  it('is refused with an error while not connected', () => {
    const start = unjoined();
    const { told, state } = run(start, switchTo('push-to-talk'));
    expect(told).to.deep.equal(['error not-connected']);
    expect(state).to.equal(start);
  });

  it('says so when the backend does not take it, or not in time', () => {
    const { state } = run(pushToTalk(), switchTo('hands-free'));
    const failed = { at: 5100, type: 'mode-failed', mode: 'hands-free', code: 'no', message: 'No.' } as const;
    expect(run(state, failed).told).to.deep.equal(['error no']);
    expect(run(state, tick(10_000)).told).to.deep.equal(['error mode-timeout']);
  });

  it('waits for the latest of two switches', () => {
    const { state } = run(pushToTalk(), switchTo('hands-free'), switchTo('push-to-talk', 5010));
    expect(run(state, { at: 5100, type: 'mode-applied', mode: 'hands-free' }).state).to.equal(state);
    expect(run(state, { at: 5100, type: 'mode-applied', mode: 'push-to-talk' }).state.modeChange).to.equal(null);
  });

  it('keeps a press that was going to work from working: hands-free has no button', () => {
    expect(run(pushToTalk(), switchTo('hands-free'), press(6000)).told).to.deep.equal(['press-refused hands-free']);
  });
});

describe('transition: settings while connected', () => {
  it('go to the backend, and the mode stays until it is switched', () => {
    const { wire, state } = run(pushToTalk(), settings(1, pushToTalk(), { mode: 'hands-free', vad: { startSecs: 1 } }));
    expect(wire).to.deep.equal(['apply-turn-taking']);
    expect([state.mode, state.options.mode]).to.deep.equal(['push-to-talk', 'push-to-talk']);
  });

  it('do nothing when they are the same', () => {
    const start = pushToTalk();
    expect(run(start, { at: 1, type: 'set-options', options: start.options }).state).to.equal(start);
    expect(run(start, { at: 1, type: 'set-press-policy', pressPolicy: start.pressPolicy }).state).to.equal(start);
  });

  it('take the mode with them while there is no session', () => {
    const start = unjoined();
    expect(run(start, settings(1, start, { mode: 'push-to-talk' })).state.mode).to.equal('push-to-talk');
  });

  it('open the device again for another echo cancellation, also while it is opening', () => {
    const opening = run(
      unjoined(),
      { at: 0, type: 'connect' },
      { at: 1, type: 'connected', capabilities: ALL_CAPABILITIES },
    );
    for (const start of [pushToTalk(), opening.state]) {
      const patch = { localAudioPolicy: { enableAcousticEchoCancellation: true } };
      expect(run(start, settings(1, start, patch)).wire).to.deep.equal(['apply-turn-taking', 'open-microphone']);
    }
  });

  it('open the device early when they now say so', () => {
    const late = pushToTalk({ localAudioPolicy: { pushToTalkStartupMode: 'open-on-first-press' } });
    const early = settings(1, late, { localAudioPolicy: { pushToTalkStartupMode: 'prewarm-muted' } });
    expect(run(late, early).wire).to.deep.equal(['apply-turn-taking', 'open-microphone']);
  });

  it('take another device at once when one is open, and later when none is', () => {
    const other = { at: 1, type: 'set-microphone', deviceId: 'b' } as const;
    expect(run(pushToTalk(), other).wire).to.deep.equal(['open-microphone']);
    const { wire, state } = run(unjoined(), other);
    expect(wire).to.deep.equal([]);
    expect(state.deviceId).to.equal('b');
  });
});

describe('transition: a microphone that does not start muted', () => {
  const start = pushToTalk(OPEN_MIC);

  it('lets audio flow from the start', () => {
    expect(start.isAmbient).to.equal(true);
    const joining = [
      { at: 0, type: 'connect' },
      { at: 1, type: 'connected', capabilities: ALL_CAPABILITIES },
    ] as const;
    const { wire } = run(unjoined({ ...OPEN_MIC, mode: 'push-to-talk' }), ...joining, microphone(2));
    expect(wire).to.deep.equal(['connect-provider', 'open-microphone', 'open-gate 0']);
  });

  it('until the first press, and never again', () => {
    const pressed = run(start, press(1000));
    expect(pressed.wire.slice(0, 3)).to.deep.equal(['close-gate 0 discarded', 'stt on', 'open-gate 1']);
    const over = run(pressed.state, started(1010), release(2000), { at: 2100, type: 'interrupt' }, tick(9000));
    const later = run(over.state, settings(9100, over.state, { vad: { startSecs: 1 } }), microphone(9200));
    expect(later.wire).not.to.include('open-gate 0');
    expect(later.state.isAmbient).to.equal(false);
  });

  it('until a first press that came to nothing', () => {
    const { state } = run(start, press(1000), started(1010), cancel(1100), microphone(1200));
    expect(state.isAmbient).to.equal(false);
  });

  it('is muted at once when told so, and opened when told so', () => {
    const muted = run(start, settings(1, start, { localAudioPolicy: { startMutedInPushToTalk: true } }));
    expect(muted.wire).to.include('close-gate 0 discarded');
    expect(run(muted.state, settings(2, muted.state, OPEN_MIC)).wire).to.include('open-gate 0');
  });

  it('is muted first when the device is lost', () => {
    expect(run(start, broke(1, 'microphone-lost')).wire).to.deep.equal(['close-gate 0 discarded']);
  });

  it('is muted while the connection is cut, and opened again when it is back', () => {
    const { wire } = run(start, { at: 1, type: 'reconnecting' });
    expect(wire).to.deep.equal(['close-gate 0 discarded']);
    expect(run(start, { at: 1, type: 'reconnecting' }, { at: 2, type: 'reconnected' }).state.isAmbient).to.equal(true);
  });

  it('is muted in hands-free, where turns alone are heard, and opened by the switch to push-to-talk', () => {
    const { wire, state } = run(start, switchTo('hands-free'));
    expect(wire).to.deep.equal(['close-gate 0 discarded', 'apply-mode hands-free']);
    expect(run(state, switchTo('push-to-talk', 6000)).wire).to.deep.equal(['apply-mode push-to-talk', 'open-gate 0']);
  });

  it('gives way to a press while its device is being changed', () => {
    const { wire } = run(start, { at: 1, type: 'set-microphone', deviceId: 'b' }, press(2), microphone(300));
    expect(wire.slice(0, 2)).to.deep.equal(['open-microphone', 'close-gate 0 discarded']);
    expect(wire).to.include('open-gate 1');
  });
});

describe('transition: what only is told', () => {
  const start = pushToTalk();
  const silent: readonly TurnEvent[] = [
    tick(1),
    { at: 1, type: 'avatar-audible' },
    { at: 1, type: 'idle-warning', remainingSecs: 30 },
    { at: 1, type: 'session-ending', remainingSecs: 60, reason: 'token' },
    { at: 1, type: 'avatar-words', text: 'hello', turnId: 1 },
    { at: 1, type: 'wire-message', direction: 'in' },
    { at: 1, type: 'speech-misfire', onsetMs: 0, endMs: 1 },
    { at: 1, type: 'detector-changed', detector: 'energy', reason: '' },
    { at: 1, type: 'playback-blocked' },
    { at: 1, type: 'playback-unlocked' },
    avatar(1, 'avatar-speech-stopped'),
    avatar(1, 'turn-completed'),
  ];
  for (const event of silent) {
    it(`gives the same state for ${event.type}`, () => {
      expect(run(start, event).state).to.equal(start);
      expect(run(start, event).effects).to.deep.equal([]);
    });
  }

  it('shows what failed', () => {
    expect(run(start, { at: 1, type: 'effect-failed', effect: 'x', code: 'no', message: 'No.' }).told).to.deep.equal([
      'error no',
    ]);
    expect(run(start, { at: 1, type: 'usage-limit', message: 'Enough.' }).told).to.deep.equal([
      'error usage-limit fatal',
    ]);
    expect(run(start, broke(1, 'session-error')).told).to.deep.equal(['error broken']);
  });

  it('tells whether sound comes', () => {
    const flowing = run(start, { at: 1, type: 'microphone-flowing' }).state;
    expect(flowing.isSoundFlowing).to.equal(true);
    const silence = { at: 2, type: 'microphone-silent', code: 'microphone-silent', message: 'Nothing.' } as const;
    expect(run(flowing, silence).told).to.deep.equal(['error microphone-silent']);
    expect(run(flowing, silence).state.isSoundFlowing).to.equal(false);
  });
});

describe('transition: set-options', () => {
  it('takes the same values for no change, also in another object, as they are when a session is read from a file', () => {
    const before = run(pushToTalk(), broke(1000, 'microphone-failed')).state;
    const { state, effects } = run(before, { at: 2000, type: 'set-options', options: structuredClone(before.options) });
    expect(state).to.equal(before);
    expect(effects).to.deep.equal([]);
  });
});
