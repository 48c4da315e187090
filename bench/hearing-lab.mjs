// What the sections about hearing share: the detector's parts as they are shipped, its versions, and people in their truth.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { numbersOfModel } from '../tools/silero-numbers.mjs';
import { bundled } from './built.mjs';
import { recordings, wordsOf } from './people.mjs';

export const HZ = 16_000;
/** Of people, while they speak. */
const SPEECH_DB = -25;
/** A quiet room and a microphone. */
const ROOM_DB = -65;
/** Before and behind each recording. */
const LEAD_MS = 400;
const TAIL_MS = 500;
/** A pause that is no longer is part of speech: less would not end it. */
const PAUSE_MS = 200;
const TALKERS = 6;

/** The detector's parts and sounds. */
export async function openLab() {
  const code = await bundled(`
    export { AUDIBLE_RMS, AvatarEcho } from './src/audio/avatar-echo.ts';
    export { foldFrame, INITIAL_ENDPOINTING } from './src/core/endpointing/endpointing.ts';
    export { foldOwnVoice, UNPROVED_VOICE } from './src/core/endpointing/own-voice.ts';
    export { DEFAULT_TURN_TAKING } from './src/core/settings/merge-turn-taking.ts';
    export { decodeNumbers } from './src/detector/half-floats.ts';
    export { createSileroNetwork, SILERO_NUMBERS } from './src/detector/silero-network.ts';
    export { SILERO_V5 } from './src/detector/silero-v5-numbers.ts';
    export { WindowReader } from './src/detector/window-reader.ts';
    export * from './test/fixtures/noises.ts';
    export * from './test/fixtures/signals.ts';`);
  return import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
}

/**
 * `[{ name, judge }]`: the detector as shipped, and beside it the model that `SILERO_MODEL` names, an ONNX file of version 5
 * or 6. `judge` gives the frames of a sound.
 */
export function detectors({ createSileroNetwork, decodeNumbers, SILERO_NUMBERS, SILERO_V5, WindowReader }) {
  const judgeWith = (numbers) => {
    const network = createSileroNetwork(numbers);
    return (samples) => {
      network.forget();
      return new WindowReader(network, HZ).read({ startFrame: 0, samples });
    };
  };
  const shipped = { name: 'shipped', judge: judgeWith(decodeNumbers(SILERO_V5, SILERO_NUMBERS)) };
  const file = process.env.SILERO_MODEL;
  if (!file) return [shipped];
  const other = Float32Array.from(numbersOfModel(readFileSync(file)));
  return [shipped, { name: path.parse(file).name, judge: judgeWith(other) }];
}

/** `[{ name, samples, truth }]`: recorded people, equally loud, in a quiet room. Truth is when they speak, `[startMs, endMs]`. */
export async function people(lab) {
  const all = await recordings(HZ);
  return all.map(({ name, samples }) => {
    const truth = lab.joinedWithin(PAUSE_MS, wordsOf(name) ?? lab.speechIn(samples));
    const said = lab.atLevel(samples, SPEECH_DB, lab.cut(samples, truth));
    const silence = (ms) => new Float32Array((ms * HZ) / 1000);
    const inTime = lab.concatenated([silence(LEAD_MS), said, silence(TAIL_MS)]);
    const room = lab.pinkNoise(inTime.length, ROOM_DB);
    return {
      name,
      samples: lab.mixed(inTime, room),
      truth: truth.map(([from, to]) => [from + LEAD_MS, to + LEAD_MS]),
    };
  });
}

/** Noises by name: each takes the length in samples and the number of the recording that it shall cover. */
export function noises(lab, everyone) {
  const secs = (length) => Math.ceil(length / HZ);
  return {
    white: (length, i) => lab.whiteNoise(length, -20, i + 1),
    pink: (length, i) => lab.pinkNoise(length, -20, i + 1),
    fan: (length) => lab.fan(length),
    typing: (length) => lab.typing(length),
    music: (length, i) => lab.music(secs(length), i % 4).subarray(0, length),
    babble: (length, i) => babble(lab, everyone, length, i),
  };
}

/** `samples` in noise that lies `snrDb` below the speech in them. */
export function noisy(lab, samples, noise, snrDb) {
  return lab.mixed(samples, lab.atLevel(noise, SPEECH_DB - snrDb));
}

/** All others at once, each of the talkers beginning elsewhere. */
function babble(lab, everyone, length, self) {
  const others = everyone.filter((_, i) => i !== self);
  const talker = (number) => {
    const from = Math.floor((number * others.length) / TALKERS);
    const order = [...others.slice(from), ...others.slice(0, from)];
    const said = lab.concatenated(order.map(({ samples, truth }) => lab.cut(samples, truth)));
    return Float32Array.from({ length }, (_, i) => said[i % said.length]);
  };
  return Array.from({ length: TALKERS }, (_, number) => talker(number)).reduce(lab.mixed);
}
