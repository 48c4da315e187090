// Recordings of people, each as one turn: from the first sound to the last, as nobody presses long before they speak.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { openPage } from '../test/e2e/harness.mjs';
import { DEVICE_HZ, silence } from '../test/e2e/sounds.mjs';
import { root } from '../tools/install.mjs';

/** People who hesitate, laugh, whisper and creak. Licence: the file beside them. */
export const FOLDER = 'test/fixtures/mfa';

export const recordingNames = () => readdirSync(path.join(root, FOLDER)).filter((name) => /\.(flac|wav)$/.test(name));

/** `[{ name, said }]`; what is louder than `threshold` is sound. A page decodes them. */
export async function recordedTurns(threshold = 0.01) {
  const tab = await openPage({ sound: silence(1) });
  try {
    const turns = [];
    for (const name of recordingNames()) {
      const base64 = await tab.page.evaluate(decoded, { url: `/${FOLDER}/${name}`, rate: DEVICE_HZ });
      const bytes = Buffer.from(base64, 'base64');
      const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
      const said = Float32Array.from(samples, (sample) => sample / 32_768);
      turns.push({ name: path.parse(name).name, said: withoutEdges(said, threshold) });
    }
    return turns;
  } finally {
    await tab.close();
  }
}

/** Runs in the page. */
async function decoded({ url, rate }) {
  const file = await (await fetch(url)).arrayBuffer();
  const samples = (await new OfflineAudioContext(1, 1, rate).decodeAudioData(file)).getChannelData(0);
  const bytes = new Uint8Array(Int16Array.from(samples, (s) => Math.max(-1, Math.min(1, s)) * 32_767).buffer);
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}

function withoutEdges(samples, threshold) {
  const isSound = (sample) => Math.abs(sample) > threshold;
  return samples.subarray(samples.findIndex(isSound), samples.findLastIndex(isSound) + 1);
}
