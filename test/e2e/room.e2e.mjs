// What the tests on loudspeakers stand on: that the simulated room is the room that it says it is.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openPage } from './harness.mjs';
import { silence } from './sounds.mjs';

describe('the simulated room', () => {
  let tab;
  before(async () => {
    tab = await openPage({ sound: silence(1) });
    await tab.page.waitForFunction(() => window.isReady);
  });
  after(() => tab.close());

  const measured = (room, isAsked = false) => tab.page.evaluate(measure, { room, isAsked });

  for (const echoDb of [-20, -10, -3])
    it(`gives an echo of ${echoDb} dB`, async () => {
      const { levelDb } = await measured({ echoDb });
      assert.ok(Math.abs(levelDb - echoDb) < 1.5, `${levelDb.toFixed(1)} dB`);
    });

  it('lets the echo die by 60 dB in 300 ms', async () => {
    const { decaySecs } = await measured({ echoDb: -3 });
    assert.ok(Math.abs(decaySecs - 0.3) < 0.06, `${decaySecs.toFixed(3)} s`);
  });

  it('has some noise of its own', async () => {
    const { noiseDb } = await measured({});
    assert.ok(Math.abs(noiseDb + 65) < 1, `${noiseDb.toFixed(1)} dBFS`);
  });

  it('cancels where that was asked for, tells so, and can lie', async () => {
    const levels = [];
    for (const [canceller, isAsked] of [
      ['working', false],
      ['working', true],
      ['lying', true],
      ['none', true],
    ]) {
      const { levelDb, isCancelled } = await measured({ echoDb: 0, canceller }, isAsked);
      levels.push([canceller, Math.round(levelDb / 5) * 5 + 0, isCancelled]);
    }
    assert.deepEqual(levels, [
      ['working', 0, false],
      ['working', -35, true],
      ['lying', 0, true],
      ['none', 0, false],
    ]);
  });
});

/** Runs in the page: plays noise in a media element, and measures what a microphone in the room gets of it. */
async function measure({ room: options, isAsked }) {
  const { openRoom } = await import('/test/e2e/room.mjs');
  const { recordTrack } = await import('/test/e2e/truth.mjs');
  const { noise } = await import('/test/e2e/sounds.mjs');
  const { sleep } = window;
  const room = await openRoom(options);
  const context = new AudioContext();
  const sink = context.createMediaStreamDestination();
  const player = Object.assign(new Audio(), { srcObject: sink.stream });
  await player.play();
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: isAsked } });
  const [track] = stream.getAudioTracks();
  const recorded = recordTrack(track);
  await sleep(1000);
  const buffer = new AudioBuffer({ length: context.sampleRate * 2, sampleRate: context.sampleRate });
  const played = noise(3).subarray(0, buffer.length);
  buffer.copyToChannel(played, 0);
  const source = new AudioBufferSourceNode(context, { buffer });
  source.connect(sink);
  source.start();
  await sleep(3500);
  track.stop();
  player.srcObject = null;
  await Promise.all([room.close(), context.close()]);

  const dbOf = (samples) => 10 * Math.log10(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
  const STEP = 240;
  const samples = recorded();
  const levels = Array.from({ length: Math.floor(samples.length / STEP) }, (_, i) =>
    dbOf(samples.subarray(i * STEP, (i + 1) * STEP)),
  );
  const noiseDb = dbOf(samples.subarray(0, 0.5 * context.sampleRate));
  const peak = levels.reduce((max, level) => Math.max(max, level), -Infinity);
  const firstLoud = levels.findIndex((level) => level > peak - 6);
  const steadyFrom = firstLoud * STEP + 0.5 * context.sampleRate;
  const steadyDb = dbOf(samples.subarray(steadyFrom, steadyFrom + context.sampleRate));
  const lastOver = (db) => levels.findLastIndex((level) => level > steadyDb - db);
  const stepSecs = STEP / context.sampleRate;
  return {
    noiseDb,
    levelDb: steadyDb - dbOf(played),
    // Half of the 60 dB, as rooms are measured: the rest lies under the noise.
    decaySecs: 2 * (lastOver(35) - lastOver(5)) * stepSecs,
    isCancelled: track.getSettings().echoCancellation,
  };
}
