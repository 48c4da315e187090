// What `session.listen` tells, judged by sounds whose every part has a known place; and that it changes nothing.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { despiteStumbles, openPage } from './harness.mjs';
import { DEVICE_HZ, joined, noise, secsOf, silence } from './sounds.mjs';
import { speech } from './wav.mjs';

// The page's clocks and the browser's view of the device agree to about a millisecond.
const MEASURED_MS = 1;
const CALLBACK_MS = 10;
// The way from the device to the graph differs with each opening, and is not measured: cuts are early by it.
const DEVICE_MS = 16;
const HOP_MS = 32;
// A soft onset, a dying vowel: so far may Silero's idea of speech differ from the loudness of the file.
const DETECTOR_MS = 160;

// Two words, to the last loud sample.
const words = speech().subarray(0, Math.round(0.9 * DEVICE_HZ));
const phrase = words.subarray(
  0,
  words.findLastIndex((sample) => Math.abs(sample) > 0.03),
);
const phraseMs = secsOf(phrase) * 1000;

describe('listening in push-to-talk', () => {
  const noiseSecs = 11;
  const pauseSecs = 1.5;
  const sound = joined(noise(noiseSecs), silence(pauseSecs), phrase, silence(pauseSecs), phrase, silence(60));
  const phrasesMs = [0, 1].map((i) => (noiseSecs + pauseSecs) * 1000 + i * (phraseMs + pauseSecs * 1000));
  const secs = phrasesMs[1] / 1000 + secsOf(phrase) + 1;
  let tab;
  let heard;
  before(async () => {
    tab = await openPage({ sound });
    await tab.page.waitForFunction(() => window.isReady);
    heard = await despiteStumbles(async () => {
      const story = await tab.page.evaluate(listenWhilePressing, { noiseSecs, secs });
      assert.equal(story.gaps, 0, 'sound without a gap');
      const offMs = story.soundOffMs;
      assert.ok(Math.max(...offMs) - Math.min(...offMs) < CALLBACK_MS, 'a device that keeps its pace');
      assertOnItsWay(offMs);
      return story;
    });
  });
  after(() => tab.close());

  it('gives the microphone before the gate, and in it what the gate let through, sample by sample', () => {
    assert.equal(heard.turns.length, 4);
    for (const { differing, length } of heard.turns) {
      assert.ok(length > 0.2 * DEVICE_HZ, `${length} samples`);
      assert.equal(differing, 0);
    }
  });

  it('gives the avatar as it is played, sample by sample: the echo of the last turn', () => {
    assert.equal(heard.echo.differing, 0);
    assert.equal(heard.echo.before, 0, 'silence before it');
  });

  it('cuts at the press and at the release as without a listener', () => {
    for (const { earlyMs, lateMs } of heard.turns) {
      const atMostEarlyMs = CALLBACK_MS + DEVICE_MS + MEASURED_MS;
      assert.ok(earlyMs >= -MEASURED_MS && earlyMs <= atMostEarlyMs, `${earlyMs.toFixed(1)} ms early`);
      const isEndNear = lateMs >= -DEVICE_MS - MEASURED_MS && lateMs <= CALLBACK_MS + MEASURED_MS;
      assert.ok(isEndNear, `${lateMs.toFixed(1)} ms late`);
    }
  });

  it('tells when sound was heard, to the way through the device', () => {
    assertOnItsWay(heard.soundOffMs);
  });

  it('gives every frame of the detector, whose probability rises where there is speech', () => {
    const { frames } = heard;
    for (const startMs of phrasesMs) {
      const within = frames.filter(({ placeMs }) => placeMs > startMs + 64 && placeMs < startMs + phraseMs);
      assert.ok(within.length >= Math.floor(phraseMs / HOP_MS) - 4, `${within.length} frames of speech`);
      const sure = within.filter(({ probability }) => probability > 0.7).length;
      assert.ok(sure > 0.8 * within.length, `${sure} of ${within.length} frames are speech`);
      const onset = frames.find(({ placeMs, probability }) => placeMs > startMs - 500 && probability > 0.7);
      const offMs = onset.placeMs - startMs;
      assert.ok(offMs > 0 && offMs < DETECTOR_MS, `speech is seen ${offMs.toFixed(0)} ms after its beginning`);
    }
    const quiet = frames.filter(({ placeMs }) => placeMs > noiseSecs * 1000 + 500 && placeMs < phrasesMs[0] - 64);
    assert.ok(quiet.length > 20);
    for (const { probability } of quiet) assert.ok(probability < 0.5, `${probability} in silence`);
    for (const { hopMs } of frames.slice(1)) assert.ok(Math.abs(hopMs - HOP_MS) < 0.01, `a hop of ${hopMs} ms`);
  });

  it('tells of frames to listeners only: the machine hears of no speech', () => {
    assert.equal(heard.detector, 'silero-v5');
    assert.deepEqual(heard.edges, []);
  });

  it('tells the level some 50 times a second, the gate and the avatar with it', () => {
    const { perSec, openMs, avatarMs } = heard.levels;
    assert.ok(perSec > 40 && perSec < 60, `${perSec} a second`);
    assert.ok(Math.abs(openMs - heard.heldMs) < 200, `open for ${openMs} of ${heard.heldMs} ms`);
    assert.ok(avatarMs > 150, `the avatar is heard for ${avatarMs} ms`);
  });

  it('has a console without errors', () => {
    assert.deepEqual(tab.problems, []);
  });
});

