// Runs in a page: recordings of people as the package's detector hears them. A recording is one turn; after it nobody speaks.
import { speechIn } from '/src/core/analysis/speech-in.ts';
import { DEFAULT_TURN_TAKING } from '/src/core/settings/merge-turn-taking.ts';
import { decodeNumbers } from '/src/detector/half-floats.ts';
import { createSileroNetwork, SILERO_NUMBERS } from '/src/detector/silero-network.ts';
import { SILERO_V5 } from '/src/detector/silero-v5-numbers.ts';
import { WindowReader } from '/src/detector/window-reader.ts';

const HZ = 16_000;
/** Longer than any silence that is tried. */
const SILENCE_SECS = 6;
/** What a model hears at most. */
const HEARD_MS = 8000;

export const { vad, customTurnDetection } = DEFAULT_TURN_TAKING;

/** `[{ name, sound, frames, speech }]`, without those in which the detector hears nobody. */
export async function hearRecordings(folder, names) {
  const network = createSileroNetwork(decodeNumbers(SILERO_V5, SILERO_NUMBERS));
  const heard = [];
  for (const name of names) {
    const sound = await decode(`/${folder}/${name}`);
    network.forget();
    const frames = new WindowReader(network, HZ).read({ startFrame: 0, samples: sound });
    const column = (key) => Float64Array.from(frames, (frame) => frame[key]);
    const columns = ['startMs', 'endMs', 'probability', 'volume'].map((key) => [key, column(key)]);
    const speech = speechIn({ length: frames.length, ...Object.fromEntries(columns) }, vad);
    if (speech.length > 0) heard.push({ name, sound, frames, speech });
  }
  return heard;
}

/** Where an analyzer is asked if it is asked after `askAfterSecs`, and what it hears: 16-bit samples as base64. */
export function asked({ sound, speech }, askAfterSecs) {
  const turnStartMs = Math.max(0, speech[0].startMs - customTurnDetection.preSpeechMs);
  return speech
    .map(({ endMs }, i) => ({ askedMs: endMs + askAfterSecs * 1000, untilMs: speech[i + 1]?.startMs ?? Infinity }))
    .filter(({ askedMs, untilMs }) => askedMs <= untilMs)
    .map(({ askedMs }) => {
      const [from, to] = [Math.max(turnStartMs, askedMs - HEARD_MS), askedMs].map((ms) => (ms * HZ) / 1000);
      return { askedMs, sound: asText(sound.subarray(from, to)) };
    });
}

async function decode(url) {
  const file = await (await fetch(url)).arrayBuffer();
  const samples = (await new OfflineAudioContext(1, 1, HZ).decodeAudioData(file)).getChannelData(0);
  const sound = new Float32Array(samples.length + SILENCE_SECS * HZ);
  sound.set(samples);
  return sound;
}

function asText(samples) {
  const bytes = new Uint8Array(Int16Array.from(samples, (s) => Math.max(-1, Math.min(1, s)) * 32_767).buffer);
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}
