// Recordings of people, each as one turn: from the first sound to the last, as nobody presses long before they speak.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { openPage } from '../test/e2e/harness.mjs';
import { DEVICE_HZ, silence } from '../test/e2e/sounds.mjs';
import { root } from '../tools/install.mjs';

/** People who hesitate, laugh, whisper and creak. Licence: the file beside them. */
export const FOLDER = 'test/fixtures/mfa';

export const recordingNames = () => readdirSync(path.join(root, FOLDER)).filter((name) => /\.(flac|wav)$/.test(name));

/** `[{ name, said }]`; what is louder than `threshold` is sound. */
export async function recordedTurns(threshold = 0.01) {
  const all = await recordings(DEVICE_HZ);
  return all.map(({ name, samples }) => ({ name, said: withoutEdges(samples, threshold) }));
}

/** `[{ name, samples }]`, whole, at `rate` Hz. A page decodes them. */
export async function recordings(rate) {
  const tab = await openPage({ sound: silence(1) });
  try {
    const decodedOnes = [];
    for (const name of recordingNames()) {
      const base64 = await tab.page.evaluate(decoded, { url: `/${FOLDER}/${name}`, rate });
      const bytes = Buffer.from(base64, 'base64');
      const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
      decodedOnes.push({
        name: path.parse(name).name,
        samples: Float32Array.from(samples, (sample) => sample / 32_768),
      });
    }
    return decodedOnes;
  } finally {
    await tab.close();
  }
}

/** The words that were said in a recording as `[startMs, endMs]`, or null where nobody wrote down when. */
export function wordsOf(name) {
  const file = path.join(root, FOLDER, `${name}.TextGrid`);
  if (!existsSync(file)) return null;
  const tier = readFileSync(file, 'utf8').split('"IntervalTier"')[1];
  return [...tier.matchAll(/^([\d.]+)\n([\d.]+)\n"(.+)"$/gm)].map(([, from, to]) => [from * 1000, to * 1000]);
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
