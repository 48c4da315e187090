// Ten thousand gestures that no person makes, on a real session with a real microphone: whatever happens in whatever
// order, nothing stays open and the next press works.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openPage } from './harness.mjs';
import { noise } from './sounds.mjs';

const ROUNDS = 10;
const GESTURES = 1000;

describe('10,000 random gestures', () => {
  // The same gestures in every run, so that a change alone can turn a run red; SEED=… makes others.
  const seed = Number(process.env.SEED ?? 1883);
  let tab;
  before(async () => {
    tab = await openPage({ sound: noise(180) });
    await tab.page.waitForFunction(() => window.isReady);
    await tab.page.evaluate(prepare, seed);
  });
  after(() => tab.close());

  for (let round = 1; round <= ROUNDS; round++) {
    it(`promises 1, 2, 5, 15, 19, 27: end with a closed gate and a press that works, ${round} of ${ROUNDS}`, async () => {
      const found = await tab.page.evaluate((count) => window.round(count), GESTURES);
      const clean = { isGateOpen: false, isSilent: true, nextPress: 'heard', twiceStarted: [], tooOftenStopped: [] };
      assert.deepEqual(found, { ...clean, unexpected: [] }, `seed ${seed}`);
    });
  }

  it('promise 18: leave no microphone open after the end', async () => {
    const found = await tab.page.evaluate(() => window.end());
    const clean = { liveTracks: 0, openContexts: 0, gestures: ROUNDS * GESTURES, hasDied: true };
    assert.deepEqual(found, clean, `seed ${seed}`);
  });

  it('have a console without errors', () => {
    assert.deepEqual(tab.problems, [], `seed ${seed}`);
  });
});

