// Reads WAV files of whatever program: one channel of them, as numbers from -1 to 1. What can't be read says why.
import { readFileSync, statSync } from 'node:fs';

const MAX_BYTES = 2 ** 30;
const MIN_HZ = 8000;
const MAX_HZ = 192_000;
const MAX_CHANNELS = 64;

/** Kinds of sample, by their codes. */
const KINDS = { 1: 'pcm', 3: 'float' };
/** The kind of sample follows further on. */
const EXTENSIBLE = 0xfffe;
/** A program that wrote into a pipe could not know the length: it wrote 0, or as much as fits. */
const UNKNOWN_BYTES = 0x7fff_f000;

/** One sample, -1 to 1, by its kind and its bits. */
const SAMPLES = {
  'pcm 8': (data, at) => (data[at] - 128) / 128,
  'pcm 16': (data, at) => data.readInt16LE(at) / 2 ** 15,
  'pcm 24': (data, at) => data.readIntLE(at, 3) / 2 ** 23,
  'pcm 32': (data, at) => data.readInt32LE(at) / 2 ** 31,
  'float 32': (data, at) => finite(data.readFloatLE(at)),
  'float 64': (data, at) => finite(data.readDoubleLE(at)),
};

/** How other kinds of sound file begin. */
const OTHERS = [
  ['FLAC', /^fLaC/],
  ['MP3', /^ID3|^\xff[\xe2-\xff]/],
  ['Ogg', /^OggS/],
  ['MP4', /^[^]{4}ftyp/],
  ['WebM', /^\x1a\x45\xdf\xa3/],
  ['AIFF', /^FORM[^]{4}AIF[FC]/],
];

/**
 * The samples of a file. `channel` counts from 1; 0 mixes them all.
 * @throws Error that says what is wrong with the file, as the end of a sentence that begins with its name.
 */
export function readWav(file, channel = 0) {
  return parseWav(bytesOf(file), channel);
}

/** The same, of the bytes of a file. */
export function parseWav(data, channel = 0) {
  const { format, from, length } = partsOf(data);
  const { kind, bits, channels, sampleRate } = format;
  if (channel > channels) throw new Error(`has ${channels} ${channels === 1 ? 'channel' : 'channels'}, no ${channel}.`);
  const sampleBytes = bits / 8;
  const frameBytes = sampleBytes * channels;
  const sample = SAMPLES[`${kind} ${bits}`];
  const [first, last] = channel === 0 ? [0, channels] : [channel - 1, channel];
  const samples = new Float32Array(Math.floor(length / frameBytes));
  for (let i = 0; i < samples.length; i++) {
    let sum = 0;
    for (let one = first; one < last; one++) sum += sample(data, from + i * frameBytes + one * sampleBytes);
    samples[i] = sum / (last - first);
  }
  if (samples.length === 0) throw new Error('has no samples.');
  return { samples, sampleRate, channels };
}

function bytesOf(file) {
  try {
    const { size } = statSync(file);
    if (size > MAX_BYTES) throw new Error('has more than a gigabyte: split it.');
    return readFileSync(file);
  } catch (error) {
    if (error.code === 'ENOENT') throw new Error('is not there.', { cause: error });
    if (error.code === undefined) throw error;
    throw new Error(`can't be read (${error.code}).`, { cause: error });
  }
}

/** Chunks in any order, of which only the format and the samples matter. */
function partsOf(data) {
  const head = data.toString('latin1', 0, 12);
  if (!/^(?:RIFF|RF64)[^]{4}WAVE$/.test(head)) throw new Error(notWav(head));
  let format = null;
  for (let at = 12; at + 8 <= data.length;) {
    const name = data.toString('latin1', at, at + 4);
    const bytes = data.readUInt32LE(at + 4);
    const from = at + 8;
    if (name === 'data') {
      if (!format) throw new Error('does not say what its samples are.');
      return { format, from, length: lengthOf(bytes, data.length - from) };
    }
    if (name === 'fmt ') format = formatOf(data.subarray(from, from + bytes));
    // A chunk begins at an even place.
    at = from + bytes + (bytes % 2);
  }
  throw new Error('has no samples.');
}

function lengthOf(promised, present) {
  if (promised === 0 || promised >= UNKNOWN_BYTES || promised === present) return present;
  if (promised > present) throw new Error(`ends too early: ${present} bytes of samples where ${promised} should be.`);
  return promised;
}

function formatOf(chunk) {
  if (chunk.length < 16) throw new Error('does not say what its samples are.');
  const code = chunk.readUInt16LE(0);
  const kindCode = code === EXTENSIBLE && chunk.length >= 26 ? chunk.readUInt16LE(24) : code;
  const kind = KINDS[kindCode] ?? `kind ${kindCode},`;
  const bits = chunk.readUInt16LE(14);
  if (!(`${kind} ${bits}` in SAMPLES)) {
    throw new Error(`has samples of ${kind} ${bits} bits, which are unknown here: save it as 16-bit PCM.`);
  }
  const channels = chunk.readUInt16LE(2);
  const sampleRate = chunk.readUInt32LE(4);
  if (channels === 0 || channels > MAX_CHANNELS) throw new Error(`has ${channels} channels.`);
  if (sampleRate < MIN_HZ || sampleRate > MAX_HZ) {
    throw new Error(`has ${sampleRate} samples a second; from ${MIN_HZ} to ${MAX_HZ} can be judged.`);
  }
  return { kind, bits, channels, sampleRate };
}

function notWav(head) {
  const [other] = OTHERS.find(([, pattern]) => pattern.test(head)) ?? [];
  const cure = 'Convert it: ffmpeg -i <file> out.wav';
  return other ? `is ${other}, not WAV. ${cure}` : head === '' ? 'is empty.' : 'is no WAV file.';
}

function finite(value) {
  return Number.isFinite(value) ? value : 0;
}
