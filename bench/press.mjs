// From the press to the first sample, in a real browser: our warm gate, and the usual ways. What was lost is judged by the
// place of the first sample in a sound whose every sample has a known place.
import { openPage } from '../test/e2e/harness.mjs';
import { noise } from '../test/e2e/sounds.mjs';
import { median, ratio } from './numbers.mjs';

// Longer than any one opening of the device, which plays it from the start.
const SOUND_SECS = 40;

export async function press() {
  const tab = await openPage({ sound: noise(SOUND_SECS) });
  try {
    await tab.page.waitForFunction(() => window.isReady);
    await tab.page.evaluate(prepare, SOUND_SECS);
    const cold = await tab.page.evaluate(() => window.presses.fresh(1));
    const ours = await tab.page.evaluate(() => window.presses.ours(50));
    const enabled = await tab.page.evaluate(() => window.presses.enabled(12));
    const fresh = await tab.page.evaluate(() => window.presses.fresh(6));
    return rowsOf({ ours, enabled, fresh, cold });
  } finally {
    await tab.close();
  }
}

/**
 * A fake device opens in no time and begins with 10 ms of the past, so a fresh opening looks better here than anywhere
 * else. Samples come to hand later by our way, in batches of 20 ms: what counts is from when they are.
 */
function rowsOf({ ours, enabled, fresh, cold }) {
  const lost = (presses) => Math.max(0, median(presses.map(({ lostMs }) => lostMs)));
  const waited = (presses) => median(presses.map(({ waitedMs }) => waitedMs));
  const ms = (name, value) => ({ name, value, unit: 'ms' });
  const times = (name, value, gate) => ({ name, value, unit: '×', gate });
  return [
    ms('speech lost, warm gate (ours)', lost(ours)),
    ms('speech kept from before the press, warm gate (ours)', median(ours.map(({ lostMs }) => -lostMs))),
    ms('speech lost, track.enabled', lost(enabled)),
    ms('speech lost, fresh getUserMedia', lost(fresh)),
    times('speech lost, ours / track.enabled', ratio(lost(ours), lost(enabled)), 0.8),
    times('speech lost, ours / fresh getUserMedia', ratio(lost(ours), lost(fresh)), 1),
    ms('first sample in hand after, warm gate (ours)', waited(ours)),
    ms('first sample in hand after, track.enabled', waited(enabled)),
    ms('first sample in hand after, fresh getUserMedia', waited(fresh)),
    ms('first sample in hand after, the first getUserMedia of a browser', waited(cold)),
    times('first sample in hand, ours / track.enabled', waited(ours) / waited(enabled)),
    times('first sample in hand, ours / fresh getUserMedia', waited(ours) / waited(fresh)),
    times('first sample in hand, ours / first getUserMedia of a browser', waited(ours) / waited(cold), 1),
    times('first sample in hand, presses 36 to 50 / 1 to 15', waited(ours.slice(-15)) / waited(ours.slice(0, 15)), 1.3),
  ];
}

/** Runs in the page: makes `presses`. */
async function prepare(secs) {
  const { noise, DEVICE_HZ } = await import('/test/e2e/sounds.mjs');
  const { watchDevice } = await import('/test/e2e/truth.mjs');
  const { newSession, sleep, until } = window;
  const { place, current } = watchDevice(noise(secs));
  // Nothing may change a sample.
  const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 1 };
  const anyMoment = () => sleep(100 + Math.random() * 50);
  const lostMs = (first, pressedAt) => ((first - current().heardAt(pressedAt)) * 1000) / DEVICE_HZ;

  /** The next sound of a track that is not silence: the place of its first sample, and when it was in hand. */
  const firstSound = async (reader) => {
    for (;;) {
      const { value } = await reader.read();
      const samples = new Float32Array(value.numberOfFrames);
      value.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
      value.close();
      const at = samples.findIndex((sample) => sample !== 0);
      if (at >= 0 && place(samples, at) >= 0) return { first: place(samples, at), inHandAt: performance.now() };
    }
  };
  const readerOf = (track) => new MediaStreamTrackProcessor({ track }).readable.getReader();

  window.presses = {
    async ours(count) {
      let heard = null;
      const listener = {
        name: 'listener',
        connect: async ({ emit }) => emit({ type: 'avatar-ready' }),
        disconnect: async () => undefined,
        startTurn: async () => undefined,
        stopTurn: async () => undefined,
        receiveAudio: ({ samples }) => (heard ??= { first: place(samples), inHandAt: performance.now() }),
      };
      const pushToTalkPolicy = { releaseTailMs: 0, turnCompletionTimeoutMs: 1 };
      const session = newSession({ mode: 'push-to-talk', pushToTalkPolicy }, { provider: listener });
      await session.connect();
      await until(() => session.state.isSoundFlowing && current().isReady());
      const measured = [];
      for (let i = 0; i < count; i++) {
        await anyMoment();
        heard = null;
        const pressedAt = performance.now();
        session.press('app', pressedAt);
        await until(() => heard !== null);
        measured.push({ lostMs: lostMs(heard.first, pressedAt), waitedMs: heard.inHandAt - pressedAt });
        session.release();
        await until(() => session.state.phase === 'idle');
      }
      await session.close();
      return measured;
    },

    async enabled(count) {
      const [track] = (await navigator.mediaDevices.getUserMedia({ audio })).getAudioTracks();
      await until(() => current().isReady());
      const measured = [];
      const reader = readerOf(track);
      for (let i = 0; i < count; i++) {
        track.enabled = false;
        const isOver = anyMoment().then(() => true);
        // What was on its way is read and thrown away.
        while (!(await Promise.race([isOver, reader.read().then(({ value }) => value.close())])));
        const pressedAt = performance.now();
        track.enabled = true;
        const { first, inHandAt } = await firstSound(reader);
        measured.push({ lostMs: lostMs(first, pressedAt), waitedMs: inHandAt - pressedAt });
      }
      track.stop();
      return measured;
    },

    async fresh(count) {
      const measured = [];
      for (let i = 0; i < count; i++) {
        await anyMoment();
        const pressedAt = performance.now();
        const [track] = (await navigator.mediaDevices.getUserMedia({ audio })).getAudioTracks();
        const { first, inHandAt } = await firstSound(readerOf(track));
        await until(() => current().isReady());
        measured.push({ lostMs: lostMs(first, pressedAt), waitedMs: inHandAt - pressedAt });
        track.stop();
      }
      return measured;
    },
  };
}