/** Runs in the page: makes `round` and `end`. */
// One closure, because nothing else travels into the page.
async function prepare(seed) {
  const { mishapsOf } = await import('/test/e2e/mishaps.mjs');
  const { avatar, newSession, sleep, until } = window;
  let random = seed;
  const chance = () => {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    return random / 2 ** 32;
  };
  const any = (list) => list[Math.floor(chance() * list.length)];

  const devices = [];
  const tracks = [];
  const contexts = [];
  const { mediaDevices } = navigator;
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await getUserMedia(constraints);
    devices.push(...stream.getTracks());
    tracks.push(...stream.getTracks());
    return stream;
  };
  const { clone } = MediaStreamTrack.prototype;
  MediaStreamTrack.prototype.clone = function () {
    const copy = clone.call(this);
    tracks.push(copy);
    return copy;
  };
  window.AudioContext = class extends AudioContext {
    constructor(options) {
      super(options);
      contexts.push(this);
    }
  };

  const mishaps = mishapsOf({ any, chance, contexts, devices });
  const starts = new Map();
  const stops = new Map();
  const unexpected = [];
  let context = null;
  let loudAt = 0;
  const count = (map, turnId) => map.set(turnId, (map.get(turnId) ?? 0) + 1);
  const listenTo = async (track) => {
    const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
    const samples = new Float32Array(4096);
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
      const heard = samples.subarray(0, value.numberOfFrames);
      value.copyTo(heard, { planeIndex: 0, format: 'f32-planar' });
      value.close();
      if (heard.some((sample) => sample !== 0)) loudAt = performance.now();
    }
  };
  const counting = {
    name: 'counting',
    async connect(given) {
      context = given;
      await avatar.connect(given);
      void listenTo(await given.microphoneTrack());
    },
    disconnect: () => avatar.disconnect(),
    startTurn(turnId) {
      count(starts, turnId);
      return avatar.startTurn(turnId);
    },
    stopTurn(turnId, end) {
      count(stops, turnId);
      return avatar.stopTurn(turnId, end);
    },
    receiveAudio: (audio) => avatar.receiveAudio(audio),
    setServerStt: (isEnabled) => avatar.setServerStt(isEnabled),
    interrupt: () => avatar.interrupt(),
    sendText: (text) => avatar.sendText(text),
    setMode: () => sleep(any([0, 0, 20])),
  };
  avatar.reply = () => any([null, { samples: new Float32Array(441).fill(0.2), sampleRate: 44_100 }]);

  const session = newSession(
    { mode: 'push-to-talk' },
    { provider: mishaps.wild(counting), pressPolicy: { style: 'hold', tapMs: 0, maxHoldMs: 60_000 }, logLimit: 200 },
  );
  // A promise may be refused, but only in the words of the package.
  const expecting = (promise) => {
    promise.catch((error) => {
      if (error?.name !== 'AvatarPttError') unexpected.push(String(error));
    });
  };
  const sources = ['pointer', 'keyboard', 'hotkey', 'gamepad', 'click', 'app'];
  const drops = [
    'blur',
    'hidden',
    'control-hidden',
    'removed',
    'unplugged',
    'gamepad-disconnected',
    'pointer-cancelled',
  ];
  const wellBehaved = { ...avatar.misbehaviour };
  const gestures = [
    [300, () => session.press(any(sources))],
    [300, () => session.release(any(sources))],
    [60, () => session.send({ type: 'drop', reason: any(drops) })],
    [20, () => session.send({ type: 'drop', reason: any(drops), source: any(sources) })],
    [30, () => session.send({ type: 'cancel' })],
    [30, () => session.interrupt()],
    [30, () => session.releaseLock()],
    [60, misbehave],
    [
      20,
      () =>
        session.setPressPolicy({
          style: any(['hold', 'toggle', 'hybrid']),
          tapMs: any([0, 400]),
          maxHoldMs: any([0, 5, 60_000]),
          latchEnds: any(['tap', 'endpoint']),
        }),
    ],
    [30, () => session.setTurnTaking(anySettings())],
    [10, () => expecting(session.sendText('Hello.'))],
    [8, () => expecting(session.setMode(any(['hands-free', 'push-to-talk'])))],
    [10, () => expecting(session.reopenMicrophone())],
    ...mishaps.gestures((event) => context?.emit(event)),
    [6, () => expecting(session.setMicrophone(any(['', '', 'nonsense'])))],
    [6, () => expecting(session.disconnect())],
    [25, () => expecting(session.connect())],
    [2, () => avatar.dropLine()],
    [4, () => context?.emit({ type: 'reconnecting' })],
    [10, () => context?.emit({ type: 'reconnected' })],
    [4, () => context?.emit({ type: 'avatar-speech-started' })],
    [
      4,
      () =>
        context?.emit({
          type: any(['turn-completed', 'no-response', 'avatar-speech-stopped']),
          turnId: session.state.turnIds.next - any([0, 1, 2]),
        }),
    ],
  ];
  const total = gestures.reduce((sum, [weight]) => sum + weight, 0);

  function anyGesture() {
    let left = chance() * total;
    for (const [weight, gesture] of gestures) {
      left -= weight;
      if (left < 0) return gesture;
    }
    return gestures[0][1];
  }

  function misbehave() {
    Object.assign(avatar.misbehaviour, {
      startAckMs: any([0, 0, 5, 50]),
      startAck: any(['ok', 'ok', 'ok', 'fail', 'fail-once', 'never']),
      stopAckMs: any([0, 0, 5, 50]),
      stopAck: any(['ok', 'ok', 'ok', 'fail', 'fail-once', 'never']),
      losesCompletion: chance() < 0.3,
      losesSpeechStop: chance() < 0.3,
      failsStt: chance() < 0.1,
    });
  }

  function anySettings() {
    return any([
      { pushToTalkPolicy: { releaseTailMs: any([0, 5, 50]) } },
      { pushToTalkPolicy: { preRollMs: any([0, 200, 1000]) } },
      { pushToTalkPolicy: { turnCompletionTimeoutMs: any([1, 50, 5000]) } },
      { pushToTalkPolicy: { interruptBotOnPress: chance() < 0.5 } },
      { pushToTalkPolicy: { requireTurnCompletionBeforeNextPress: chance() < 0.5 } },
      { pushToTalkPolicy: { enableServerSttToggle: chance() < 0.5 } },
      { localAudioPolicy: { pushToTalkStartupMode: any(['prewarm-muted', 'open-on-first-press']) } },
      { localAudioPolicy: { enableAcousticEchoCancellation: chance() < 0.2 } },
      { localAudioPolicy: { startMutedInPushToTalk: chance() < 0.8 } },
      // Silero takes half a second of a processor to load, so it is not asked for often.
      { turnDetection: any(['disabled', 'disabled', 'disabled', 'custom']) },
    ]);
  }

  // Four times as long as anything here is made late.
  // Longer than it takes to notice that an audio thread has died before it began.
  const LATE_MS = 4000;
  let made = 0;
  window.round = async (gesturesWanted) => {
    for (let i = 0; i < gesturesWanted; i++) {
      anyGesture()();
      made++;
      const pace = chance();
      if (pace < 0.2) await sleep(any([1, 5, 20]));
      else if (pace < 0.5) await Promise.resolve();
    }
    return settled();
  };

  /** Lets go of everything and looks. */
  async function settled() {
    Object.assign(avatar.misbehaviour, wellBehaved);
    mishaps.tame();
    session.setPressPolicy({ style: 'hold', tapMs: 0, maxHoldMs: 60_000, latchEnds: 'tap' });
    session.setTurnTaking({
      mode: 'push-to-talk',
      localAudioPolicy: { startMutedInPushToTalk: true },
      pushToTalkPolicy: { releaseTailMs: 0, preRollMs: 0, interruptBotOnPress: true, enableServerSttToggle: true },
    });
    context?.emit({ type: 'reconnected' });
    session.send({ type: 'drop', reason: 'removed' });
    session.send({ type: 'cancel' });
    const isQuiet = () => !session.meter.isGateOpen && performance.now() - loudAt > 150;
    await until(isQuiet, 5000).catch(() => undefined);
    const found = { isGateOpen: session.meter.isGateOpen, isSilent: performance.now() - loudAt > 150 };
    // What was done before the calm may still come: that a device is lost, a late acknowledgement, a mode.
    await sleep(LATE_MS);
    return {
      ...found,
      nextPress: await pressOnce(),
      twiceStarted: [...starts].filter(([, times]) => times > 1),
      tooOftenStopped: [...stops].filter(([, times]) => times > 2),
      unexpected,
    };
  }

  function isSettled() {
    const { stop, turn, modeChange, service } = session.state;
    return stop === null && turn === null && modeChange === null && service.presence === 'here';
  }

  async function pressOnce() {
    try {
      await session.connect();
      // Above it may not have been taken: not while connecting, and not while the line was cut.
      session.setTurnTaking({ mode: 'push-to-talk' });
      // A wait for an acknowledgement that never comes ends by itself.
      await until(isSettled, 15_000);
      session.press();
      const { id } = session.state.turn;
      await until(() => session.state.phase === 'capturing', 5000);
      // A device that was opened just now begins with silence.
      await until(() => session.state.isSoundFlowing, 5000);
      await sleep(60);
      session.release();
      await until(() => avatar.lastTurn?.turnId === id, 5000);
      await until(() => !session.meter.isGateOpen, 1000);
      return avatar.lastTurn.samples.some((sample) => sample !== 0) ? 'heard' : 'silent';
    } catch (error) {
      const { connection, phase, microphone, turn, stop } = session.state;
      const last = [...session.log].slice(-15).map(({ event }) => event);
      return `${error} ${JSON.stringify({ connection, phase, microphone, turn, stop, last })}`;
    }
  }

  window.end = async () => {
    await session.close();
    await sleep(200);
    return {
      liveTracks: tracks.filter(({ readyState }) => readyState === 'live').length,
      openContexts: contexts.filter(({ state }) => state !== 'closed').length,
      gestures: made,
      // Or nothing was tried.
      hasDied: mishaps.deaths() > 0,
    };
  };
}
