import { ByteReader } from './byte-reader.js';
import { badRecording } from '../schema/parsing.js';
import type { SoundPlace } from './recording.js';

/** How the samples lie in the file. */
interface Format {
  readonly sampleRate: number;
  readonly bits: number;
  readonly isFloat: boolean;
}

const SIDES = 2;
const PCM = 1;
const FLOAT = 3;
/** The kind of sample is told further on. */
const EXTENSIBLE = 0xfffe;
const FORMAT_BYTES = 16;
const MAX_FORMAT_BYTES = 1000;
/** A program that wrote into a pipe could not know the length: it wrote 0, or as much as fits. */
const UNKNOWN_BYTES = 0x7fff_f000;
const PIECE_MS = 1000;

/** One sample as 16 bits, by the kind of sample and its bits. */
const SAMPLES: Readonly<Record<string, (view: DataView, at: number) => number>> = {
  'pcm 8': (view, at) => (view.getUint8(at) - 128) * 256,
  'pcm 16': (view, at) => view.getInt16(at, true),
  'pcm 24': (view, at) => view.getInt16(at + 1, true),
  'pcm 32': (view, at) => view.getInt16(at + 2, true),
  'float 32': (view, at) => toInt16(view.getFloat32(at, true)),
  'float 64': (view, at) => toInt16(view.getFloat64(at, true)),
};

/**
 * The samples of a two-channel WAV file, a second at a time, whatever program has written it. @throws AvatarPttError
 * `bad-recording` when it is not the sound that belongs to that place.
 */
export async function* readWav(
  stream: AsyncIterable<Uint8Array>,
  place: SoundPlace,
  name: string,
): AsyncGenerator<Int16Array<ArrayBuffer>> {
  const reader = new ByteReader(stream);
  try {
    const { format, dataBytes } = await readHead(reader, name);
    const sampleBytes = format.bits / 8;
    const length = Math.floor(dataBytes / (SIDES * sampleBytes));
    const isKnown = dataBytes > 0 && dataBytes < UNKNOWN_BYTES;
    if (format.sampleRate !== place.sampleRate) throw badRecording(`${name} has another sample rate than it should.`);
    if (isKnown && length !== place.length) throw badRecording(`${name} is not as long as it should be.`);
    const most = Math.round((place.sampleRate * PIECE_MS) / 1000);
    for (let left = place.length; left > 0;) {
      const samples = Math.min(left, most) * SIDES;
      const bytes = await reader.take(samples * sampleBytes);
      if (bytes.length < samples * sampleBytes) throw badRecording(`${name} ends too early.`);
      yield decoded(bytes, format);
      left -= samples / SIDES;
    }
    // What follows, such as a program's notes, is left alone; its checksum counts.
    await reader.skip();
  } finally {
    await reader.close();
  }
}

/** All before the samples: chunks in any order, of which only the format matters. */
async function readHead(reader: ByteReader, name: string): Promise<{ format: Format; dataBytes: number }> {
  const riff = textOf(await reader.take(12));
  if (!/^(?:RIFF|RF64)[^]{4}WAVE$/.test(riff)) throw badRecording(`${name} is no WAV file.`);
  for (let format: Format | null = null; ;) {
    const head = await reader.take(8);
    if (head.length < 8) throw badRecording(`${name} has no samples.`);
    const chunk = textOf(head.subarray(0, 4));
    const bytes = viewOf(head).getUint32(4, true);
    if (chunk === 'data') {
      if (!format) throw badRecording(`${name} does not say what its samples are.`);
      return { format, dataBytes: bytes };
    }
    if (chunk === 'fmt ') format = formatOf(await reader.take(Math.min(bytes, MAX_FORMAT_BYTES)), name);
    else await reader.skip(bytes);
    // A chunk begins at an even place.
    await reader.skip(bytes % 2);
  }
}

function formatOf(bytes: Uint8Array<ArrayBuffer>, name: string): Format {
  const view = viewOf(bytes);
  if (bytes.length < FORMAT_BYTES) throw badRecording(`${name} does not say what its samples are.`);
  const told = view.getUint16(0, true);
  const kind = told === EXTENSIBLE && bytes.length >= 26 ? view.getUint16(24, true) : told;
  const bits = view.getUint16(14, true);
  const isFloat = kind === FLOAT;
  const isKnown = (isFloat || kind === PCM) && kindOf(isFloat, bits) in SAMPLES;
  if (!isKnown) throw badRecording(`${name} has samples of an unknown kind: save it as 16-bit PCM.`);
  const sides = view.getUint16(2, true);
  if (sides !== SIDES) throw badRecording(`${name} has ${sides} channels instead of 2, microphone and avatar.`);
  return { sampleRate: view.getUint32(4, true), bits, isFloat };
}

function decoded({ buffer }: Uint8Array<ArrayBuffer>, { bits, isFloat }: Format): Int16Array<ArrayBuffer> {
  const sample = SAMPLES[kindOf(isFloat, bits)];
  const view = new DataView(buffer);
  return Int16Array.from({ length: (view.byteLength * 8) / bits }, (_, i) => sample?.(view, (i * bits) / 8) ?? 0);
}

function kindOf(isFloat: boolean, bits: number): string {
  return `${isFloat ? 'float' : 'pcm'} ${bits}`;
}

function toInt16(sample: number): number {
  return Math.round(Math.max(-32_768, Math.min(32_767, (sample || 0) * 32_768)));
}

function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
