// What capturing costs the page: the share of time in which its main thread is busy, as the browser itself counts it.
import { openPage } from '../test/e2e/harness.mjs';
import { joined, silence } from '../test/e2e/sounds.mjs';
import { speech } from '../test/e2e/wav.mjs';
import { ratio } from './numbers.mjs';

const SECS = 6;

export async function share() {
  const sound = joined(...Array.from({ length: 10 }, () => joined(speech(), silence(1))));
  const tab = await openPage({ sound });
  try {
    await tab.page.waitForFunction(() => window.isReady);
    const devtools = await tab.page.context().newCDPSession(tab.page);
    await devtools.send('Performance.enable');
    const busy = async (setup, given) => {
      await tab.page.evaluate(setup, given);
      await tab.page.waitForTimeout(1500);
      const from = await busyTime(devtools);
      await tab.page.waitForTimeout(SECS * 1000);
      const to = await busyTime(devtools);
      await tab.page.evaluate(() => window.end?.());
      return ((to.busySecs - from.busySecs) / (to.atSecs - from.atSecs)) * 100;
    };
    const idle = await busy(() => undefined);
    const above = async (setup, given) => Math.max(0, (await busy(setup, given)) - idle);
    const quanta = await above(posts, 0);
    const batches = await above(posts, 0.02);
    const percent = (name, value) => ({ name, value, unit: '%' });
    return [
      percent('an idle page', idle),
      percent('push-to-talk, warm', await above(pushToTalk)),
      percent('push-to-talk, held', await above(heldButton)),
      percent('hands-free with Silero', await above(handsFreeWithSilero)),
      percent('nothing but two messages for every 20 ms', batches),
      percent('nothing but two messages for every 128 frames', quanta),
      {
        name: 'messages for every 20 ms / for every 128 frames',
        value: ratio(batches, quanta, 0.01),
        unit: '×',
        gate: 0.8,
      },
    ];
  } finally {
    await tab.close();
  }
}

async function busyTime(devtools) {
  const { metrics } = await devtools.send('Performance.getMetrics');
  const of = (wanted) => metrics.find(({ name }) => name === wanted).value;
  return { busySecs: of('TaskDuration'), atSecs: of('Timestamp') };
}

// The following run in the page; each leaves `end` to end what it began.

async function pushToTalk() {
  const session = window.newSession({ mode: 'push-to-talk' });
  window.end = () => session.close();
  await session.connect();
  await window.until(() => session.state.isSoundFlowing);
}

async function heldButton() {
  const session = window.newSession({ mode: 'push-to-talk' });
  window.end = () => session.close();
  await session.connect();
  await window.until(() => session.state.isSoundFlowing);
  session.press();
}

async function handsFreeWithSilero() {
  window.avatar.reply = () => null;
  const session = window.newSession({ mode: 'hands-free' });
  window.end = () => session.close();
  await session.connect();
  await window.until(() => session.detector !== null, 30_000);
}

/** Sound to the page and nothing else, in batches of that many seconds. */
async function posts(batchSecs) {
  const code = `registerProcessor('posts', class extends AudioWorkletProcessor {
    batch = [];
    process([[input]]) {
      if (input) this.batch.push(...input);
      if (this.batch.length < ${batchSecs} * sampleRate || !input) return true;
      const samples = Float32Array.from(this.batch);
      this.batch = [];
      this.port.postMessage({ type: 'batch', rms: Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length) });
      this.port.postMessage({ type: 'audio', samples }, [samples.buffer]);
      return true;
    }
  });`;
  const context = new AudioContext();
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  await context.audioWorklet.addModule(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
  const node = new AudioWorkletNode(context, 'posts');
  const heard = [];
  node.port.onmessage = ({ data }) => heard.push(data.type === 'audio' ? data.samples : window.lib.volumeOf(data.rms));
  context.createMediaStreamSource(stream).connect(node).connect(context.createMediaStreamDestination());
  window.end = async () => {
    for (const track of stream.getTracks()) track.stop();
    await context.close();
  };
}