function assertOnItsWay(soundOffMs) {
  assert.ok(soundOffMs.length > 20);
  const median = soundOffMs.toSorted((a, b) => a - b)[Math.floor(soundOffMs.length / 2)];
  assert.ok(median >= -MEASURED_MS && median <= DEVICE_MS + MEASURED_MS, `${median.toFixed(1)} ms off`);
}

describe('a hands-free conversation with a listener and without', () => {
  const sound = joined(silence(2.5), phrase, silence(0.3), phrase, silence(1.6), phrase, silence(60));
  const secs = 2.5 + 3 * secsOf(phrase) + 0.3 + 1.6 + 2.5;
  let tab;
  before(async () => {
    tab = await openPage({ sound });
    await tab.page.waitForFunction(() => window.isReady);
  });
  after(() => tab.close());

  it('has the same turns', async () => {
    await despiteStumbles(async () => {
      const [without, listened] = [
        await tab.page.evaluate(converse, { secs, isListening: false }),
        await tab.page.evaluate(converse, { secs, isListening: true }),
      ];
      assert.equal(without.heard, 0);
      assert.ok(listened.heard > 100, `${listened.heard} calls`);
      assert.equal(without.turns.length, 2);
      assert.equal(listened.turns.length, 2);
      // Two openings of a device differ in where the detector's hops fall.
      for (const [i, turn] of without.turns.entries()) {
        const other = listened.turns[i];
        assert.equal(other.reason, turn.reason);
        assertSame(other.endMs - other.startMs, turn.endMs - turn.startMs, 'length');
      }
      const gapMs = ({ turns: [first, second] }) => second.startMs - first.startMs;
      assertSame(gapMs(listened), gapMs(without), 'from turn to turn');
    });
  });

  it('has a console without errors', () => {
    assert.deepEqual(tab.problems, []);
  });
});

function assertSame(actualMs, wantedMs, what) {
  const offMs = actualMs - wantedMs;
  assert.ok(Math.abs(offMs) <= HOP_MS + 0.1, `${what}: ${offMs.toFixed(1)} ms off`);
}

