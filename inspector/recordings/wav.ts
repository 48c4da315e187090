import { badRecording } from '../schema/parsing.js';
import { ByteReader } from './byte-reader.js';
import type { SoundPlace } from './recording.js';

/** A moment in a sound file that has a name. */
export interface WavMark {
  /** Samples from the beginning. */
  readonly position: number;
  readonly label: string;
}

/** How the samples lie in the file. */
interface Format {
  readonly sampleRate: number;
  readonly bits: number;
  readonly isFloat: boolean;
}

const SIDES = 2;
const SAMPLE_BYTES = 2;
/** Bytes of a sample on both sides. */
export const FRAME_BYTES = SIDES * SAMPLE_BYTES;
const HEADER_BYTES = 44;
const PCM = 1;
const FLOAT = 3;
/** The kind of sample follows further on. */
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

/** The head of a two-channel 16-bit WAV file of `length` samples; the samples follow, then `extraBytes` more. */
export function wavHeader(sampleRate: number, length: number, extraBytes = 0): Uint8Array<ArrayBuffer> {
  const dataBytes = length * FRAME_BYTES;
  const writer = new ChunkWriter(HEADER_BYTES);
  writer
    .name('RIFF')
    .uint32(HEADER_BYTES - 8 + dataBytes + extraBytes)
    .name('WAVE');
  writer.name('fmt ').uint32(16).uint16(1).uint16(SIDES);
  writer
    .uint32(sampleRate)
    .uint32(sampleRate * FRAME_BYTES)
    .uint16(FRAME_BYTES)
    .uint16(SAMPLE_BYTES * 8);
  return writer.name('data').uint32(dataBytes).bytes;
}

/** The chunks that name moments: a cue for each, and its label. Empty without marks. */
export function wavMarks(marks: readonly WavMark[]): Uint8Array<ArrayBuffer> {
  if (marks.length === 0) return new Uint8Array(0);
  const labels = marks.map(({ label }) => new TextEncoder().encode(`${label}\0`));
  const listBytes = labels.reduce((sum, { length }) => sum + 12 + even(length), 4);
  const writer = new ChunkWriter(12 + marks.length * 24 + 8 + listBytes);
  writer
    .name('cue ')
    .uint32(4 + marks.length * 24)
    .uint32(marks.length);
  marks.forEach(({ position }, i) => {
    writer
      .uint32(i + 1)
      .uint32(position)
      .name('data')
      .uint32(0)
      .uint32(0)
      .uint32(position);
  });
  writer.name('LIST').uint32(listBytes).name('adtl');
  labels.forEach((label, i) =>
    writer
      .name('labl')
      .uint32(4 + label.length)
      .uint32(i + 1)
      .raw(label),
  );
  return writer.bytes;
}

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
    const max = Math.round((place.sampleRate * PIECE_MS) / 1000);
    for (let left = place.length; left > 0;) {
      const samples = Math.min(left, max) * SIDES;
      const bytes = await reader.take(samples * sampleBytes);
      if (bytes.length < samples * sampleBytes) throw badRecording(`${name} ends too early.`);
      yield decoded(bytes, format);
      left -= samples / SIDES;
    }
    // What follows, such as a program's notes, is ignored, but read: its checksum counts.
    await reader.skip();
  } finally {
    await reader.close();
  }
}

function even(bytes: number): number {
  return bytes + (bytes % 2);
}

class ChunkWriter {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  #at = 0;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
    this.#view = new DataView(this.bytes.buffer);
  }

  name(four: string): this {
    return this.raw(new TextEncoder().encode(four));
  }

  uint16(value: number): this {
    this.#view.setUint16(this.#at, value, true);
    this.#at += 2;
    return this;
  }

  uint32(value: number): this {
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.bytes.set(bytes, this.#at);
    this.#at += even(bytes.length);
    return this;
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
  const code = view.getUint16(0, true);
  const kind = code === EXTENSIBLE && bytes.length >= 26 ? view.getUint16(24, true) : code;
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