/** Runs in the page: four turns of noise, the last one answered, then speech outside turns; all of it listened to. */
async function listenWhilePressing({ noiseSecs, secs }) {
  const { noise, DEVICE_HZ } = await import('/test/e2e/sounds.mjs');
  const { watchDevice } = await import('/test/e2e/truth.mjs');
  const { avatar, newSession, sleep, until } = window;
  const { place, current } = (window.device ??= watchDevice(noise(noiseSecs)));
  const toMs = (count) => (count * 1000) / DEVICE_HZ;
  const toSamples = (ms) => Math.round((ms * DEVICE_HZ) / 1000);
  const session = newSession({ mode: 'push-to-talk', pushToTalkPolicy: { releaseTailMs: 0 } });
  const [frames, levels, sounds, presses] = [[], [], [], []];
  await session.connect();
  await until(() => session.state.microphone === 'open');
  await until(() => current().isReady());
  const truth = current();
  session.listen(
    {
      frame: (frame) => frames.push(frame),
      level: (level) => levels.push(level),
      sound: (heard) => sounds.push(heard),
    },
    { isDetecting: true },
  );
  await until(() => sounds.length > 0);
  for (const isAnswered of [false, false, false, true]) {
    await sleep(30 + Math.random() * 40);
    const pressedAt = performance.now();
    session.press('app', pressedAt);
    await sleep(300);
    const releasedAt = performance.now();
    session.release('app', releasedAt);
    const turnId = session.state.turnIds.next - 1;
    await until(() => avatar.lastTurn?.turnId === turnId);
    presses.push({ turnId, pressedAt, releasedAt, samples: avatar.lastTurn.samples });
    if (!isAnswered) session.interrupt();
    await until(() => session.state.phase === 'idle');
  }
  await until(() => truth.heardAt(performance.now()) > secs * DEVICE_HZ, 30_000);
  const records = [...session.log].map(({ event }) => event);
  const { name: detector } = session.detector;
  await session.close();

  const joinedOf = (side) => Float32Array.from(sounds.flatMap((heard) => [...heard[side]]));
  const [microphone, avatarSide] = [joinedOf('microphone'), joinedOf('avatar')];
  const differing = (whole, from, part) =>
    part.reduce((sum, sample, i) => sum + (whole[from + i] === sample ? 0 : 1), 0);
  const turns = presses.map(({ turnId, pressedAt, releasedAt, samples }) => {
    const { startMs } = records.find((event) => event.type === 'gate-opened' && event.turnId === turnId);
    const first = place(samples);
    return {
      length: samples.length,
      differing: differing(microphone, toSamples(startMs - sounds[0].startMs), samples),
      earlyMs: toMs(truth.heardAt(pressedAt) - first),
      lateMs: toMs(first + samples.length - truth.heardAt(releasedAt)),
    };
  });
  const { samples: said } = presses.at(-1);
  const echoFrom = avatarSide.findLastIndex((sample) => sample !== 0) + 1 - said.length;
  return {
    detector,
    turns,
    heldMs: toMs(presses.reduce((sum, { samples }) => sum + samples.length, 0)),
    gaps: sounds.slice(1).filter(({ startMs }, i) => {
      const { startMs: beforeMs, microphone: before } = sounds[i];
      return toSamples(startMs - beforeMs) !== before.length;
    }).length,
    echo: {
      differing: differing(avatarSide, echoFrom, said),
      before: avatarSide.subarray(echoFrom - 1000, echoFrom).filter((sample) => sample !== 0).length,
    },
    soundOffMs: sounds
      .filter(({ microphone: samples }) => place(samples) >= 0)
      .map(({ at, microphone: samples }) => toMs(truth.heardAt(at) - place(samples))),
    frames: frames.map(({ at, startMs, probability }, i) => ({
      placeMs: toMs(truth.heardAt(at)),
      hopMs: startMs - (frames[i - 1]?.startMs ?? 0),
      probability,
    })),
    edges: records.filter(({ type }) => type.startsWith('speech-') || type === 'turn-ended').map(({ type }) => type),
    levels: {
      perSec: ((levels.length - 1) * 1000) / (levels.at(-1).endMs - levels[0].endMs),
      openMs: levels.filter(({ isGateOpen }) => isGateOpen).length * 20,
      avatarMs: levels.filter(({ avatarLevel }) => avatarLevel > 0.01).length * 20,
    },
  };
}

/** Runs in the page: holds a conversation without answers, and tells its turns in audio time. */
async function converse({ secs, isListening }) {
  const { avatar, newSession, sleep } = window;
  avatar.reply = () => null;
  const customTurnDetection = { stopSecs: 1, preSpeechMs: 120, maxDurationSecs: 8 };
  const session = newSession({ mode: 'hands-free', turnDetection: 'custom', customTurnDetection });
  let heard = 0;
  const count = () => void heard++;
  if (isListening) session.listen({ frame: count, level: count, sound: count }, { isDetecting: true });
  const turns = [];
  session.subscribe(({ event }) => {
    if (event.type === 'gate-opened') turns.push({ startMs: event.startMs });
    if (event.type === 'turn-ended') Object.assign(turns.at(-1), { endMs: event.endMs, reason: event.reason });
  });
  await session.connect();
  await sleep(secs * 1000);
  await session.close();
  return { turns, heard };
}
